import { describe, expect, test } from 'vitest';
import { closestWords, editDistance } from '../lib/close-words';

describe('the closest words', () => {
  test('are all that are equally close, by name, in whatever case they were written', () => {
    expect(closestWords('SPARK-DEFAULT', ['spark-env', 'spark-defaults', 'spark-defaulta'], 2)).toEqual([
      'spark-defaulta',
      'spark-defaults',
    ]);
    expect(closestWords('m5.xlrage', ['m5.2xlarge', 'm5.xlarge', 'c4.large'], 2)).toEqual(['m5.xlarge']);
    expect(closestWords('hive', ['spark'], 2)).toEqual([]);
  });

  test.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['flaw', 'lawn', 2],
  ])('%j and %j are %i errors apart', (a, b, errors) => {
    expect(editDistance(a, b, 5)).toBe(errors);
    expect(editDistance(b, a, 5)).toBe(errors);
    expect(editDistance(a, b, errors - 1)).toBe(errors);
  });
});
