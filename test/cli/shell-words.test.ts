import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellWords } from '../../lib/cli/shell-words';
import { InputError } from '../../lib/errors';
import { fc, property } from '../support/property';

/** The words as a real shell makes them: each printed behind a NUL. */
function realWords(line: string): string[] {
  const out = execFileSync('sh', ['-c', `for word in ${line}\ndo printf '\\0%s' "$word"\ndone`], { encoding: 'utf8' });
  return out.split('\0').slice(1);
}

const piece = fc.constantFrom(
  'a',
  'b=c',
  ' ',
  '  ',
  '\t',
  "'",
  '"',
  '\\',
  '\\\n',
  '#',
  '\\ ',
  '\\"',
  "'x y'",
  '"x y"',
  '-',
  '.',
  '%',
  '!',
  '}',
  '~x',
);

describe('the words of a command line', () => {
  property([fc.array(piece, { maxLength: 12 })], { numRuns: 300 })(
    'are those of a real shell, or it is refused',
    (pieces) => {
      const line = `w ${pieces.join('')}`.trim();
      let words: string[];
      try {
        words = shellWords(line);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return;
      }
      expect(words).toEqual(realWords(line));
    },
  );

  test.each([
    ['spark-submit a.py $HOME', 'a variable or substitution ($)'],
    ['spark-submit "$(date)"', 'a variable or substitution ($)'],
    ['spark-submit `date`', 'a command substitution (`)'],
    ['spark-submit a.py | tee log', 'a pipe (|)'],
    ['spark-submit a.py > log', 'a redirection (>)'],
    ['spark-submit a.py && echo', 'a second command or background job (&)'],
    ['spark-submit a.py; echo', 'a second command (;)'],
    ['spark-submit *.py', 'a file pattern (*)'],
    ["spark-submit 'a.py", "a ' without its partner"],
    ['spark-submit "a.py', 'a " without its partner'],
    ['spark-submit a.py \\', 'ends in a backslash'],
    ['spark-submit a.py\nb', 'a second line'],
  ])('fails with one line that names what is not expanded: %s', (line, message) => {
    expect(() => shellWords(line)).toThrow(message);
  });

  test('what is quoted is taken as it is', () => {
    expect(shellWords(`spark-submit --conf 'a=$b|c' "x\\"y" a\\ b`)).toEqual([
      'spark-submit',
      '--conf',
      'a=$b|c',
      'x"y',
      'a b',
    ]);
  });
});
