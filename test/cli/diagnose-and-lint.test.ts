import { describe, expect, test } from 'vitest';
import { instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { diagnoseDashboard } from '../../lib/cli/diagnose-dashboard';
import type { Diagnosis } from '../../lib/diagnosis';
import { isInputError } from '../../lib/errors';
import { CLIENT_AM_CONTAINER_MIB, type ExecutorSize } from '../../lib/spark';
import { AS_MANY_AS_FIT, admit, type Calculator } from '../../lib/yarn';
import { lintLine } from '../lint/support';
import { fc, property } from '../support/property';

interface Drawn {
  readonly groups: readonly { readonly type: string; readonly count: number }[];
  readonly calculator: Calculator;
  readonly executor: ExecutorSize;
  /** Heap of a driver in cluster mode; undefined: client mode. */
  readonly driverMiB?: number;
}

const TYPES = instanceTypeNames().filter((name) => instanceFacts(name).yarnVcores >= 4);

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    groups: fc.array(fc.record({ type: fc.constantFrom(...TYPES), count: fc.integer({ min: 1, max: 60 }) }), {
      minLength: 1,
      maxLength: 2,
    }),
    calculator: fc.constantFrom<Calculator>('dominant', 'default'),
    /** Of the memory of the first type's node. */
    share: fc.double({ min: 0.02, max: 1.05, noNaN: true }),
    overhead: fc.integer({ min: 384, max: 8_192 }),
    cores: fc.integer({ min: 1, max: 10 }),
    driverMiB: fc.option(fc.integer({ min: 1_024, max: 8_192 }), { nil: undefined }),
  })
  .map(({ groups, calculator, share, overhead, cores, driverMiB }) => {
    const node = instanceFacts(groups[0]?.type ?? '').yarnMemoryMiB;
    const memoryMiB = Math.max(1_024, Math.floor(node * share) - overhead);
    const parts = { memoryMiB, memoryOverheadMiB: overhead, offHeapMiB: 0, pysparkMiB: 0 };
    return { groups, calculator, executor: { ...parts, cores, containerMiB: memoryMiB + overhead }, driverMiB };
  });

/** What the same job and cluster are to `lint`: the ids of its findings, and its words on stranded cores. */
function linted({ groups, calculator, executor, driverMiB }: Drawn): { ids: ReadonlySet<string>; strands?: string } {
  const driver = driverMiB === undefined ? '' : `--deploy-mode cluster --driver-memory ${driverMiB}m `;
  const line = `${driver}--executor-memory ${executor.memoryMiB}m --executor-cores ${executor.cores} --conf spark.executor.memoryOverhead=${executor.memoryOverheadMiB}m`;
  const findings = lintLine(line, {
    nodes: groups.map(({ type, count }) => `${type}:${count}`).join(' '),
    primary: 'm5.xlarge',
    calculator,
  });
  return {
    ids: new Set(findings.map(({ id }) => id)),
    strands: findings.find(({ id }) => id === 'strands-cores')?.instead,
  };
}

/** The diagnosis of the figures that YARN shows once as many run as fit and more are asked for; undefined where YARN refuses the executor. */
function diagnosed({ groups, calculator, executor, driverMiB }: Drawn): Diagnosis | undefined {
  const nodes = groups.map(({ type, count }) => {
    const { yarnMemoryMiB, yarnVcores } = instanceFacts(type);
    return { instanceType: type, count, memoryMiB: yarnMemoryMiB, vcores: yarnVcores };
  });
  // Spark's own factor, of which no driver has less than 384 MiB.
  const masterMiB =
    driverMiB === undefined ? CLIENT_AM_CONTAINER_MIB : driverMiB + Math.max(384, Math.trunc(driverMiB * 0.1));
  const shown = admit({
    nodes,
    calculator,
    applicationMaster: { memoryMiB: masterMiB, vcores: 1 },
    executor: { memoryMiB: executor.containerMiB, vcores: executor.cores },
    requested: AS_MANY_AS_FIT,
  });
  const [core, ...task] = groups.map(({ type, count }) => `${type}:${count}`);
  const flags = {
    core,
    task,
    release: 'emr-7.9.0',
    deployMode: driverMiB === undefined ? ('client' as const) : ('cluster' as const),
    driverMemory: driverMiB === undefined ? undefined : `${driverMiB}m`,
    calculator,
    memory: `${shown.allocatedMiB}/${shown.totalMiB} MB`,
    cores: `${shown.allocatedVcores}/${shown.totalVcores}`,
    containers: String(shown.containers),
    pending: '10',
    executorMemory: `${executor.memoryMiB}m`,
    executorOverhead: `${executor.memoryOverheadMiB}m`,
    executorCores: String(executor.cores),
  };
  try {
    return diagnoseDashboard(flags).diagnosis;
  } catch (error) {
    if (isInputError(error) && error.code === 'refused-by-yarn') return undefined;
    throw error;
  }
}

describe('diagnose and lint of the same facts', () => {
  property([drawn], { numRuns: 300 })('never contradict each other', (facts) => {
    const { ids, strands } = linted(facts);
    const diagnosis = diagnosed(facts);
    // Refused, or without a place beside the application master.
    const runsNothing = diagnosis === undefined || diagnosis.verdict === 'idle';
    expect(ids.has('fits-no-node')).toBe(runsNothing);
    if (runsNothing) return;
    const { verdict, findings } = diagnosis;
    expect(verdict).not.toBe('unexplained');
    const leavesMemory = findings.some(({ id }) => id === 'stranded-memory');
    if (leavesMemory) expect(ids.has('strands-memory') || ids.has('strands-cores')).toBe(true);
    if (ids.has('strands-memory') && verdict !== 'stranded-cores') expect(leavesMemory).toBe(true);
    if (verdict === 'stranded-cores') expect([...ids]).toContain('strands-cores');
    if (verdict === 'oversubscribed') expect([...ids]).not.toContain('strands-cores');
    if (ids.has('oversubscribed')) expect(verdict).toBe('oversubscribed');
    // Lint counts the application master where it displaces most, which may be one executor more.
    const { executors = 0, totalVcores = 0 } = diagnosis.explanation ?? {};
    const isClear = (executors - 1) * facts.executor.cores > totalVcores;
    if (verdict === 'oversubscribed' && facts.calculator === 'default' && isClear)
      expect([...ids]).toContain('oversubscribed');
    // Of one gain both give the same number of task slots.
    const gain = findings[0]?.gain;
    if (gain !== undefined) expect(strands).toContain(`${gain.possibleTaskSlots.toLocaleString('en')} task slots`);
  });

  test('speak of stranded cores alike from 1.2 times the task slots on', () => {
    const [m5, r5] = ['m5.4xlarge', 'r5.4xlarge'];
    const size = (memoryMiB: number, cores: number): ExecutorSize => ({
      memoryMiB: memoryMiB - 2_048,
      memoryOverheadMiB: 2_048,
      offHeapMiB: 0,
      pysparkMiB: 0,
      cores,
      containerMiB: memoryMiB,
    });
    for (const [type, executor] of [
      [m5, size(28_672, 6)],
      [r5, size(40_960, 4)],
      [r5, size(122_880, 13)],
    ] as const) {
      const facts: Drawn = { groups: [{ type: type ?? '', count: 20 }], calculator: 'dominant', executor };
      expect([diagnosed(facts)?.verdict, linted(facts).ids.has('strands-cores')]).toEqual(['stranded-cores', true]);
    }
  });
});
