import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(__dirname, '..', '..', '..');
const SCRIPTS = ['examples/join/join.py', 'examples/join/generate.py'];

const python = (...args: string[]) =>
  spawnSync('python3', args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', LANGUAGE: '', PYTHONDONTWRITEBYTECODE: '1', COLUMNS: '200' },
  });
const hasPython = python('-c', 'import sys; assert sys.version_info >= (3, 9)').status === 0;

/** Neither needs PySpark before its arguments are right, which npm run bench:pyspark puts to real Spark. */
describe.skipIf(!hasPython)('the scripts of examples/join (skipped where there is no Python 3.9)', () => {
  test.each([...SCRIPTS, 'bench/pyspark/check_rows.py', 'bench/pyspark/page_session.py'])('%s compiles', (script) => {
    const done = python(
      '-c',
      'import sys; compile(open(sys.argv[1], encoding="utf8").read(), sys.argv[1], "exec")',
      script,
    );
    expect(done.stderr).toBe('');
  });

  test.each(SCRIPTS)('%s names in its docstring the flags that it has', (script) => {
    const { status, stdout } = python(script, '--help');
    expect(status).toBe(0);
    const flags = (text: string) => new Set((text.match(/--[a-z-]+/g) ?? []).filter((flag) => flag !== '--help'));
    const usage = /spark-submit[\s\S]*?\n\n/.exec(readFileSync(join(ROOT, script), 'utf8'))?.[0] ?? '';
    const named = flags(usage);
    named.delete('--format'); // of emr-autotune plan
    expect(named.size).toBeGreaterThan(2);
    expect(named).toEqual(flags(stdout.split('positional arguments')[0] ?? ''));
  });

  test.each([
    ['examples/join/join.py', ['a', 'b'], /the following arguments are required: output$/],
    [
      'examples/join/join.py',
      ['a', 'b', 'c', '--partitions', '0'],
      /--partitions: must be a whole number from 1, got 0$/,
    ],
    [
      'examples/join/join.py',
      ['a', 'b', 'c', '--max-records-per-file', '-5'],
      /must be a whole number from 1, got -5$/,
    ],
    ['examples/join/generate.py', ['a', '--hot-share', '1.5'], /--hot-share: must be from 0 to 1, got 1.5$/],
    ['examples/join/generate.py', ['a', '--hot-share', 'nan'], /--hot-share: must be from 0 to 1, got nan$/],
    [
      'examples/join/generate.py',
      ['a', '--keys', '3', '--hot-keys', '4'],
      /--hot-keys must be at most --keys, 3, got 4$/,
    ],
    ['examples/join/generate.py', ['a', '--hot-share', '0.9', '--null-share', '0.2'], /at most 1 together, got 1.1$/],
  ])('fails: %s %j', (script, args, line) => {
    const { status, stderr } = python(script, ...args);
    expect(status).toBe(2);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(line);
    expect(stderr).not.toContain('Traceback');
  });
});
