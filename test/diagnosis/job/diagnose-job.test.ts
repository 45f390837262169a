import { expect, test } from 'vitest';
import { diagnoseJob } from '../../../lib/diagnosis';
import type { JobEvidence } from '../../../lib/evidence';
import { evidenceIn, recorded } from '../../evidence/recorded';

/** What each recorded run was made to show. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  spill: ['spill'],
  'skew-join': ['spill'],
  'oom-heap': ['failed-tasks'],
  'oom-pmem': ['failed-tasks'],
  'dynamic-allocation': [],
  'slow-collector': ['garbage-collection'],
};

const ofRun = (name: string): JobEvidence => {
  if (name !== 'slow-collector') return evidenceIn(recorded(name));
  const evidence = evidenceIn(recorded('dynamic-allocation'));
  return { ...evidence, executors: evidence.executors.map((one) => ({ ...one, gcTimeMs: 0.11 * one.taskTimeMs })) };
};

test.each(Object.entries(RUNS))('the red flags of the run %s', (name, ids) => {
  expect(diagnoseJob(ofRun(name)).map(({ id }) => id)).toEqual(ids);
});

test('carry the figures of the event log', () => {
  const [spill] = diagnoseJob(ofRun('spill'));
  // 264,241,152 bytes of objects and 125,634,744 on disk, of 162,191,441 read from the shuffle.
  expect(spill?.summary).toBe('tasks spilled 120 MiB to disk, 77.5 % of the 155 MiB that were read from shuffles');
  expect(spill?.arithmetic).toEqual(['stage 1: 252 MiB of objects, 120 MiB on disk, 4 tasks']);
});

test('tell failures apart', () => {
  expect(diagnoseJob(ofRun('oom-pmem'))[0]).toMatchObject({
    summary: '4 tasks failed and 4 executors were lost',
    arithmetic: ['container killed by YARN for its memory: 4 tasks, 4 executors'],
    remedy: 'more memoryOverhead',
  });
  expect(diagnoseJob(ofRun('oom-heap'))[0]?.arithmetic).toEqual([
    'killed without a reason (exit status 137 or 143): 6 tasks, 3 executors',
  ]);
});

test('name a stage that waits for one task', () => {
  const evidence = ofRun('dynamic-allocation');
  const stages = evidence.stages.map((stage) =>
    stage.tasks === undefined
      ? stage
      : { ...stage, tasks: { ...stage.tasks, runTimeMs: { p05: 900, p50: 1000, p95: 1100, max: 61_000 } } },
  );
  const skew = diagnoseJob({ ...evidence, stages }).find(({ id }) => id === 'skew');
  expect(skew?.arithmetic[0]).toMatch(/^stage \d: median 1 s, longest 61 s/);
});
