import { expect, test } from 'vitest';
import { keepAnswers, keepAnswersOf } from '../lib/keep-answers';

test('what is asked again is answered from memory, what is new is worked out', () => {
  const asked: number[] = [];
  const double = keepAnswers(
    (n: number) => {
      asked.push(n);
      return 2 * n;
    },
    (n) => `${n}`,
  );
  expect([1, 2, 1, 2, 3].map((n) => double(n))).toEqual([2, 4, 2, 4, 6]);
  expect(asked).toEqual([1, 2, 3]);
});

test('only the newest 256 answers are kept', () => {
  let count = 0;
  const answer = keepAnswers(
    (n: number) => {
      count += 1;
      return `answer ${n}`;
    },
    (n) => `${n}`,
  );
  for (let n = 0; n < 257; n++) answer(n);
  answer(256);
  expect(count).toBe(257);
  answer(0);
  expect(count).toBe(258);
});

test('a failure is not kept', () => {
  let fails = true;
  const answer = keepAnswers(
    () => {
      if (fails) throw new Error('not now');
      return 'well';
    },
    () => '',
  );
  expect(answer).toThrow('not now');
  fails = false;
  expect(answer()).toBe('well');
});

test('answers about one object are not those about another', () => {
  const sizeOf = keepAnswersOf(
    (list: readonly number[], times: number) => list.length * times,
    (times) => `${times}`,
  );
  expect([sizeOf([1], 2), sizeOf([1, 2], 2), sizeOf([1, 2], 3)]).toEqual([2, 4, 6]);
});
