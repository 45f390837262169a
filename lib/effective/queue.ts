import { recorded } from './defaults';
import type { Properties } from './properties';
import type { EffectiveQueue, InForce } from './types';

const PREFIX = 'yarn.scheduler.capacity.';
const ROOT = 'root';

/** All of the parent's resources: EMR's capacity-scheduler.xml has one queue, `root.default`. */
const ALL = 100;

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
    isRunning: chain.every((one) => scheduler.text(`${PREFIX}${one}.state`)?.value.toUpperCase() !== 'STOPPED'),
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

/** The share of application masters that the queue's own setting gives, else the scheduler's. */
export function amResourcePercent(scheduler: Properties, { path }: EffectiveQueue): InForce<number> | undefined {
  return (
    scheduler.number(`${PREFIX}${path}.maximum-am-resource-percent`) ??
    scheduler.number(`${PREFIX}maximum-am-resource-percent`)
  );
}

/** The names of the queues right below one. */
function childrenOf(scheduler: Properties, path: string): readonly string[] {
  const names = scheduler.text(`${PREFIX}${path}.queues`)?.value ?? (path === ROOT ? 'default' : '');
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The full name of a leaf; a parent is none, and takes no job. */
function findLeaf(scheduler: Properties, asked: string): string | undefined {
  const leaves: string[] = [];
  const visit = (path: string): void => {
    const children = childrenOf(scheduler, path);
    if (children.length === 0) leaves.push(path);
    // A queue that names itself among its children would never end.
    for (const child of children) if (path.split('.').length < 20) visit(`${path}.${child}`);
  };
  visit(ROOT);
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

function capacityOf(scheduler: Properties, path: string): InForce<number> {
  const key = `${PREFIX}${path}.capacity`;
  const written = scheduler.text(key);
  if (written === undefined) return recorded(ALL, "EMR's capacity-scheduler.xml", key);
  const weight = weightIn(written.value);
  if (weight === undefined) return scheduler.number(key) ?? { ...written, value: ALL };
  const parent = path.slice(0, path.lastIndexOf('.'));
  const siblings = childrenOf(scheduler, parent).map(
    (name) => weightIn(scheduler.text(`${PREFIX}${parent}.${name}.capacity`)?.value ?? '1w') ?? 0,
  );
  const total = siblings.reduce((sum, one) => sum + one, 0);
  return { ...written, value: total > 0 ? (weight / total) * ALL : ALL };
}

function maximumOf(scheduler: Properties, path: string): InForce<number> {
  const key = `${PREFIX}${path}.maximum-capacity`;
  return scheduler.number(key) ?? recorded(ALL, 'Hadoop', key);
}

/** A weight as Hadoop 3.3 and later take it: `2w`. */
function weightIn(text: string): number | undefined {
  const [, digits] = /^(\d+(?:\.\d+)?)w$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
