#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { tolerateClosedPipe } from '../lib/cli/closed-pipe';
import { findPackageRoot } from '../lib/cli/package-root';
import { run } from '../lib/cli/program';

const root = findPackageRoot(__dirname);
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

tolerateClosedPipe(process.stdout);

run(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    readFile: (path) => readFileSync(path, 'utf8'),
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
