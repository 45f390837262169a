import { describe, expect, test } from 'vitest';
import { call } from './support';

const PLAN = ['plan', '--core', 'r5.4xlarge:3'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const COLOR = /\u001b\[/;

describe('--color', () => {
  test.each<[string, string[], Record<string, string>, number | undefined, boolean]>([
    ['a terminal has colours', [], {}, 100, true],
    ['a pipe has none', [], {}, undefined, false],
    ['NO_COLOR takes them away', [], { NO_COLOR: '1' }, 100, false],
    ['an empty NO_COLOR is not set, as no-color.org has it', [], { NO_COLOR: '' }, 100, true],
    ['FORCE_COLOR gives them to a pipe, NO_COLOR or not', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR=0 is off', [], { FORCE_COLOR: '0' }, 100, false],
    ['a dumb terminal has none', [], { TERM: 'dumb' }, 100, false],
    ['--color=always beats the environment', ['--color=always'], { NO_COLOR: '1' }, undefined, true],
    ['--color never beats the environment', ['--color', 'never'], { FORCE_COLOR: '1' }, 100, false],
  ])('%s', async (_, words, environment, columns, colored) => {
    const { out } = await call([...PLAN, ...words], { environment, columns });
    expect(COLOR.test(out)).toBe(colored);
  });

  test('may stand before the command', async () => {
    expect((await call(['--color', 'always', ...PLAN])).out).toMatch(COLOR);
    const { code, err } = await call(['--color', 'sometimes', ...PLAN]);
    expect([code, err]).toEqual([2, expect.stringContaining('Allowed choices are auto, always, never')]);
  });
});

test('--quiet leaves out warnings, not failures', async () => {
  const words = [...PLAN, '--format', 'spark-submit', '--conf', 'spark.sql.shuffle.partitions=5'];
  const [loud, quiet] = [await call(words), await call([...words, '--quiet'])];
  expect(loud.err).toMatch(/^warning: /);
  expect(quiet.err).toBe('');
  expect(quiet.out).toBe(loud.out);
  expect((await call(['plan', '--quiet'])).err).toMatch(/plan needs --core/);
});

describe('a failure under --json', () => {
  test.each([
    [
      ['plan', '--json'],
      'no-nodes',
      'plan needs --core TYPE:COUNT, such as --core r5.4xlarge:82, or --compare',
      'see emr-autotune plan --help',
    ],
    [['lint', '--json', ' '], 'nothing-to-lint', 'there is nothing to lint', expect.stringMatching(/^give a command/)],
    [
      ['plan', '--json', '--cor', 'r5.4xlarge:3'],
      'unknown-option',
      expect.stringContaining("unknown option '--cor'"),
      'see emr-autotune plan --help',
    ],
    [['release', '--json'], 'no-cluster', 'the cluster is not known', 'give its id, j-…'],
    [['--json', 'plot'], 'unknown-option', expect.any(String), 'see emr-autotune --help'],
  ])('%j is a line on stderr with code, message and change', async (words, code, message, change) => {
    const answer = await call(words);
    expect([answer.code, answer.out]).toEqual([2, '']);
    expect(answer.err.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(answer.err)).toEqual({ schemaVersion: 1, error: { code, message, change } });
  });

  test('is words where --json is an option of what is linted', async () => {
    const { code, err } = await call(['lint', '--core', 'r5.4xlarge', '--', 'spark-submit', 'job.py', '--json']);
    expect([code, err]).toEqual([2, expect.stringMatching(/^emr-autotune: --core takes/)]);
  });
});
