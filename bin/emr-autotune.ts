#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { tolerateClosedPipe } from '../lib/cli/closed-pipe';
import { run } from '../lib/cli/program';
import { packageRoot } from '../lib/package-root';

const root = packageRoot(__dirname);
const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

tolerateClosedPipe(process.stdout);
// Our own engines field says which Node works; the SDK's reminder would stand before every live diagnosis.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** `-` is standard input, for which Windows has no path. */
function readFile(path: string): string {
  const isStdin = path === '-' || path === '/dev/stdin';
  return readFileSync(isStdin ? (process.platform === 'win32' ? 0 : '/dev/stdin') : path, 'utf8');
}

/** The first signal ends what runs in good order; a second one, as without this, at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

/** The answer to a question at the terminal; nothing where the user ends the input. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

run(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    readFile,
    writeFile: (path, text) => writeFileSync(path, text),
    environment: process.env,
    now: Date.now,
    interrupted,
    ask: process.stdin.isTTY === true && process.stderr.isTTY === true ? ask : undefined,
    folder: process.cwd(),
    columns: process.stdout.isTTY === true ? process.stdout.columns : undefined,
    errIsTerminal: process.stderr.isTTY === true,
  },
  version,
).then((code) => {
  process.exitCode = code;
});
