import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commandsIn } from '../../../../lib/lint/read/shell/commands';
import { lexShell } from '../../../../lib/lint/read/shell/lexer';
import { fc, property } from '../../../support/property';

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

const wordsOf = (line: string): string[][] =>
  commandsIn(line).commands.map(({ words }) => words.map(({ text }) => text));

describe('the words of a command line', () => {
  property([fc.array(piece, { maxLength: 12 })], { numRuns: 300 })(
    'are those of a real shell, or it is told that they cannot be read',
    (pieces) => {
      const line = `w ${pieces.join('')}`.trim();
      const { commands, broken } = commandsIn(line);
      const hasLines = lexShell(line).tokens.some(({ kind, ...token }) => kind === 'operator' && 'text' in token);
      if (broken.length > 0 || hasLines || line.endsWith('\\')) return;
      expect(commands[0]?.words.map(({ text }) => text)).toEqual(realWords(line));
    },
  );

  test('what is quoted is taken as it is', () => {
    expect(wordsOf(`spark-submit --conf 'a=$b|c' "x\\"y" a\\ b`)).toEqual([
      ['spark-submit', '--conf', 'a=$b|c', 'x"y', 'a b'],
    ]);
  });

  test.each([
    ['a && b || c; d & e | f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['a > log 2>&1 < in\nb', [['a'], ['b']]],
    ['if true; then a; fi', [['true'], ['a']]],
    ['(cd x; a)', [['cd', 'x'], ['a']]],
    ['# a comment\n#!/bin/sh\na # another', [['a']]],
    ['M=4g\na $M "$M" x$M', [['a', '4g', '4g', 'x4g']]],
    ['O="-a 1"\nx $O', [['x', '-a', '1']]],
    ['if x; then M=1; fi; a $M', [['x'], ['a', '$' + '{M}']]],
    ['a <cluster-id>', [['a', '$' + '{unresolved}']]],
    ['X=$(b c); a', [['a'], ['b', 'c']]],
    ['cat <<EOF\n$ not a command\nEOF\na', [['cat'], ['a']]],
    ['$ a b', [['a', 'b']]],
    ['[hadoop@host ~]$ a b\nme@host:~$ c', [['a', 'b'], ['c']]],
  ])('%j', (script, commands) => {
    expect(wordsOf(script)).toEqual(commands);
  });

  test.each(["a 'b", 'a "b', 'a $(b', 'a `b', 'a $' + '{b'])('tells that %j has no end', (script) => {
    expect(commandsIn(script).broken).toHaveLength(1);
  });

  test('know the line that they stand in', () => {
    const [, second] = commandsIn('a \\\n b\n\nc \\\n  d').commands;
    expect(second?.words.map(({ text, line }) => [text, line])).toEqual([
      ['c', 4],
      ['d', 5],
    ]);
  });
});
