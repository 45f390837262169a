import { describe, expect, test } from 'vitest';
import { instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { diagnoseDashboard } from '../../lib/cli/diagnose-dashboard';
import type { Diagnosis } from '../../lib/diagnosis';
import { isInputError } from '../../lib/errors';
import type { LintFinding } from '../../lib/lint';
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

/** What the same job and cluster are to `lint`. */
function linted({ groups, calculator, executor, driverMiB }: Drawn): readonly LintFinding[] {
  const driver = driverMiB === undefined ? '' : `--deploy-mode cluster --driver-memory ${driverMiB}m `;
  const line = `${driver}--executor-memory ${executor.memoryMiB}m --executor-cores ${executor.cores} --conf spark.executor.memoryOverhead=${executor.memoryOverheadMiB}m`;
  return lintLine(line, {
    nodes: groups.map(({ type, count }) => `${type}:${count}`).join(' '),
    primary: 'm5.xlarge',
    calculator,
  });
}

/**
 * The diagnosis of the figures that YARN shows once as many run as fit and more are asked for, with the application master on a node of one
 * type; undefined where YARN refuses the executor, or the master there.
 */
function diagnosed({ groups, calculator, executor, driverMiB }: Drawn, place: number): Diagnosis | undefined {
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
    applicationMasterNode: nodes.slice(0, place).reduce((sum, { count }) => sum + count, 0),
    executor: { memoryMiB: executor.containerMiB, vcores: executor.cores },
    requested: AS_MANY_AS_FIT,
  });
  if (shown.containers === 0) return undefined;
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

/** Lint does not know the place of the application master: what it claims holds in each, and what holds in some is told as such. */
const ofSomePlaces = ({ message }: LintFinding): boolean => message.includes('the application master is on a ');

/** The long form: DRAWN_CLUSTERS=5000. */
const numRuns = Number(process.env.DRAWN_CLUSTERS ?? 100);

/** One place more for an executor, and its tasks share cores. */
const SHARED_IN_ONE_PLACE: Drawn = {
  groups: [
    { type: 'c6i.12xlarge', count: 6 },
    { type: 'r8i-flex.2xlarge', count: 4 },
  ],
  calculator: 'default',
  executor: {
    memoryMiB: 16_705,
    memoryOverheadMiB: 384,
    offHeapMiB: 0,
    pysparkMiB: 0,
    cores: 9,
    containerMiB: 17_089,
  },
  driverMiB: 2_529,
};

describe('diagnose and lint of the same facts', () => {
  property([drawn], { numRuns, examples: [[SHARED_IN_ONE_PLACE]] })('never contradict each other', (facts) => {
    const findings = linted(facts);
    const told = (id: LintFinding['id']): LintFinding | undefined => findings.find((one) => one.id === id);
    const ids = new Set(findings.map(({ id }) => id));
    const diagnoses = facts.groups.flatMap((_, place) => diagnosed(facts, place) ?? []);
    const running = diagnoses.filter(({ verdict }) => verdict !== 'idle');

    /** The finding is told if it is true in a place, without reserve only if it is true in all. */
    function agrees(id: LintFinding['id'], truths: readonly boolean[]): void {
      const finding = told(id);
      expect([id, finding !== undefined]).toEqual([id, truths.includes(true)]);
      if (finding !== undefined) expect([id, ofSomePlaces(finding)]).toEqual([id, truths.includes(false)]);
    }
    const isRefused = diagnoses.length === 0;
    agrees('fits-no-node', isRefused ? [true] : diagnoses.map(({ verdict }) => verdict === 'idle'));
    if (running.length === 0) return;
    const is = (id: string) => running.map(({ verdict }) => verdict === id);
    expect(is('unexplained')).not.toContain(true);
    if (facts.calculator === 'default') agrees('oversubscribed', is('oversubscribed'));

    // Lint speaks from a smaller gain on.
    const strands = told('strands-cores');
    if (is('stranded-cores').includes(true)) expect(strands).toBeDefined();
    if (strands !== undefined && !ofSomePlaces(strands)) {
      const idle = running.map(({ explanation }) => (explanation?.totalVcores ?? 0) - (explanation?.taskSlots ?? 0));
      expect(Math.min(...idle)).toBeGreaterThan(0);
    }
    for (const { verdict, findings: all } of running) {
      const leavesMemory = all.some(({ id }) => id === 'stranded-memory');
      if (leavesMemory) expect(ids.has('strands-memory') || ids.has('strands-cores')).toBe(true);
      if (ids.has('strands-memory') && verdict !== 'stranded-cores') expect(leavesMemory).toBe(true);
      // Of one gain both give the same number of task slots.
      const gain = all[0]?.gain;
      if (gain !== undefined)
        expect(strands?.instead).toContain(`${gain.possibleTaskSlots.toLocaleString('en')} task slots`);
    }
  });

  test('leave it to the place of the application master where that decides', () => {
    const found = linted(SHARED_IN_ONE_PLACE).find(({ id }) => id === 'oversubscribed');
    expect(found?.severity).toBe('note');
    expect(found?.message).toMatch(/where the application master is on a .*, \d+ executors of 9 cores run/);
    // The driver takes all of a c3.xlarge, or half of a c3.2xlarge.
    const groups = [
      { type: 'c3.xlarge', count: 1 },
      { type: 'c3.2xlarge', count: 1 },
    ];
    const executor = { ...SHARED_IN_ONE_PLACE.executor, memoryMiB: 9_216, containerMiB: 9_600, cores: 2 };
    const [onCore, onTask] = [{ groups: [...groups].reverse(), calculator: 'dominant', executor } as const].flatMap(
      (facts) => [diagnosed(facts, 1)?.verdict, linted({ ...facts, driverMiB: 4_096 })],
    );
    expect(onCore).not.toBe('idle');
    expect(onTask).toContainEqual(
      expect.objectContaining({
        id: 'fits-no-node',
        severity: 'warning',
        message: expect.stringContaining('finds no place while the application master is on a c3.2xlarge'),
      }),
    );
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
      expect(diagnosed(facts, 0)?.verdict).toBe('stranded-cores');
      expect(linted(facts).map(({ id }) => id)).toContain('strands-cores');
    }
  });
});
