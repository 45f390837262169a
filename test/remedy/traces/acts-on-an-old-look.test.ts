import { expect, test } from 'vitest';
import { MINUTE, SECOND, START } from '../support';
import { life } from './life';

const FOUND = START + 40 * MINUTE;

test('after a slow write the look is too old to cancel on: a step that has queued up meanwhile is not overtaken', async () => {
  const { broken, calls, row } = await life({ cancelWriteMs: 40 * SECOND, successorAt: FOUND + 10 * SECOND });
  expect(broken).toEqual([]);
  expect(calls).toEqual([]);
  expect(row?.outcomes.at(-1)?.outcome).toBe('aborted');
});
