import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(__dirname, '..');

/** Folders of tests without a counterpart: helpers, recorded answers, inputs that others wrote, the documentation, and courses of the whole protocol. */
const WITHOUT = ['support', 'fixtures', 'docs', 'corpus', 'remedy/traces'];

/** Where the source that a folder of tests is about may lie: `test/yarn` is about `lib/yarn`, `test/bin/demo` about `bin/demo`. */
function counterparts(folder: string): string[] {
  const [top = '', ...rest] = folder.split('/');
  if (top === 'lambda') return [join('lambda', 'remediator', ...rest)];
  return ['bench', 'bin', 'examples', 'tools'].includes(top) ? [folder] : [join('lib', folder)];
}

const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));

describe('the tests mirror the source tree', () => {
  test('every folder of tests has the folder that it is about', () => {
    const folders = new Set(files.filter((name) => name.endsWith('.test.ts')).map((name) => dirname(name)));
    const tested = [...folders].filter(
      (folder) => !WITHOUT.some((name) => folder === name || folder.startsWith(`${name}/`)),
    );
    expect(tested.length).toBeGreaterThan(20);
    const astray = tested.filter((folder) => !counterparts(folder).some((one) => existsSync(join(ROOT, one))));
    expect(astray).toEqual([]);
  });

  test('would find a folder astray', () => {
    expect(counterparts('watchdog').some((one) => existsSync(join(ROOT, one)))).toBe(false);
  });
});

test('test/fixtures/README.md says of every fixture where it comes from', () => {
  const page = readFileSync(join(__dirname, 'fixtures', 'README.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  const there = files
    .filter((name) => /^fixtures\/.*\.jsonl?$/.test(name))
    .map((name) => name.slice('fixtures/'.length));
  expect(listed.sort()).toEqual(there.sort());
});
