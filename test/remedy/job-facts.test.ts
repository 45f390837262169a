import { describe, expect, test } from 'vitest';
import { assess, type Observation } from '../../lib/remedy';
import { freshEvidence, jobFactsFor, needsFor, nodeSlots, timesFor } from '../../lib/remedy/job-facts';
import { subjectOf } from '../../lib/remedy/subject';
import { askedJob, jobSaying, type Said } from './gates/job';
import { type Changes, detail, MINUTE, NOW, POLICY, row, SECOND, START, stuck } from './support';

const factsOf = (evidence: ReturnType<typeof jobSaying>, now = NOW) =>
  jobFactsFor(stuck({ obs: { asked: askedJob(now, evidence) } }), subjectOf(stuck()), now)!;

describe('what a job says', () => {
  const seenAfter = (ms: number) => freshEvidence(stuck({ obs: { asked: askedJob(NOW, jobSaying({})) } }), NOW + ms);

  test('counts for two minutes', () => {
    expect(seenAfter(2 * MINUTE)).toBeDefined();
    expect(seenAfter(2 * MINUTE + 1)).toBeUndefined();
  });

  test('is as old as the answer of its driver, and never from the future, whatever the clocks', () => {
    const ageMs = (readAt: number) => factsOf(jobSaying({ at: readAt })).ageMs;
    expect(ageMs(NOW - 90 * SECOND)).toBe(90 * SECOND);
    expect(ageMs(NOW + 30 * SECOND)).toBe(0);
  });

  test('is no fact of a step whose form is not understood: there is nothing to hold its settings against', () => {
    const root = detail({ args: ['bash', '-c', 'spark-submit a.py'] });
    const obs = stuck({ root, obs: { asked: askedJob(NOW, jobSaying({})) } });
    expect(jobFactsFor(obs, subjectOf(obs), NOW)).toBeUndefined();
    expect(assess(obs, row(), NOW, POLICY).refusals.map(({ gate }) => gate)).toContain('shape-unknown');
  });

  test('stands in the report of a look that finds nothing', () => {
    const roomy = { memoryAllocatedMB: 5_000_000, containersAllocated: 42 };
    const { report } = assess(
      stuck({ point: roomy, obs: { asked: askedJob(NOW, jobSaying({})) } }),
      row(),
      NOW,
      POLICY,
    );
    expect(report).toMatchObject({ jobSource: 'driver', busyMinutes: undefined, nextRun: undefined });
  });
});

describe('what the engine is told that a task needs', () => {
  const measured = (said: Said, activeTasks = 574) => {
    const evidence = jobSaying(said);
    const [stage] = evidence.stages;
    return { ...factsOf(evidence), evidence: { ...evidence, stages: [{ ...stage!, activeTasks }] } };
  };
  const safe = { heapMiB: 2_000, besideHeapMiB: 300 };
  const need = { hasSpilled: false, reason: '', floorHeapMiB: 1_500, safe };

  test('is the heap below which it would spill, and the size that is safe by what was measured', () => {
    expect(needsFor({ ...measured({}), need }).taskNeed).toEqual({ floorHeapMiB: 1_500, safe });
  });

  test('is no safe size where Spark has dropped events: nobody saw the peaks of their tasks', () => {
    // 574 slots cannot run 1,149 tasks, however late a driver counts off those that have ended.
    expect(needsFor({ ...measured({}, 1_149), need }).taskNeed).toEqual({ floorHeapMiB: 1_500, safe: undefined });
  });

  test('gives partitions by bytes only where it is known how much heap a task takes', () => {
    expect(needsFor({ ...measured({}), need }).partitions).toBeDefined();
    expect(needsFor({ ...measured({}), need: { ...need, floorHeapMiB: undefined } }).partitions).toBeUndefined();
  });
});

describe('the task slots that the nodes have room for', () => {
  const sized = (cores: number, heapMiB: number, nodes: readonly string[]) =>
    nodeSlots(
      subjectOf(
        stuck({
          nodes,
          root: detail({
            args: [
              ...['spark-submit', '--executor-memory', `${heapMiB}m`, '--executor-cores', String(cores)],
              ...['--conf', 'spark.executor.memoryOverhead=1024m', 'a.py'],
            ],
          }),
        }),
      ),
    );

  test('are those of every executor that fits, on every node', () => {
    expect(nodeSlots(subjectOf(stuck()))).toBe(82 * 7);
    // 122,880 MiB hold four of 30,720; 57,344 hold one.
    expect(sized(4, 29_696, ['r5.4xlarge', 'r5.4xlarge'])).toBe(2 * 4 * 4);
    expect(sized(4, 29_696, ['r5.4xlarge', 'm5.4xlarge'])).toBe(4 * 4 + 1 * 4);
    // YARN grants steps of 32 MiB: four of 30,721 do not fit.
    expect(sized(4, 29_697, ['r5.4xlarge'])).toBe(3 * 4);
  });

  test('are none where the size is not known', () => {
    expect(nodeSlots(subjectOf(stuck({ cluster: { releaseLabel: 'serverless' } })))).toBe(0);
  });
});

describe('what is known of the time of a job', () => {
  const said = (changed: Said = {}) => jobSaying({ at: NOW, submittedAt: START + 2 * MINUTE, ...changed });

  /** After 40 minutes; with 1,308 slots in place of 574. */
  const times = (evidence = said(), changes: Changes = {}) => {
    const { retune } = assess(stuck(), row(), NOW, POLICY);
    const obs = stuck(changes);
    return timesFor(factsOf(evidence), retune!, subjectOf(obs), { obs, elapsedMs: NOW - START, now: NOW });
  };

  test('promises no more than the waves of its stages allow', () => {
    // 60,000 tasks: nearly the ratio of slots. A single wave is as fast with any number of slots.
    expect(times().promised).toBeCloseTo(1308 / 574, 6);
    expect(times(said({ tasks: 574, done: 300 })).promised).toBe(1);
  });

  test('counts as busy the task time by the slots, and no more than has passed', () => {
    expect(times(said({ done: 5_740, taskMs: 60_000 })).busyMinutes).toBeCloseTo(10, 6);
    expect(times(said({ done: 57_400, taskMs: 60_000 })).busyMinutes).toBe(40);
  });

  test('knows what remains where one active stage has shown how long its tasks take', () => {
    const evidence = said();
    const [stage] = evidence.stages;
    const fresh = { ...stage!, stageId: 1, completeTasks: 0, completedIndices: 0, runTimeMs: 0, activeTasks: 0 };
    const together = times({ ...evidence, stages: [stage!, fresh] }).remainingMinutes;
    expect(together).toBeGreaterThan(0);
    expect(together).toBe(times(evidence).remainingMinutes);
    expect(times({ ...evidence, stages: [fresh] }).remainingMinutes).toBeUndefined();
  });

  describe('by the largest size that the cluster may have', () => {
    const core = { role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RUNNING' } as const;
    const task = { ...core, role: 'TASK', requested: 0, running: 0 } as const;
    const primary = { ...core, role: 'MASTER', instanceType: 'm5.xlarge', requested: 1, running: 1 } as const;
    const remaining = (changes: Partial<Observation>) => times(said(), { obs: changes }).remainingMinutes;
    const alone = () => remaining({}) ?? Number.NaN;
    const grouped = (...value: NonNullable<Observation['groups']>['value'][number][]) =>
      remaining({ groups: { at: NOW, value } });

    test('of which the primary is no part', () => {
      expect(grouped(primary, { ...core, maxInstances: 164 })).toBeCloseTo(alone() / 2, 6);
      expect(grouped(primary, core, { ...task, maxInstances: 164 })).toBeCloseTo(alone() / 3, 6);
      expect(grouped({ ...primary, maxInstances: 9 }, core)).toBe(alone());
      expect(grouped(primary, { ...core, maxInstances: 41 })).toBe(alone());
    });

    test('by managed scaling, in instances or in vCPUs', () => {
      const limits = (max: number, unit: 'Instances' | 'VCPU') => ({ at: NOW, value: { min: 1, max, unit } });
      expect(remaining({ scaling: limits(164, 'Instances') })).toBeCloseTo(alone() / 2, 6);
      expect(remaining({ scaling: limits(82 * 16 * 4, 'VCPU') })).toBeCloseTo(alone() / 4, 6);
    });

    test('which of instance fleets managed scaling alone decides: they have no groups', () => {
      expect(remaining({ groups: undefined })).toBe(alone());
      const scaling = { at: NOW, value: { min: 1, max: 164, unit: 'Instances' } } as const;
      expect(remaining({ groups: undefined, scaling })).toBeCloseTo(alone() / 2, 6);
    });
  });
});
