import { describe, expect, test } from 'vitest';
import { busyTimeMs, coresInUse, memoryNeed, remainingWork } from '../../lib/evidence';
import { type EvidenceResult, readJobEvidence, SdkEmrUi, SYSTEM } from '../../lib/sources';
import { MINUTE, START_MS, type Stand, scenarioWith, stand } from '../simulator/support';

/** Simulated jobs, read through the same front doors as a real cluster's, with a real SDK client and real HTTP. */

const MIB = 2 ** 20;

async function simulatedJob(work: unknown, changes: Record<string, unknown> = {}): Promise<Stand> {
  const [step] = scenarioWith({}).steps;
  return stand(scenarioWith({ steps: [{ ...step, work }], ...changes }));
}

interface Asked {
  readonly persistentUiId?: string;
  readonly othersRan?: boolean;
}

function ask(there: Stand, { persistentUiId, othersRan = false }: Asked = {}): Promise<EvidenceResult> {
  const { id, arn } = there.back.world().cluster;
  const { startedMs = 0 } = there.back.world().steps[0]!;
  const step = { startedAtMs: startedMs, othersRan };
  const outside = { ...SYSTEM, now: () => there.clock.now() };
  return readJobEvidence(
    { step, emr: new SdkEmrUi(there.emr, { id, arn }), mayCreatePersistentUi: true, persistentUiId },
    outside,
  );
}

/** What really remains, in the simulated world. */
function remainingMs(there: Stand): number {
  const { run } = there.back.world().steps[0]!;
  return run!.exitMs! - there.clock.now();
}

const JOBS: readonly (readonly [string, unknown])[] = [
  ['one stage', { slotHours: 3700 }],
  ['a stage that spills', { slotHours: 900, workingSet: { bytesPerTask: 30e9, atPartitions: 60_000 } }],
  [
    'read, join and write',
    {
      stages: [
        { name: 'read', slotHours: 600, tasks: 12_000 },
        { name: 'join', slotHours: 1200 },
        { name: 'write', slotHours: 200, tasks: 2_000 },
      ],
    },
  ],
  ['skew', { stages: [{ name: 'join', slotHours: 1500, skew: { tasks: 30, times: 60 } }] }],
  [
    'heavy tasks first, as the bytes tell that they have written and read',
    {
      stages: [
        { name: 'map', slotHours: 100, tasks: 12_000, shuffleWriteBytes: 64e12 },
        { name: 'join', slotHours: 3900, skew: { tasks: 20_000, times: 30 }, shuffleReadBytes: 64e12 },
      ],
    },
  ],
  ['a single wave', { stages: [{ name: 'train', slotHours: 900, tasks: 574 }] }],
  ['fewer tasks than slots', { stages: [{ name: 'train', slotHours: 300, tasks: 40 }] }],
];

describe('the lower bound of what remains', () => {
  test.each(JOBS)('is never above what remains: %s', async (_, work) => {
    const there = await simulatedJob(work);
    let seen = 0;
    for (let minute = 3; minute < 24 * 60; minute += 19) {
      there.clock.moveTo(START_MS + minute * MINUTE);
      if (remainingMs(there) <= 0) break;
      const result = await ask(there);
      if (result.kind !== 'evidence') continue;
      seen += 1;
      const { atLeastMs } = remainingWork(result.evidence, 0, there.clock.now());
      expect(atLeastMs).toBeLessThanOrEqual(remainingMs(there));
    }
    expect(seen).toBeGreaterThan(3);
    await there.close();
  });

  test('is not above what remains as soon as the newer tasks show that light ones follow heavy ones', async () => {
    const there = await simulatedJob({
      stages: [{ name: 'read', slotHours: 3900, skew: { tasks: 20_000, times: 30 } }],
    });
    // Less than 5 % of the tasks that have ended are light, so that their quantile is still that of heavy ones.
    for (const minute of [376, 378, 379]) {
      there.clock.moveTo(START_MS + minute * MINUTE);
      const result = await ask(there);
      if (result.kind !== 'evidence') throw new Error(JSON.stringify(result.tried));
      expect(result.evidence.stages[0]?.tasks?.runTimeMs.p05).toBeGreaterThan(600_000);
      expect(remainingWork(result.evidence, 0, there.clock.now()).atLeastMs).toBeLessThanOrEqual(remainingMs(there));
    }
    await there.close();
  });

  test('is at least half of it in the middle of a long homogeneous stage', async () => {
    const there = await simulatedJob({ slotHours: 3700 });
    for (const minute of [120, 180, 240]) {
      there.clock.moveTo(START_MS + minute * MINUTE);
      const result = await ask(there);
      if (result.kind !== 'evidence') throw new Error(JSON.stringify(result.tried));
      const { atLeastMs } = remainingWork(result.evidence, 0, there.clock.now());
      expect(atLeastMs).toBeGreaterThan(remainingMs(there) / 2);
    }
    await there.close();
  });
});

describe('a simulated driver', () => {
  test('says executors, slots, busy time and memory as the model has them', async () => {
    const work = { slotHours: 3700, workingSet: { bytesPerTask: 4e9, atPartitions: 60_000 } };
    const there = await simulatedJob(work);
    there.clock.moveTo(START_MS + 90 * MINUTE);
    const result = await ask(there);
    if (result.kind !== 'evidence') throw new Error(JSON.stringify(result.tried));
    const { evidence } = result;
    expect(evidence).toMatchObject({ source: 'driver', settings: { 'spark.executor.cores': '7' } });
    expect(coresInUse(evidence)).toMatchObject({ executors: 82, cores: 574, taskSlots: 574, activeTasks: 574 });
    const { run } = there.back.world().steps[0]!;
    const tasksMs = there.clock.now() - run!.startedMs - (run!.plan as { tasksStartMs: number }).tasksStartMs;
    expect(busyTimeMs(evidence, 90 * MINUTE)).toBeLessThanOrEqual(tasksMs);
    expect(busyTimeMs(evidence, 90 * MINUTE)).toBeGreaterThan(tasksMs * 0.95);
    expect(memoryNeed(evidence).executionPeakMiB).toBe(Math.ceil(4e9 / MIB));
    await there.close();
  });

  test('that is absent is asked through the persistent history server, which takes a while', async () => {
    const there = await simulatedJob({ slotHours: 3700 }, { faults: { sparkUi: { driver: 'absent' } } });
    there.clock.moveTo(START_MS + 90 * MINUTE);
    const first = await ask(there);
    if (first.kind !== 'ask-later') throw new Error(first.kind);
    expect(first.tried[0]).toMatchObject({ source: 'driver' });
    there.clock.moveTo(START_MS + 95 * MINUTE);
    const later = await ask(there, { persistentUiId: first.persistentUiId });
    expect(later).toMatchObject({ kind: 'evidence', evidence: { source: 'persistent-ui' } });
    if (later.kind !== 'evidence') throw new Error(later.kind);
    const { atLeastMs, ageMs } = remainingWork(later.evidence, 0, there.clock.now());
    expect(ageMs).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(atLeastMs).toBeLessThanOrEqual(remainingMs(there));
    await there.close();
  });

  test.each(['silent', 'nonsense', 'absent'])(
    'and history server that are %s give no evidence, and say why',
    async (how) => {
      const there = await simulatedJob({ slotHours: 3700 }, { faults: { sparkUi: { driver: how, persistent: how } } });
      there.clock.moveTo(START_MS + 90 * MINUTE);
      const first = await ask(there);
      expect(first.kind).toBe('ask-later');
      there.clock.moveTo(START_MS + 100 * MINUTE);
      const persistentUiId = first.kind === 'ask-later' ? first.persistentUiId : undefined;
      const later = await ask(there, { persistentUiId });
      expect(later.kind).toBe(how === 'absent' ? 'ask-later' : 'none');
      expect(later.tried.every(({ reason }) => reason.length > 10 && !/REHEARSAL|127/.test(reason))).toBe(true);
      expect(JSON.stringify(later)).not.toMatch(/TOKEN|SESSION/);
      await there.close();
    },
  );

  test('of one of several steps is not guessed', async () => {
    const there = await simulatedJob({ slotHours: 3700 });
    there.clock.moveTo(START_MS + 90 * MINUTE);
    const result = await ask(there, { othersRan: true });
    expect(result.tried[0]?.reason).toMatch(/^application-unknown/);
    await there.close();
  });
});
