import type { Properties } from './properties';
import {
  ALL,
  childrenOf,
  findCapacity,
  findStopped,
  keyOf,
  leavesBelow,
  QUEUES_KEY,
  ROOT,
  type WrittenCapacity,
} from './queue';
import type { EffectiveQueue, Fault, InForce, Unknown } from './types';
import { isUnresolved } from './written';

/** The ResourceManager takes a sum that is as near to all as this, percent (`ParentQueue.setChildQueues`). */
const TOLERANCE = 0.05;

/** Capacities with which a ResourceManager does not start: it checks those of all queues, whichever the job asks for. */
export function capacityFaults(scheduler: Properties, path = ROOT): Fault[] {
  const children = childrenOf(scheduler, path);
  if (children.length === 0) return path === ROOT ? [withoutQueues(scheduler)] : [];
  const below = children.flatMap((child) => capacityFaults(scheduler, child));
  const capacities = children.map((child) => findCapacity(scheduler, child));
  const known = capacities.filter((one) => one !== undefined);
  // One that cannot be read is a fault of its own.
  return known.length < capacities.length ? below : [...childrenFaults(scheduler, path, known), ...below];
}

function withoutQueues(scheduler: Properties): Fault {
  return {
    stops: 'start',
    key: QUEUES_KEY,
    place: scheduler.text(QUEUES_KEY)?.place,
    reason: 'it names no queue',
    instead: 'name one at least, such as default',
  };
}

function childrenFaults(scheduler: Properties, path: string, capacities: readonly WrittenCapacity[]): Fault[] {
  const kinds = new Set(
    capacities.filter(({ kind, value }) => kind !== 'percent' || value > 0).map(({ kind }) => kind),
  );
  const last = capacities.findLast(({ inForce }) => inForce.place !== undefined)?.inForce;
  const { key = QUEUES_KEY, place } = last ?? scheduler.text(keyOf(path, 'queues')) ?? {};
  const fault = (reason: string, instead: string): Fault => ({ stops: 'start', key, place, reason, instead });
  if (kinds.size > 1) {
    return [
      fault(
        `the capacities of the queues below ${path} are of several kinds (percentages, weights, resources)`,
        `write all of them in one${path === ROOT ? `; ${keyOf(path, 'default.capacity')} is ${ALL} unless it is written` : ''}`,
      ),
    ];
  }
  if (kinds.has('weight') || kinds.has('resources')) return [];
  const outside = capacities.filter(({ value }) => value < 0 || value > ALL);
  if (outside.length > 0) {
    return outside.map(({ value, inForce }) => ({
      stops: 'start',
      key: inForce.key ?? key,
      place: inForce.place,
      reason: `a capacity is from 0 to ${ALL} percent, got ${value}`,
      instead: `write a percentage of what ${path} has`,
    }));
  }
  const total = capacities.reduce((sum, { value }) => sum + value, 0);
  if (Math.abs(total - ALL) <= TOLERANCE || (total <= TOLERANCE && mayBeZero(scheduler, path))) return [];
  return [
    fault(
      `the capacities of the queues below ${path} must add up to ${ALL}, got ${Number(total.toFixed(3))}`,
      `write capacities that add up to ${ALL}`,
    ),
  ];
}

function mayBeZero(scheduler: Properties, path: string): boolean {
  if (scheduler.boolean(keyOf(path, 'allow-zero-capacity-sum'))?.value === true) return true;
  return path !== ROOT && findCapacity(scheduler, path)?.value === 0;
}

/** What keeps an application out of the queue that it asks for, and what of that is not known. */
export interface QueueVerdict {
  readonly faults: readonly Fault[];
  readonly unknown: readonly Unknown[];
}

/**
 * Whether the ResourceManager takes an application for the queue.
 *
 * @param isWhole whether the cluster's queues are known: they are written, or the whole cluster is
 */
export function queueVerdict(
  scheduler: Properties,
  asked: InForce<string>,
  queue: EffectiveQueue,
  isWhole: boolean,
): QueueVerdict {
  const notKnown = (reason: string): QueueVerdict => ({
    faults: [],
    unknown: [{ key: QUEUE, place: asked.place, reason }],
  });
  if (queue.exists) return { faults: takesNone(scheduler, asked, queue), unknown: [] };
  if (isUnresolved(asked.value)) return notKnown('the queue is known only when it runs');
  if (!isWhole) return notKnown(`the cluster's queues are not given, and EMR's own has no ${asked.value}`);
  if (scheduler.keys().some((key) => MAKES_QUEUES.test(key))) return notKnown('it may be made when a job asks for it');
  return { faults: [missing(scheduler, asked, queue)], unknown: [] };
}

const QUEUE = 'spark.yarn.queue';
const MAKES_QUEUES = /\.auto-(create-child-queue|queue-creation-v2)\.enabled$/;

function takesNone(scheduler: Properties, asked: InForce<string>, queue: EffectiveQueue): Fault[] {
  const { capacity, maximumCapacity: maximum, userLimitFactor: factor } = queue;
  const stopped = findStopped(scheduler, queue.path);
  const cause =
    stopped !== undefined
      ? { ...stopped, reason: `${stopped.key} is ${stopped.value}`, instead: 'let it run, or name another queue' }
      : capacity.value <= 0
        ? { ...capacity, reason: 'its capacity is 0', instead: 'give it a capacity, or name another queue' }
        : maximum.value <= 0
          ? { ...maximum, reason: 'its maximum capacity is 0', instead: 'give it one, or name another queue' }
          : factor.value <= 0 && factor.value !== -1
            ? { ...factor, reason: `${factor.key} is ${factor.value}`, instead: 'write 1, or -1 for no limit' }
            : undefined;
  if (cause === undefined) return [];
  const { reason, instead } = cause;
  const at =
    asked.place === undefined ? { key: cause.key ?? QUEUE, place: cause.place } : { key: QUEUE, place: asked.place };
  return [{ stops: 'job', ...at, reason: `the queue ${queue.path} takes no applications: ${reason}`, instead }];
}

function missing(scheduler: Properties, asked: InForce<string>, { path }: EffectiveQueue): Fault {
  const leaves = leavesBelow(scheduler);
  const isParent = leaves.some((leaf) => leaf.startsWith(`${path}.`));
  const queues = scheduler.text(QUEUES_KEY);
  return {
    stops: 'job',
    ...(asked.place === undefined && queues !== undefined
      ? { key: QUEUES_KEY, place: queues.place }
      : { key: QUEUE, place: asked.place }),
    reason: isParent
      ? `the queue ${path} is the parent of others, and takes no applications`
      : `there is no queue ${asked.value}`,
    instead: `name one of ${leaves.map((leaf) => leaf.slice(leaf.lastIndexOf('.') + 1)).join(', ')}`,
  };
}
