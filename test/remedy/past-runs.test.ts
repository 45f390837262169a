import { describe, expect, test } from 'vitest';
import {
  EMPTY_JOB,
  endedRun,
  finishedRuns,
  finishedRunsMs,
  type JobHistory,
  type PastRun,
  withRun,
} from '../../lib/remedy';
import { runToNote } from '../../lib/remedy/past-runs';
import { CLUSTER, detail, MINUTE, markedArgs, NOW, ROOT, START, stuck } from './support';

const DAY = 24 * 60 * MINUTE;

const run = (changed: Partial<PastRun> = {}): PastRun => ({
  clusterId: 'j-OTHER',
  stepId: 's-1',
  startedAt: NOW - 600 * MINUTE,
  endedAt: NOW - 500 * MINUTE,
  work: 'same',
  taskSlots: 574,
  ...changed,
});

const jobWith = (...runs: readonly PastRun[]): JobHistory =>
  runs.reduce((job, one) => withRun(job, one, NOW), EMPTY_JOB);

const minutesOf = (job: JobHistory, listed: readonly { stepId: string; startedAt: number; endedAt: number }[] = []) =>
  finishedRunsMs(
    { clusterId: CLUSTER, job: { at: NOW, value: job }, history: { work: 'same', runs: listed } },
    574,
    NOW,
  ).map((ms) => ms / MINUTE);

describe('the ledger keeps of a job', () => {
  test('each run once: its end once it is known, and the most task slots', () => {
    const open = run({ endedAt: undefined, taskSlots: 287 });
    expect(jobWith(open, run({ endedAt: undefined }), run({ taskSlots: 0 }), open).runs).toEqual([run()]);
  });

  test('the last twenty that ended, those of 90 days, and few that did not', () => {
    const many = Array.from({ length: 30 }, (_, i) => run({ stepId: `s-${i}`, startedAt: NOW - (700 - i) * MINUTE }));
    const open = many.map((one) => ({ ...one, stepId: `${one.stepId}-open`, endedAt: undefined }));
    const { runs = [] } = jobWith(...open, ...many, ...open);
    expect(runs.filter(({ endedAt }) => endedAt !== undefined).map(({ stepId }) => stepId)).toEqual(
      many.slice(10).map(({ stepId }) => stepId),
    );
    expect(runs).toHaveLength(25);
    expect(JSON.stringify(runs).length).toBeLessThan(4_000);
    expect(withRun(jobWith(...many), run({ stepId: 's-new' }), NOW + 91 * DAY).runs).toEqual([]);
  });

  test('of the twenty the newest by their start, in whatever order they are told', () => {
    const many = Array.from({ length: 20 }, (_, i) => run({ stepId: `s-${i}`, startedAt: NOW - (700 - i) * MINUTE }));
    const older = run({ stepId: 's-older', startedAt: NOW - 800 * MINUTE });
    expect(jobWith(...many, older).runs).toEqual(many);
    expect(jobWith(...many.toReversed()).runs).toEqual(many);
  });

  test('a run until 90 days after its end, or after its start where it was not seen to end', () => {
    const kept = (one: PastRun, now: number) => withRun(EMPTY_JOB, one, now).runs;
    const [ended, open] = [run(), run({ endedAt: undefined })];
    expect(kept(ended, ended.endedAt! + 90 * DAY)).toEqual([ended]);
    expect(kept(ended, ended.endedAt! + 90 * DAY + 1)).toEqual([]);
    expect(kept(open, open.startedAt + 90 * DAY)).toEqual([open]);
    expect(kept(open, open.startedAt + 90 * DAY + 1)).toEqual([]);
  });
});

describe('the ledger is told of the running step', () => {
  const told = (changes: Parameters<typeof stuck>[0] = {}, taskSlots = 574) =>
    runToNote(stuck({ ...changes, obs: { history: { work: 'same', runs: [] }, ...changes?.obs } }), taskSlots);
  const own = { clusterId: CLUSTER, stepId: ROOT, startedAt: START, work: 'same', taskSlots: 574 };
  const knowing = (one: PastRun) => ({ obs: { job: { at: NOW, value: jobWith(one) } } });

  test('once, and again where it gets more task slots', () => {
    expect(told()).toEqual(own);
    expect(told(knowing({ ...own, endedAt: undefined }))).toBeUndefined();
    expect(told(knowing({ ...own, endedAt: undefined }), 573)).toBeUndefined();
    expect(told(knowing({ ...own, endedAt: undefined }), 575)).toEqual({ ...own, taskSlots: 575 });
    expect(told(knowing({ ...own, clusterId: 'j-OTHER', endedAt: undefined }))).toEqual(own);
  });

  test.each([
    ['the job was not read', { obs: { job: undefined } }],
    ['it is not known what work it is', { obs: { history: undefined } }],
    ['no step was read', { obs: { root: undefined } }],
    ['it does not run', { root: detail({ state: 'PENDING' as const }) }],
    ['it has no start time', { root: detail({ startedAt: undefined }) }],
    ['it is a resubmission', { root: detail({ args: markedArgs() }) }],
  ])('not where %s', (_, changes) => {
    expect(told(changes)).toBeUndefined();
  });

  test('not where its executors are of no known size', () => {
    expect(told({}, 0)).toBeUndefined();
  });
});

test('what a person has written into the item of a job is no run', () => {
  const runs = [
    run(),
    null,
    'run',
    { ...run(), stepId: 7 },
    { ...run(), startedAt: 'then' },
    { ...run(), work: undefined },
  ];
  expect(minutesOf({ ...EMPTY_JOB, runs: runs as PastRun[] })).toEqual([100]);
  expect(minutesOf({ ...EMPTY_JOB, runs: 'none' as unknown as PastRun[] })).toEqual([]);
});

test('the end of a run is told where its beginning was seen, and once', () => {
  const ended = { stepId: 's-1', startedAt: NOW - 600 * MINUTE, endedAt: NOW - 500 * MINUTE };
  const begun = jobWith(run({ endedAt: undefined }));
  expect(endedRun(begun, 'j-OTHER', ended)).toEqual(run());
  expect(endedRun(begun, 'j-ANOTHER', ended)).toBeUndefined();
  expect(endedRun(EMPTY_JOB, 'j-OTHER', ended)).toBeUndefined();
  expect(endedRun(jobWith(run()), 'j-OTHER', ended)).toBeUndefined();
});

describe('of earlier runs those count', () => {
  const here = { clusterId: CLUSTER, stepId: 's-here' };
  const listed = { stepId: 's-here', startedAt: NOW - 300 * MINUTE, endedAt: NOW - 240 * MINUTE };

  test('of this cluster and of others, each once', () => {
    const job = jobWith(run(), run({ ...here, startedAt: listed.startedAt, endedAt: listed.endedAt }));
    expect(minutesOf(job, [listed])).toEqual([60, 100]);
    expect(minutesOf(EMPTY_JOB, [listed])).toEqual([60]);
    expect(minutesOf(job)).toEqual([60, 100]);
  });

  test('none where it is not known what work the step does, and those of the cluster where the ledger does not know the job', () => {
    const job = { at: NOW, value: jobWith(run()) };
    const history = { work: 'same', runs: [listed] };
    expect(finishedRunsMs({ clusterId: CLUSTER, job, history: undefined }, 574, NOW)).toEqual([]);
    expect(finishedRunsMs({ clusterId: CLUSTER, job: undefined, history }, 574, NOW)).toEqual([60 * MINUTE]);
  });

  test('the newest twenty, until 90 days after their end', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      stepId: `s-${i}`,
      startedAt: NOW - (i + 1) * DAY - (i + 1) * MINUTE,
      endedAt: NOW - (i + 1) * DAY,
    }));
    expect(minutesOf(EMPTY_JOB, many.toReversed())).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const ended = (endedAt: number) => minutesOf(EMPTY_JOB, [{ ...listed, startedAt: endedAt - 60 * MINUTE, endedAt }]);
    expect(ended(NOW - 90 * DAY)).toEqual([60]);
    expect(ended(NOW - 90 * DAY - 1)).toEqual([]);
  });

  test.each<[string, Partial<PastRun>]>([
    ['had to do something else', { work: 'else' }],
    ['had room for fewer tasks at once', { taskSlots: 573 }],
    ['were not seen to end', { endedAt: undefined }],
    ['ended 90 days ago', { startedAt: NOW - 92 * DAY, endedAt: NOW - 91 * DAY }],
  ])('that is none that %s', (_, changed) => {
    expect(minutesOf({ ...EMPTY_JOB, runs: [run(changed)] })).toEqual([]);
  });

  test('the ledger knows better what a run of this cluster had room for than the list of steps', () => {
    expect(minutesOf(jobWith(run({ ...here, endedAt: undefined, taskSlots: 100 })), [listed])).toEqual([]);
    expect(minutesOf(jobWith(run({ ...here, endedAt: undefined })), [listed])).toEqual([60]);
  });

  test('what does not look like a run is none', () => {
    const strange = [null, 'run', { ...run(), startedAt: 'soon' }, { ...run(), taskSlots: Number.NaN }, [run()]];
    expect(minutesOf({ ...EMPTY_JOB, runs: strange as unknown as PastRun[] })).toEqual([]);
    expect(minutesOf({ ...EMPTY_JOB, runs: 'none' as unknown as PastRun[] })).toEqual([]);
  });
});

test('people are shown every run that ended, the newest first, whatever it had to do', () => {
  const [older, newer] = [run(), run({ stepId: 's-2', work: 'else', endedAt: NOW - 400 * MINUTE })];
  const open = run({ stepId: 's-3', endedAt: undefined });
  expect(finishedRuns({ ...EMPTY_JOB, runs: [older, open, newer] })).toEqual([newer, older]);
  expect(finishedRuns({ ...EMPTY_JOB, runs: [newer, older] })).toEqual([newer, older]);
  expect(finishedRuns(undefined)).toEqual([]);
});
