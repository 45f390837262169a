import { findInstanceFacts } from '../catalog';
import {
  CALCULATOR_CLASSES,
  CALCULATOR_KEY,
  type Calculator,
  DEFAULT_AM_RESOURCE_PERCENT,
  DEFAULT_MAX_ALLOCATION_VCORES,
  DEFAULT_MIN_ALLOCATION_MIB,
  findMeantCalculator,
} from '../yarn';
import { classFault, SCHEDULER_CLASSES } from './class-faults';
import { assumed, minAllocationFor, recorded } from './defaults';
import { EXECUTOR_LABEL, labelsInForce } from './labels';
import { nodesInForce, workersIn } from './nodes';
import { placeOf } from './place';
import { Properties } from './properties';
import { amResourcePercent, QUEUES_KEY, queueInForce } from './queue';
import { capacityFaults, queueVerdict } from './queue-faults';
import type { EffectiveRequest, EffectiveSpark, EffectiveYarn, Fault, InForce, Scheduler, Unknown } from './types';
import type { GroupName } from './written';

const AM_PERCENT = 'yarn.scheduler.capacity.maximum-am-resource-percent';
const MIN_MIB = 'yarn.scheduler.minimum-allocation-mb';
const MIN_VCORES = 'yarn.scheduler.minimum-allocation-vcores';
const MAX_MIB = 'yarn.scheduler.maximum-allocation-mb';
const MAX_VCORES = 'yarn.scheduler.maximum-allocation-vcores';
const INCREMENT_MIB = 'yarn.scheduler.increment-allocation-mb';
const SCHEDULER_CLASS = 'yarn.resourcemanager.scheduler.class';
const QUEUE_MAPPINGS = 'yarn.scheduler.capacity.queue-mappings';
const MAPPINGS_OVERRIDE = 'yarn.scheduler.capacity.queue-mappings-override.enable';

/** YARN's part: what the node managers offer and the ResourceManager on the primary node reads. */
export function yarnInForce(
  request: EffectiveRequest,
  spark: EffectiveSpark,
): { readonly yarn: EffectiveYarn; readonly unknown: readonly Unknown[]; readonly faults: readonly Fault[] } {
  const site = new Properties(request.blocks, 'yarn-site', isPrimary);
  const scheduler = new Properties(request.blocks, 'capacity-scheduler', isPrimary);
  const labels = labelsInForce(request, site, spark.settings);
  const { nodes, unknown, faults } = nodesInForce(request, labels);
  const queue = queueInForce(scheduler, spark.queue.value);
  const yarn: EffectiveYarn = {
    nodes,
    primary: primaryIn(request),
    scheduler: schedulerIn(site),
    calculator: calculatorIn(request, scheduler),
    ...limitsIn(request, site),
    queue,
    maxAmResourcePercent:
      amResourcePercent(scheduler, queue) ??
      assumed(DEFAULT_AM_RESOURCE_PERCENT, "Hadoop's default; EMR's is not published", AM_PERCENT),
    applicationMasterLabel: labels.ofMasters,
  };
  const queueIs = queuesIn(request, yarn, scheduler, spark);
  const outside = outsideTheModel(scheduler, spark);
  return {
    yarn,
    unknown: [...unknown, ...site.unknown, ...scheduler.unknown, ...outside, ...queueIs.unknown],
    faults: [
      ...classFault(site.text(SCHEDULER_CLASS), SCHEDULER_CLASSES),
      ...boundsFaults(yarn),
      ...faults,
      ...site.faults,
      ...queueIs.faults,
    ],
  };
}

/** Of the CapacityScheduler alone; the queues of others stand in files of their own. */
function queuesIn(
  request: EffectiveRequest,
  { scheduler: { value }, queue }: EffectiveYarn,
  scheduler: Properties,
  spark: EffectiveSpark,
): { readonly unknown: readonly Unknown[]; readonly faults: readonly Fault[] } {
  if (value !== 'capacity') return { unknown: [], faults: [] };
  // What of the other queues is not known decides nothing for this job.
  const all = new Properties(request.blocks, 'capacity-scheduler', isPrimary);
  const isWhole = scheduler.has(QUEUES_KEY) || request.groups !== undefined;
  const verdict = queueVerdict(scheduler, spark.queue, queue, isWhole);
  const capacities = capacityFaults(all);
  return {
    unknown: verdict.unknown,
    faults: [
      ...classFault(scheduler.text(CALCULATOR_KEY), Object.values(CALCULATOR_CLASSES)),
      ...scheduler.faults.filter(({ key }) => key !== CALCULATOR_KEY),
      ...all.faults,
      ...capacities,
      ...verdict.faults,
    ],
  };
}

/** Bounds of one container with which a ResourceManager does not start. */
function boundsFaults({
  minAllocationMiB,
  maxAllocationMiB,
  minAllocationVcores,
  maxAllocationVcores,
  queue,
}: EffectiveYarn): Fault[] {
  const pairs = [
    [minAllocationMiB, maxAllocationMiB],
    [minAllocationVcores, maxAllocationVcores],
    [queue.maxAllocationMiB, maxAllocationMiB],
    [queue.maxAllocationVcores, maxAllocationVcores],
  ] as const;
  return pairs.flatMap(([low, high]): Fault[] => {
    if (low === undefined || high === undefined || low.value <= high.value) return [];
    const { key = '', place } = low.place === undefined ? high : low;
    const reason = `${low.key} (${low.value}) is above ${high.key} (${high.value})`;
    return [{ stops: 'start', key, place, reason, instead: `write ${low.key} of ${high.value} or less` }];
  });
}

const isPrimary = ({ role }: GroupName): boolean => role === 'primary';

function primaryIn({ groups = [], flags }: EffectiveRequest): InForce<string> | undefined {
  const given = flags?.groups?.find(isPrimary);
  const written = groups.find(isPrimary);
  const value = (given ?? written)?.instanceTypes[0];
  if (value === undefined) return undefined;
  return given === undefined
    ? { value, layer: 'classification', place: written && placeOf(written) }
    : { value, layer: 'flag' };
}

function schedulerIn(site: Properties): InForce<Scheduler> {
  const written = site.text(SCHEDULER_CLASS);
  if (written === undefined) return recorded('capacity', 'EMR', SCHEDULER_CLASS);
  const name = written.value.slice(written.value.lastIndexOf('.') + 1);
  const kinds: Readonly<Record<string, Scheduler>> = {
    CapacityScheduler: 'capacity',
    FairScheduler: 'fair',
    FifoScheduler: 'fifo',
  };
  return { ...written, value: Object.hasOwn(kinds, name) ? (kinds[name] as Scheduler) : 'other' };
}

function calculatorIn({ flags, observed }: EffectiveRequest, scheduler: Properties): InForce<Calculator> {
  if (observed?.calculator !== undefined) return { value: observed.calculator, layer: 'observed', key: CALCULATOR_KEY };
  if (flags?.calculator !== undefined) return { value: flags.calculator, layer: 'flag', key: CALCULATOR_KEY };
  const written = scheduler.parsed(CALCULATOR_KEY, findMeantCalculator, "one of Hadoop's two calculators");
  return written ?? assumed('default', "Hadoop's default; EMR's is not published", CALCULATOR_KEY);
}

/** The bounds of one container. EMR sets the maximum to what a core node has, whatever the task nodes. */
function limitsIn(
  request: EffectiveRequest,
  site: Properties,
): Pick<
  EffectiveYarn,
  'minAllocationMiB' | 'minAllocationVcores' | 'maxAllocationMiB' | 'maxAllocationVcores' | 'incrementMiB'
> {
  const workers = workersIn(request);
  const facts = workers.flatMap(({ role, instanceTypes }) =>
    instanceTypes.map((type) => ({ role, facts: findInstanceFacts(type) })),
  );
  const ofCore = facts.flatMap((one) =>
    one.role === 'core' && one.facts !== undefined ? one.facts.yarnMemoryMiB : [],
  );
  const vcores = facts.map((one) => one.facts?.yarnVcores ?? 0);
  const byEmr =
    ofCore.length === 0
      ? undefined
      : recorded(Math.max(...ofCore), "EMR's task configuration page: memory of a core node", MAX_MIB);
  return {
    minAllocationMiB:
      site.whole(MIN_MIB) ?? minAllocationFor(request.release.value, DEFAULT_MIN_ALLOCATION_MIB, MIN_MIB),
    minAllocationVcores: site.whole(MIN_VCORES) ?? recorded(1, 'Hadoop', MIN_VCORES),
    maxAllocationMiB: site.has(MAX_MIB) ? site.whole(MAX_MIB) : byEmr,
    incrementMiB:
      site.whole(INCREMENT_MIB) ??
      recorded(DEFAULT_MIN_ALLOCATION_MIB, 'configurations of EMR 6.x clusters', INCREMENT_MIB),
    maxAllocationVcores:
      site.whole(MAX_VCORES) ??
      recorded(Math.max(DEFAULT_MAX_ALLOCATION_VCORES, ...vcores), 'EMR and Hadoop', MAX_VCORES),
  };
}

/** What is written and changes the answer in a way that the admission model does not have. */
function outsideTheModel(scheduler: Properties, { settings, queue }: EffectiveSpark): Unknown[] {
  const { place } = scheduler.text(QUEUE_MAPPINGS) ?? {};
  // A job that names its queue goes there unless mappings override it.
  const isMapped = queue.value === 'default' || scheduler.boolean(MAPPINGS_OVERRIDE)?.value === true;
  return [
    ...(scheduler.has(QUEUE_MAPPINGS) && isMapped
      ? [{ key: QUEUE_MAPPINGS, place, reason: 'it may put the job into another queue' }]
      : []),
    ...(settings.has(EXECUTOR_LABEL)
      ? [{ key: EXECUTOR_LABEL, reason: 'how many executors run on the nodes of one label is not worked out' }]
      : []),
  ];
}
