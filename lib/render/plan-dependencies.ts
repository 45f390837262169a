import { instanceFacts } from '../catalog';
import { counted, grouped, percent } from '../numbers';
import type { SparkPlan } from '../sizing';
import { mib } from './numbers';

/** Something outside a plan's settings without which its figures do not hold. */
export interface Dependency {
  readonly name: string;
  readonly value: string;
  /** The settings of the cluster's configuration that make it so, as `classification key=value`. */
  readonly settings: readonly string[];
}

/** What the numbers of a plan depend on. */
export function planDependencies({ cluster, job, nodes }: SparkPlan): Dependency[] {
  const { release, clusterSize, primaryInstanceType: primary } = cluster;
  const isClient = cluster.deployMode === 'client';
  const places = release.isAtLeast(6, 0) ? 'any core or task node' : 'a core node';
  const lost = release.isAtLeast(6, 0) && nodes.length > 1 ? ', and ends with it if that is a spot node' : '';
  return [
    {
      name: 'calculator',
      value: `${cluster.calculator}, so that memory and vcores count`,
      settings: settingsOf(cluster, 'capacity-scheduler'),
    },
    ...(cluster.cpuOversubscription > 1
      ? [
          {
            name: 'node vcores',
            value: `${cluster.cpuOversubscription} for each vCPU, as node managers must be told`,
            settings: settingsOf(cluster, 'yarn-site'),
          },
        ]
      : []),
    {
      name: 'primary',
      value: isClient
        ? `${primary}, where the driver has ${mib(job.driverMemoryMiB)}`
        : `${primary}, which runs no driver`,
      settings: [],
    },
    {
      name: isClient ? 'application master' : 'driver',
      value: `on ${places}${lost}; counted where it displaces most`,
      settings: [],
    },
    ...(clusterSize === undefined
      ? []
      : [
          {
            name: 'cluster size',
            value: `${clusterSize.label}, never more than ${clusterSize.maxNodes} nodes: clusterSize: ClusterSize.SMALL of a TunedCluster`,
            settings: [],
          },
        ]),
  ];
}

/** The same and what is assumed, a line each, to stand beside settings in a format that holds nothing else. */
export function planNotes(plan: SparkPlan): string[] {
  const { job } = plan;
  const assumed = job.partitionsAreAssumed
    ? [`spark.sql.shuffle.partitions=${job.partitions} is assumed, as no data size is known (--shuffle-bytes, --rows)`]
    : [];
  return [
    'The figures of this plan depend on',
    ...planDependencies(plan).map(({ name, value, settings }) =>
      [`  ${name}: ${value}`, ...settings.map((one) => `(${one})`)].join(' '),
    ),
    ...assumed,
  ];
}

/** What a format of a plan leaves out, a line each. */
export function leftOut(plan: SparkPlan, format: 'classification' | 'pyspark'): string[] {
  if (format === 'classification') {
    const flags = Object.entries(plan.job.jobConf).map(([key, value]) => `--conf ${key}=${value}`);
    return [
      `A classification does not hold what depends on node counts and data; give it to the job: ${flags.join(' ')}`,
    ];
  }
  const { sparkConf } = plan.cluster;
  const driver = Object.entries({ ...sparkConf, ...plan.job.jobConf }).filter(([key]) =>
    key.startsWith('spark.driver.'),
  );
  return driver.map(
    ([key, value]) =>
      `${key}=${value} is left out, as the driver is running when a session is built; give it to spark-submit`,
  );
}

function settingsOf({ classifications }: SparkPlan['cluster'], name: string): string[] {
  return classifications
    .filter(({ classification }) => classification === name)
    .flatMap(({ properties = {} }) => Object.entries(properties).map(([key, value]) => `${name} ${key}=${value}`));
}

/** Cores that have a task ÷ those that can work: YARN counts two vcores for each of m4, d2 and i2. */
export function coreShare({ cluster, job, nodes }: SparkPlan): { readonly share: number; readonly cores: number } {
  const { coreUtilisation, totalVcores } = job.admission;
  if (cluster.cpuOversubscription > 1) return { share: coreUtilisation, cores: totalVcores };
  const vcpus = nodes.map(({ instanceType, max }) => max * instanceFacts(instanceType).ec2Vcpus);
  const cores = Math.min(
    totalVcores,
    vcpus.reduce((sum, one) => sum + one, 0),
  );
  return { share: (coreUtilisation * totalVcores) / cores, cores };
}

/** `97.5 % of 160 vcores`, and what they are where that is not one vcore for each vCPU. */
export function coresInWords(plan: SparkPlan): string {
  const { totalVcores } = plan.job.admission;
  const factor = plan.cluster.cpuOversubscription;
  const { share, cores } = coreShare(plan);
  if (factor > 1) {
    return `${percent(share)} of ${grouped(totalVcores)} vcores that node managers declare, ${factor} for each vCPU`;
  }
  if (cores === totalVcores) return `${percent(share)} of ${counted(totalVcores, 'vcore')}`;
  return `${percent(share)} of ${counted(cores, 'vCPU')}, which YARN counts as ${grouped(totalVcores)} vcores`;
}
