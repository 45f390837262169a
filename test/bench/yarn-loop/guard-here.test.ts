import { expect, test } from 'vitest';
import { commandHere, guardSaid } from '../../../bench/yarn-loop/guard-here';
import { FAT, jobArgs } from '../../../bench/yarn-loop/jobs';
import { addGuard } from '../../../lib/steps';

const clock = {
  scale: 20,
  startMs: 1_700_000_000_000,
  realStartMs: 1_800_000_000_000,
  now: Date.now,
  sleep: async () => {},
};
const places = { web: 'http://localhost:45671', folder: '/bench/run', clock };
const command = jobArgs(FAT, 28, { deployMode: 'cluster' });

test('a step without a guard runs as it is', () => {
  expect(commandHere(command, places)).toEqual(command);
});

test('of a guard the places are those of the machine, and times as far from the start as the scale says', () => {
  const startedFromMs = clock.startMs + 40_000;
  const startedToMs = clock.startMs + 2_400_000;
  const applicationId = 'application_1_2';
  const guard = {
    root: 's-REAL0001',
    attempt: 1,
    deployMode: 'cluster',
    earlier: [{ stepId: 's-REAL0001', applicationId, startedFromMs, startedToMs, ranAlone: true }],
  } as const;
  const given = addGuard(command, guard);
  const here = commandHere(given, places);
  const changed = here.flatMap((word, i) => (word === given[i] ? [] : [word]));
  expect(changed[1]).toBe('s-REAL0001,-,application_1_2,1800000002000,1800000120000,sole');
  expect(changed).toHaveLength(2);
  const lines = changed[0]!.split('\n').filter((line) => !given[2]!.split('\n').includes(line));
  expect(lines).toEqual([
    'g_address=localhost:45671',
    'g_logs=/bench/run/logs',
    'g_folders=/bench/run/steps',
    'g_margin=3000',
  ]);
});

test('what a guard says is told from what Spark logs', () => {
  const stderr =
    '26/11/29 04:00:00 INFO Client: ended\nemr-autotune-guard: s-1 has left application_1_2 RUNNING, ending it\n';
  expect(guardSaid(stderr)).toEqual(['s-1 has left application_1_2 RUNNING, ending it']);
});
