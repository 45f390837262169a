import { describe, expect, test } from 'vitest';
import { DEFAULT_PRIMARY_TYPE, EmrRelease, instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { type DashboardFlags, diagnoseDashboard } from '../../lib/cli/diagnose-dashboard';
import { isInputError } from '../../lib/errors';
import type { DiagnosisReport } from '../../lib/render';
import { clusterSizeFor, type PlanRequest, plan, type SparkPlan } from '../../lib/sizing';
import { fc, property } from '../support/property';
import { call, cli } from './support';

interface Drawn
  extends Pick<PlanRequest, 'deployMode' | 'pysparkMiB' | 'offHeapMiB' | 'python' | 'cpuOversubscription'> {
  readonly groups: readonly { readonly type: string; readonly count: number }[];
  readonly pending?: number;
}

/** The long form: DRAWN_PLANS=5000. */
const numRuns = Number(process.env.DRAWN_PLANS ?? 100);
/** Other plans with every run of the long form only. */
const seed = process.env.DRAWN_PLANS === undefined ? 20_261 : undefined;

const TYPES = instanceTypeNames().filter((name) => instanceFacts(name).yarnVcores >= 2);
const maybe = fc.option(fc.integer({ min: 256, max: 6_144 }), { nil: undefined });

const drawn: fc.Arbitrary<Drawn> = fc.record({
  groups: fc.array(fc.record({ type: fc.constantFrom(...TYPES), count: fc.integer({ min: 1, max: 20 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
  deployMode: fc.constantFrom('client', 'cluster'),
  pysparkMiB: maybe,
  offHeapMiB: maybe,
  python: fc.boolean(),
  cpuOversubscription: fc.constantFrom(undefined, undefined, undefined, 1.5, 2),
  pending: fc.constantFrom(undefined, 0, 7),
});

/** Its driver takes one of three places. */
const SMALL: Drawn = {
  groups: [{ type: 'r8g.2xlarge', count: 1 }],
  deployMode: 'cluster',
  offHeapMiB: 5_930,
  cpuOversubscription: 2,
};

function planned({ groups, ...options }: Drawn): SparkPlan | undefined {
  try {
    return plan({
      release: EmrRelease.of('emr-7.9.0'),
      primaryInstanceType: DEFAULT_PRIMARY_TYPE,
      nodes: groups.map(({ type, count }) => ({ instanceType: type, min: count, max: count })),
      clusterSize: clusterSizeFor(groups.reduce((sum, { count }) => sum + count, 0)),
      ...options,
    });
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

/** The executors of the task nodes would be too large for the core nodes, by which EMR sets the largest container. */
const SMALL_CORE: Drawn = {
  groups: [
    { type: 'c3.xlarge', count: 1 },
    { type: 'c3.2xlarge', count: 1 },
  ],
  deployMode: 'cluster',
  pysparkMiB: 4_096,
};

/** A driver that is sized as the executors are takes a large part of its only node. */
const ONE_NODE: Drawn = { groups: [{ type: 'c3.2xlarge', count: 1 }], deployMode: 'cluster', offHeapMiB: 2_026 };

/** What YARN's page shows while the plan's job runs as predicted, with the settings that the plan prints. */
function dashboardOf(
  { groups, cpuOversubscription, pending, deployMode = 'client' }: Drawn,
  made: SparkPlan,
): DashboardFlags {
  const { executors, allocatedMB, totalMB, allocatedVCores, totalVcores } = made.job.admission;
  const [core, ...task] = groups.map(({ type, count }) => `${type}:${count}`);
  return {
    core,
    task,
    release: 'emr-7.9.0',
    deployMode,
    memory: `${allocatedMB}/${totalMB} MB`,
    cores: `${allocatedVCores}/${totalVcores}`,
    containers: String(executors + 1),
    pending: pending === undefined ? undefined : String(pending),
    calculator: 'dominant',
    oversubscribe: cpuOversubscription === undefined ? undefined : String(cpuOversubscription),
    conf: Object.entries({ ...made.cluster.sparkConf, ...made.job.jobConf }).map(([key, value]) => `${key}=${value}`),
  };
}

const findingsIn = ({ diagnosis }: DiagnosisReport): string[] =>
  (diagnosis?.findings ?? [])
    .filter(({ severity }) => severity !== 'info')
    .map(({ id, summary }) => `${id}: ${summary}`);

describe('diagnose of a plan of our own', () => {
  property([drawn], { numRuns, seed, examples: [[SMALL], [SMALL_CORE], [ONE_NODE]] })(
    'explains it and finds nothing wrong',
    (facts) => {
      const made = planned(facts);
      if (made === undefined) return;
      const report = diagnoseDashboard(dashboardOf(facts, made));
      expect(findingsIn(report)).toEqual([]);
      expect(report.diagnosis?.explanation).toBeDefined();
    },
  );

  test.each([
    // 7 executors and the driver of 6,144 MiB in eight places.
    ['--core r5.xlarge:2', '--deploy-mode cluster --driver-memory 5586m --offheap 2g', '49152/49152 MB', '8/8', 8],
    // 14,336 MiB each, of which 2,048 are PySpark's.
    ['--core m5.4xlarge:10', '--python 2g', '560000/573440 MB', '157/160', 40],
    // Node managers declare 32 vcores on 16 vCPUs.
    ['--core m5.4xlarge:10', '--oversubscribe 2', '567168/573440 MB', '317/320', 80],
  ])('explains the plan for %s %s by the flags that both have', async (nodes, flags, memory, cores, containers) => {
    const { executor } = JSON.parse((await cli(`plan ${nodes} ${flags} --json`)).out);
    const { memoryMB, memoryOverheadMB } = executor;
    const job = `--executor-memory ${memoryMB}m --executor-overhead ${memoryOverheadMB}m --executor-cores ${executor.cores}`;
    const figures = ['--memory', memory, '--cores', cores, '--containers', String(containers), '--pending', '9'];
    const { code, out } = await call([...`diagnose ${nodes} ${flags} ${job} --check`.split(' '), ...figures]);
    expect([code, out]).toEqual([0, expect.stringContaining('nothing wrong was found')]);
  });

  test('takes the settings of a job as they are pasted, and refuses two values of one', async () => {
    const dashboard = 'diagnose --core m5.4xlarge:10 --memory 97.7% --containers 40';
    const conf = '--conf spark.executor.memory=10348m --conf spark.executor.memoryOverhead=1940m';
    const { out } = await cli(`${dashboard} ${conf} --conf spark.executor.cores=4 --python 2g`);
    expect(out).toContain('nothing wrong was found');
    const { code, err } = await cli(`${dashboard} ${conf} --executor-memory 12g --executor-cores 4`);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--executor-memory says 12288m, but --conf spark.executor.memory=10348m'),
    ]);
  });

  test('takes a setting twice where both say the same, in whatever unit', async () => {
    const dashboard = 'diagnose --core m5.4xlarge:10 --memory 97.7% --containers 40';
    const flags = '--executor-memory 10g --executor-overhead 4g --executor-cores 4 --offheap 1g';
    const conf = ['spark.executor.memory=10240m', 'spark.executor.memoryOverhead=4096', 'spark.executor.cores=4'];
    const offHeap = ['spark.memory.offHeap.enabled=true', 'spark.memory.offHeap.size=1073741824'];
    const same = [...conf, ...offHeap].map((one) => ` --conf ${one}`).join('');
    const [once, twice] = [await cli(`${dashboard} ${flags}`), await cli(`${dashboard} ${flags}${same}`)];
    expect(twice).toEqual(once);
    expect(once.code).toBe(0);
  });

  test('says which flag a deploy mode among the settings needs', async () => {
    const dashboard = 'diagnose --core m5.4xlarge:10 --memory 97.7% --containers 40';
    const { code, err } = await cli(`${dashboard} --conf spark.submit.deployMode=cluster`);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('--conf spark.submit.deployMode=cluster needs --deploy-mode cluster'),
    ]);
  });

  test('names a plan for the settings that the job was said to have', async () => {
    const dashboard = 'diagnose --core r5.4xlarge:82 --memory 97.7% --cores 591/1312 --calculator dominant';
    const size = '--executor-memory 90g --executor-overhead 20g --executor-cores 7';
    const offHeap = '--conf spark.memory.offHeap.enabled=true --conf spark.memory.offHeap.size=2g';
    const rest = '--conf spark.executor.pyspark.memory=1g --conf spark.driver.memory=8g --conf spark.task.cpus=2';
    const { out } = await cli(`${dashboard} ${size} ${offHeap} ${rest} --deploy-mode cluster`);
    expect(out).toContain(
      'emr-autotune plan --core r5.4xlarge:82 --release emr-7.9.0 --deploy-mode cluster --driver-memory 8192m --offheap 2048m --python 1024m --conf spark.task.cpus=2 --explain',
    );
  });

  test('names the flag for node managers that declare more vcores than EMR does', async () => {
    const { code, err } = await cli('diagnose --core m5.4xlarge:10 --memory 98.9% --cores 317/320');
    expect([code, err]).toEqual([2, expect.stringContaining('--oversubscribe 2')]);
  });
});
