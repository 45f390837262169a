import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { call } from './support';

/** Whether a program is on this machine. */
const isHere = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;

const scriptFor = async (shell: string): Promise<string> => (await call(['completion', shell])).out;

/** What is asked of every shell: the words so far, the last one unfinished, and the words that may stand there. */
const QUESTIONS: readonly (readonly [words: string, answers: readonly string[]])[] = [
  ['emr-autotune pl', ['plan']],
  ['emr-autotune plan --row', ['--rows', '--row-bytes']],
  ['emr-autotune plan --format spark-', ['spark-submit', 'spark-defaults']],
  ['emr-autotune plan --core r5.4x', ['r5.4xlarge:']],
  ['emr-autotune diagnose --region eu-west-1 --prof', ['--profile']],
  ['emr-autotune lint --release emr-7.14', ['emr-7.14.0']],
  ['emr-autotune lint --ignore unit-', ['unit-trap']],
  ['emr-autotune completion z', ['zsh']],
  ['emr-autotune simulate --qui', ['--quiet']],
  ['emr-autotune lint LICEN', ['LICENSE']],
];

const BASH = `
while read -r line; do
  read -r -a COMP_WORDS <<< "$line"
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _emr_autotune
  echo "\${COMPREPLY[*]}"
done`;

function answers(shell: string, script: string): string[][] {
  const input = QUESTIONS.map(([words]) => `${words}\n`).join('');
  const args = shell === 'bash' ? ['--norc', '-c', `${script}${BASH}`] : ['--no-config', '-c', `${script}${FISH}`];
  const { stdout, stderr } = spawnSync(shell, args, { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').toSorted());
}

const FISH = `
while read -l line
  echo (complete -C "$line" | string replace -r '\\t.*' '' | string join ' ')
end`;

const expected = QUESTIONS.map(([, words]) => words.toSorted());

describe('the completion script', () => {
  test.runIf(isHere('bash'))('for bash answers in bash itself', async () => {
    expect(answers('bash', await scriptFor('bash'))).toEqual(expected);
  });

  test.runIf(isHere('bash'))(
    'for bash knows the value behind an equals sign, which bash takes for a word',
    async () => {
      const ask = 'COMP_WORDS=(emr-autotune plan --format = py); COMP_CWORD=4; _emr_autotune; echo "$COMPREPLY"';
      const { stdout } = spawnSync('bash', ['--norc', '-c', `${await scriptFor('bash')}\n${ask}`], {
        encoding: 'utf8',
      });
      expect(stdout).toBe('pyspark\n');
    },
  );

  test.runIf(isHere('fish'))('for fish answers in fish itself', async () => {
    expect(answers('fish', await scriptFor('fish'))).toEqual(expected);
  });

  test.runIf(isHere('zsh'))('for zsh is one that zsh can read', async () => {
    const { status, stderr } = spawnSync('zsh', ['-f', '-n'], { input: await scriptFor('zsh'), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test.each(['bash', 'zsh', 'fish'])('for %s has every option that the help of a command shows', async (shell) => {
    const script = await scriptFor(shell);
    for (const command of ['plan', 'diagnose', 'lint', 'simulate', 'serve', 'release', 'admit', 'completion']) {
      const { out } = await call([command, '--help']);
      const [, options = ''] = out.split(/^(?:Global )?Options:$/m);
      const names = [...options.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(script).toMatch(new RegExp(`${shell === 'fish' ? '-l ' : '--'}${name}\\b`));
    }
  });

  test('fails for another shell', async () => {
    const { code, err } = await call(['completion', 'tcsh']);
    expect([code, err]).toEqual([2, expect.stringContaining('bash, zsh, fish')]);
  });
});
