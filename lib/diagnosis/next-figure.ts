import { grouped } from '../numbers';
import type { Facts } from './facts';
import { isMaterial } from './full';
import { possibleSizes } from './reproducing-sizes';
import type { Finding, NextFigure, ReproducingSize } from './types';

const WHERE: Readonly<Record<NextFigure['flag'], readonly string[]>> = {
  '--containers': [
    "Spark UI, page Executors: the number of active executors, without the driver's row (--executors takes it as it stands)",
    'EMR console, tab Monitoring of the cluster, or CloudWatch, namespace AWS/ElasticMapReduce: ContainerAllocated',
    'ResourceManager, page Cluster: Containers Running',
  ],
  '--executor-cores': [
    'Spark UI, page Executors: column Cores of one executor',
    'Spark UI, page Environment: spark.executor.cores',
    "the step's arguments: --executor-cores",
  ],
  '--calculator': [
    'EMR console, tab Configurations of the cluster: classification capacity-scheduler, yarn.scheduler.capacity.resource-calculator; where it is not there, EMR runs the DefaultResourceCalculator',
    'aws emr describe-cluster --cluster-id j-… --query "Cluster.Configurations[?Classification==\'capacity-scheduler\'].Properties"',
    'ResourceManager, page /conf: yarn.scheduler.capacity.resource-calculator',
  ],
};

/** Sizes whose containers differ by less than this share look alike on a dashboard. */
const ALIKE = 0.1;
const MAX_COUNTS = 4;

/** The figure that decides between the readings that are left, the cheapest first; undefined where they agree, or no figure would help. */
export function nextFigure(facts: Facts, decisive: Finding | undefined): NextFigure | undefined {
  const { executor, evidence } = facts;
  switch (decisive?.id) {
    case 'calculator-unknown':
      return executor === undefined ? (byContainers(facts) ?? byCores(facts)) : BY_CALCULATOR;
    case 'size-unknown':
      return evidence.containersAllocated === undefined ? BY_CONTAINERS_AND_CORES : byCores(facts);
    case 'stranded-cores':
      return executor !== undefined && !decisive.actionable ? BY_ANY_COUNT : undefined;
    // The default calculator is in force, and only the cores of an executor are missing.
    case 'vcores-not-meaningful':
      return executor === undefined && evidence.containersAllocated !== undefined ? byCores(facts) : undefined;
    default:
      return undefined;
  }
}

const toFigure = (flag: NextFigure['flag'], reason: string): NextFigure => ({ flag, reason, where: WHERE[flag] });

const BY_ANY_COUNT = toFigure(
  '--containers',
  'many executor sizes fit the memory alone; the number of containers confirms this one',
);

const BY_CONTAINERS_AND_CORES = toFigure(
  '--containers',
  'every size fits the memory alone; containers give the memory of one, and with --executor-cores the task slots',
);

const BY_CALCULATOR = toFigure(
  '--calculator',
  'this executor size explains the figures under both calculators, and they run different numbers of tasks',
);

/** Undefined where every size has as many of them, or they are known. */
function byContainers(facts: Facts): NextFigure | undefined {
  if (facts.evidence.containersAllocated !== undefined) return undefined;
  const groups: ReproducingSize[][] = [];
  for (const size of possibleSizes(facts)) {
    const group = groups.find(([first]) => first !== undefined && isAlike(first, size));
    if (group === undefined) groups.push([size]);
    else group.push(size);
  }
  if (groups.length < 2) return undefined;
  const byMeaning = new Map<string, ReproducingSize[][]>();
  for (const group of groups) {
    const meaning = meaningOf(group, facts);
    byMeaning.set(meaning, [...(byMeaning.get(meaning) ?? []), group]);
  }
  const sentences = [...byMeaning].map(([meaning, counts]) => `about ${inWords(counts)} containers: ${meaning}`);
  return toFigure('--containers', sentences.join('; '));
}

const isAlike = (a: ReproducingSize, b: ReproducingSize): boolean =>
  Math.abs(a.executors - b.executors) <= ALIKE * Math.max(a.executors, b.executors);

/** `83, 161 or 321`; of many `83 to 5,494`. */
function inWords(groups: readonly (readonly ReproducingSize[])[]): string {
  const counts = groups.flatMap(([first]) => (first === undefined ? [] : first.executors + 1)).sort((a, b) => a - b);
  if (counts.length > MAX_COUNTS) return `${grouped(counts[0] ?? 0)} to ${grouped(counts.at(-1) ?? 0)}`;
  const [last = 0, ...others] = counts.map(grouped).reverse();
  return others.length === 0 ? `${last}` : `${others.reverse().join(', ')} or ${last}`;
}

/** What so many containers would mean. */
function meaningOf(group: readonly ReproducingSize[], { potential }: Facts): string {
  const helps = group.filter(({ taskSlots = 0 }) => isMaterial(potential(), taskSlots));
  if (helps.length === group.length) return 'smaller executors help';
  const isClear = helps.length === 0 && group.every(({ taskSlots }) => taskSlots !== undefined);
  return isClear ? 'no cores are stranded' : 'the cores of an executor decide (--executor-cores)';
}

/** Containers and memory give the size of one, so its cores tell the task slots, and with them the calculator. */
function byCores({ evidence, totalVcores }: Facts): NextFigure {
  const executors = grouped((evidence.containersAllocated ?? 1) - 1);
  return toFigure(
    '--executor-cores',
    `${executors} executors of N cores run ${executors} × N tasks on ${grouped(totalVcores)} vcores, whatever YARN counts`,
  );
}
