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

/** What the last `echo` of a script prints by a real shell, where `$C` is this command. */
function realEcho(script: string, condition: 'true' | 'false'): string {
  const lines = 'exec <<EOF\nr1 r2\nr3\nEOF\n';
  return execFileSync('/bin/sh', ['-c', `${lines}${script}`], { encoding: 'utf8', env: { C: condition } }).trimEnd();
}

const statement = fc.constantFrom(
  'M=a',
  'M=b N=$M',
  'N=c && M=$N',
  '$C && M=d',
  '$C || M=e',
  '$C && M=f || M=g',
  '$C &&\nM=h',
  'if $C; then M=i; fi',
  'while $C; do M=j; break; done',
  'for M in k l; do :; done',
  'read M',
  'read -r N M',
  'M=m true',
  'unset M',
  'eval M=n',
  'export M=o',
  'M=p; N=$M',
  'M=$M$N',
  '(M=z)',
  'case $C in true) M=q;; esac',
);

describe('the value of a variable', () => {
  property([fc.array(statement, { maxLength: 6 })], { numRuns: 120 })(
    'is that which a real shell has in every run, or is not known',
    (statements) => {
      const script = `M=first\nN=second\n${statements.join('\n')}\necho $M $N`;
      const read = wordsOf(script).at(-1)?.slice(1) ?? [];
      for (const condition of ['true', 'false'] as const) {
        const real = realEcho(script, condition).split(' ');
        if (read.length === real.length) {
          for (const [i, word] of read.entries())
            if (!word.includes('${')) expect([script, word]).toEqual([script, real[i]]);
        } else expect(read.join(' ')).toContain('${');
      }
    },
  );

  test.each([
    ['a test before it', 'M=4gx; [ $1 = big ] && M=4g'],
    ['a test that must fail', 'M=4gx; [ $1 = big ] || M=4g'],
    ['read', 'M=4g; read M'],
    ['source', 'M=4g; source env.sh'],
    ['a dot', 'M=4g; . ./env.sh'],
    ['eval', 'M=4g; eval "$1"'],
    ['a loop over it', 'M=4g; for M in 1g 2g; do true; done'],
    ['mapfile', 'M=4g; mapfile -t M < file'],
  ])('is not known behind %s', (_, script) => {
    expect(wordsOf(`${script}; a $M`).at(-1)).toEqual(['a', `\${M}`]);
  });

  test.each([
    ['in the same list of commands', 'cd /x && M=4g && a $M'],
    ['where it is given once more', 'M=1g; $C && M=2g; M=4g; a $M'],
    ['where the file was read before', '. ./env.sh; M=4g; a $M'],
    ['behind one that holds for one command', 'M=4g; M=1g b; a $M'],
  ])('is known %s', (_, script) => {
    expect(wordsOf(script).at(-1)).toEqual(['a', '4g']);
  });
});
