import { recorded } from './defaults';
import type { Properties } from './properties';
import type { EffectiveQueue, InForce } from './types';

const PREFIX = 'yarn.scheduler.capacity.';
export const ROOT = 'root';
export const QUEUES_KEY = `${PREFIX}${ROOT}.queues`;
/** The queue that EMR's capacity-scheduler.xml has, with all of root's resources. */
const DEFAULT_QUEUE = `${ROOT}.default`;

/** All of the parent's resources, percent. */
export const ALL = 100;
/** A queue that names itself among its children would never end. */
const MAX_LEVELS = 20;

const STATES: readonly string[] = ['RUNNING', 'STOPPED'];

export const keyOf = (path: string, name: string): string => `${PREFIX}${path}.${name}`;

/**
 * The leaf queue that a job asks for, with its limits as shares of the cluster.
 *
 * Queues may be nested; a capacity is a percentage of the parent's or a weight (`2w`) among its siblings.
 *
 * @param asked a leaf's own name or its full one
 */
export function queueInForce(scheduler: Properties, asked: string): EffectiveQueue {
  const path = findLeaf(scheduler, asked);
  const shown = path ?? (asked.startsWith(`${ROOT}.`) ? asked : `${ROOT}.${asked}`);
  const of = `${PREFIX}${shown}.`;
  const chain = pathsDownTo(shown);
  return {
    path: shown,
    exists: path !== undefined,
    isRunning: findStopped(scheduler, shown) === undefined,
    capacity: shareAlong(chain, (one) => capacityOf(scheduler, one)),
    maximumCapacity: shareAlong(chain, (one) => maximumOf(scheduler, one)),
    userLimitFactor:
      scheduler.number(`${of}user-limit-factor`) ??
      scheduler.number(`${PREFIX}user-limit-factor`) ??
      recorded(1, 'Hadoop', `${of}user-limit-factor`),
    maxAllocationMiB: scheduler.whole(`${of}maximum-allocation-mb`),
    maxAllocationVcores: scheduler.whole(`${of}maximum-allocation-vcores`),
  };
}

/** The share of application masters that the queue's own setting gives, else the scheduler's; one application master runs at any. */
export function amResourcePercent(scheduler: Properties, { path }: EffectiveQueue): InForce<number> | undefined {
  const written =
    scheduler.number(`${PREFIX}${path}.maximum-am-resource-percent`) ??
    scheduler.number(`${PREFIX}maximum-am-resource-percent`);
  return written === undefined ? undefined : { ...written, value: Math.min(Math.max(written.value, 0), 1) };
}

/** The state of the queue, or of one above it, that keeps applications out. */
export function findStopped(scheduler: Properties, path: string): InForce<string> | undefined {
  return [ROOT, ...pathsDownTo(path)]
    .map((one) => {
      const find = (state: string) => STATES.find((known) => known === state.toUpperCase());
      return scheduler.parsed(keyOf(one, 'state'), find, STATES.join(' or '));
    })
    .find((state) => state?.value === 'STOPPED');
}

/** The full names of the queues right below one. */
export function childrenOf(scheduler: Properties, path: string): readonly string[] {
  const names = scheduler.text(keyOf(path, 'queues'))?.value ?? (path === ROOT ? 'default' : '');
  return path.split('.').length > MAX_LEVELS
    ? []
    : names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
        .map((name) => `${path}.${name}`);
}

/** The full names of the queues that take applications: a parent takes none. */
export function leavesBelow(scheduler: Properties, path = ROOT): readonly string[] {
  const children = childrenOf(scheduler, path);
  return children.length === 0 ? [path] : children.flatMap((child) => leavesBelow(scheduler, child));
}

function findLeaf(scheduler: Properties, asked: string): string | undefined {
  const leaves = leavesBelow(scheduler);
  return leaves.find((path) => path === asked) ?? leaves.find((path) => path.endsWith(`.${asked}`));
}

/** `root.a.b` → `root.a`, `root.a.b`. */
function pathsDownTo(path: string): string[] {
  const names = path.split('.');
  return names.slice(1).map((_, i) => names.slice(0, i + 2).join('.'));
}

/** The product of the shares of all queues of a chain, percent; the place is that of the last that is written. */
function shareAlong(chain: readonly string[], shareOf: (path: string) => InForce<number>): InForce<number> {
  const shares = chain.map(shareOf);
  const decides = shares.findLast(({ layer }) => layer !== 'default') ?? shares.at(-1);
  const value = shares.slice(1).reduce((product, share) => (product * share.value) / ALL, shares[0]?.value ?? ALL);
  return { ...(decides ?? recorded(ALL, 'Hadoop')), value };
}

/** A queue's capacity as it is written, by its kind; undefined where it cannot be read. */
export interface WrittenCapacity {
  readonly kind: 'percent' | 'weight' | 'resources';
  readonly value: number;
  readonly inForce: InForce<number>;
}

/** Unset it is 0, but for the queue that EMR writes. */
export function findCapacity(scheduler: Properties, path: string): WrittenCapacity | undefined {
  const key = keyOf(path, 'capacity');
  const written = scheduler.text(key);
  if (written === undefined) {
    if (scheduler.has(key)) return undefined;
    const inForce =
      path === DEFAULT_QUEUE ? recorded(ALL, "EMR's capacity-scheduler.xml", key) : recorded(0, 'Hadoop', key);
    return { kind: 'percent', value: inForce.value, inForce };
  }
  const weight = weightIn(written.value);
  if (weight !== undefined) return { kind: 'weight', value: weight, inForce: { ...written, value: weight } };
  if (written.value.startsWith('[')) return { kind: 'resources', value: 0, inForce: { ...written, value: 0 } };
  const percent = scheduler.number(key);
  return percent === undefined ? undefined : { kind: 'percent', value: percent.value, inForce: percent };
}

/** Percent of the parent's capacity. */
function capacityOf(scheduler: Properties, path: string): InForce<number> {
  const key = keyOf(path, 'capacity');
  const own = findCapacity(scheduler, path);
  if (own === undefined) return recorded(ALL, 'not known', key);
  if (own.kind === 'resources') {
    scheduler.parsed(key, () => undefined, 'a percentage or a weight', { isFatal: false });
    return { ...own.inForce, value: ALL };
  }
  if (own.kind === 'percent') return own.inForce;
  const parent = path.slice(0, path.lastIndexOf('.'));
  const weights = childrenOf(scheduler, parent).map((one) => findCapacity(scheduler, one)?.value ?? 0);
  const total = weights.reduce((sum, one) => sum + one, 0);
  return { ...own.inForce, value: total > 0 ? (own.value / total) * ALL : 0 };
}

/** -1, and what is above all, stand for all. */
function maximumOf(scheduler: Properties, path: string): InForce<number> {
  const key = keyOf(path, 'maximum-capacity');
  const written = scheduler.number(key) ?? recorded(ALL, 'Hadoop', key);
  return written.value === -1 || written.value > ALL ? { ...written, value: ALL } : written;
}

/** A weight as Hadoop 3.3 and later take it: `2w`. */
function weightIn(text: string): number | undefined {
  const [, digits] = /^(-?\d+(?:\.\d+)?)w$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
