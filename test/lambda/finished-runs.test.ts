import { expect, test } from 'vitest';
import { finishedRunsMs } from '../../lambda/remediator/ask-job';
import { detail, FAT_ARGS, MINUTE, NOW, step } from '../remedy/support';

const running = (...own: string[]) => detail({ args: [...FAT_ARGS, ...own] });
const finished = (...own: string[]) =>
  step({
    id: 's-BEFORE',
    name: running().name,
    state: 'COMPLETED',
    startedAt: NOW - 90 * MINUTE,
    endedAt: NOW - 60 * MINUTE,
    args: running(...own).args,
  });

test.each([
  ['the day', ['--day', '2026-11-27'], ['--day', '2026-11-28'], [30 * MINUTE]],
  ['what it loads', ['--mode', 'full'], ['--mode', 'incremental'], []],
  ['an argument more', ['--day', '2026-11-27', '--full'], ['--day', '2026-11-28'], []],
])('a finished run whose arguments differ by %s', (_, before, now, expected) => {
  expect(finishedRunsMs(running(...now), { steps: [finished(...before)], complete: true }, NOW)).toEqual(expected);
});
