import { describe, expect, test } from 'vitest';
import { formatMemory, parseMemoryMiB } from '../../lib/spark';

/** Text, MiB where a bare number means MiB, MiB where it means bytes: answers of Spark 3.5.5's `JavaUtils.byteStringAs`. */
const ANSWERS: [string, number, number][] = [
  ['20g', 20480, 20480],
  ['101053m', 101053, 101053],
  ['4096', 4096, 0],
  ['1G', 1024, 1024],
  ['1GB', 1024, 1024],
  ['512mb', 512, 512],
  ['1023k', 0, 0],
  ['1024kb', 1, 1],
  ['1t', 1048576, 1048576],
  ['1tb', 1048576, 1048576],
  ['1p', 1073741824, 1073741824],
  ['1pb', 1073741824, 1073741824],
  ['1048575b', 0, 0],
  ['1048576b', 1, 1],
  ['1048576', 1048576, 1],
  [' 2g ', 2048, 2048],
  ['2g\n', 2048, 2048],
  ['0', 0, 0],
  ['007m', 7, 7],
];
const REFUSED = ['20 g', '1.5g', '-1g', '', 'g', '1gg', '1gib', '0x10', '1e3', '1\u0660g', '9999999999999999999m'];

describe('memory sizes', () => {
  test.each(ANSWERS)('%j reads as Spark reads it', (text, mib, fromBytes) => {
    expect(parseMemoryMiB(text)).toBe(mib);
    expect(parseMemoryMiB(text, 'b')).toBe(fromBytes);
  });

  test('what is written reads back', () => {
    for (const mib of [1, 384, 25870, 122880]) expect(parseMemoryMiB(formatMemory(mib))).toBe(mib);
  });

  test.each(REFUSED)('fails for %j, as Spark does', (text) => {
    expect(() => parseMemoryMiB(text)).toThrow('is not a memory size; write a whole number with k, m, g or t');
  });

  test('fails for a number of absurd length', () => {
    expect(() => parseMemoryMiB('9'.repeat(400))).toThrow('is not a memory size');
  });
});
