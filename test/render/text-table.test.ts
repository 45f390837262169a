import { describe, expect, test } from 'vitest';
import { paint } from '../../lib/cli/text-style';
import { grouped, mib, percent, textTable, tone, wrap } from '../../lib/render';
import { fc, property } from '../support/property';
import { plain } from './plans';

describe('text tables', () => {
  test('put figures right and words left, as wide as the widest cell', () => {
    const columns = [{ heading: 'type' }, { heading: 'executors', align: 'right' as const }, {}];
    expect(
      textTable(columns, [
        ['r5.4xlarge', '1,312', 'full'],
        ['m5.large', '7', ''],
      ]),
    ).toEqual(['  type         executors', '  r5.4xlarge       1,312   full', '  m5.large             7']);
  });

  test('have no line of headings where no column has one', () => {
    expect(textTable([{}, {}], [['a', 'b']], { indent: '' })).toEqual(['a   b']);
  });

  test('keep columns straight through colours', () => {
    const red = tone({ paint }, 'red', 'ab');
    const lines = textTable(
      [{}, {}],
      [
        [red, 'x'],
        ['abcd', 'y'],
      ],
    ).map(plain);
    expect(lines).toEqual(['  ab     x', '  abcd   y']);
  });

  const cell = fc.stringMatching(/^[a-z0-9,.]{0,9}$/);
  property([fc.array(fc.tuple(cell, cell, cell), { maxLength: 6 })], { numRuns: 2_000 })(
    'lose no cell and end no line in a space',
    (rows) => {
      const lines = textTable([{}, { align: 'right' }, {}], rows);
      expect(lines.map((line) => line.trim().split(/\s+/).filter(Boolean))).toEqual(
        rows.map((row) => row.filter((one) => one !== '')),
      );
      expect(lines.every((line) => line === line.trimEnd())).toBe(true);
    },
  );
});

describe('sentences and figures', () => {
  property([fc.lorem({ maxCount: 40 }), fc.integer({ min: 40, max: 120 })])(
    'wrap within the width, losing no word',
    (text, width) => {
      const lines = wrap({ width }, text, '    ');
      expect(lines.every((line) => line.length <= width && line.startsWith('    '))).toBe(true);
      expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
    },
  );

  test('a word longer than the width stays whole', () => {
    expect(wrap({ width: 40 }, `see ${'x'.repeat(60)} there`, '')).toEqual(['see', 'x'.repeat(60), 'there']);
  });

  test('have separators and units', () => {
    expect([grouped(0), grouped(999), grouped(1312), grouped(10076160)]).toEqual(['0', '999', '1,312', '10,076,160']);
    expect([percent(0.97755), percent(1), percent(0)]).toEqual(['97.8 %', '100.0 %', '0.0 %']);
    expect(mib(122880)).toBe('122,880 MiB');
  });
});

describe('a table that is wider than the screen', () => {
  const columns = [{ heading: 'nodes' }, { heading: 'task slots', align: 'right' as const }, { heading: 'remark' }];
  const rows = [['82 × r5.4xlarge', '1,308', 'limited by the maximum capacity of the queue']];
  const lines = (width: number): string[] => textTable(columns, rows, { width });

  test('stays as it is where it fits', () => {
    expect(lines(81)).toEqual(textTable(columns, rows));
  });

  test('loses room between columns, then folds headings, then sentences', () => {
    expect(lines(75)[1]).toBe('  82 × r5.4xlarge       1,308  limited by the maximum capacity of the queue');
    expect(lines(70).slice(0, 2)).toEqual(['  nodes             task  remark', '                   slots']);
    expect(lines(50)).toEqual([
      '  nodes             task  remark',
      '                   slots',
      '  82 × r5.4xlarge  1,308  limited by the maximum',
      '                          capacity of the queue',
    ]);
  });

  test('is never cut: what has no room stands in full', () => {
    const text = lines(10).join('\n').replaceAll(/\s+/g, ' ');
    for (const word of ['r5.4xlarge', '1,308', 'capacity']) expect(text).toContain(word);
  });

  test('keeps coloured cells in one line', () => {
    const red = '\u001b[31mtwo words\u001b[39m';
    expect(textTable([{}, {}], [[red, 'and some more words']], { width: 20 })[0]).toContain(red);
  });
});
