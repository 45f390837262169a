#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { tolerateClosedPipe } from '../lib/cli/closed-pipe';
import { run } from '../lib/cli/program';
import { packageRoot } from '../lib/package-root';

const root = packageRoot(__dirname);
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

tolerateClosedPipe(process.stdout);
// Our own engines field says which Node works; the SDK's reminder would stand before every live diagnosis.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

run(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    readFile: (path) => readFileSync(path, 'utf8'),
    environment: process.env,
    now: Date.now,
    color: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    width: process.stdout.columns ?? 120,
    progress: process.stderr.isTTY === true,
  },
  version,
).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`emr-autotune: unexpected failure: ${text}; please report it with the command you ran\n`);
    process.exitCode = 2;
  },
);
