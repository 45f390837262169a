import { InputError, shown } from '../errors';
import { configuredMaximum, leastAllocation } from './bounds';
import type { AdmissionRequest } from './types';

/** YARN keeps these figures in 32 bits. */
const MOST = 2 ** 31 - 1;
/** Far above any cluster; sums stay whole numbers. */
const MOST_NODES = 1_000_000;
/** `yarn.scheduler.capacity.maximum-applications`; a queue has its share of it. */
const MAXIMUM_APPLICATIONS = 10_000;

/** @throws InputError, one line, on the first value that YARN would not start with or that is none */
export function validate(request: AdmissionRequest): void {
  if (request.nodes.length === 0) throw new InputError('no-nodes', 'a cluster needs at least one group of nodes');
  for (const node of request.nodes) {
    positive('node count', node.count, MOST_NODES);
    positive('node memory (MB)', node.memoryMiB);
    positive('node vcores', node.vcores);
  }
  positive('application master memory (MB)', request.applicationMaster.memoryMiB);
  positive('application master vcores', request.applicationMaster.vcores);
  positive('executor memory (MB)', request.executor.memoryMiB);
  positive('executor vcores', request.executor.vcores);
  if (request.requested !== 0) positive('requested executors', request.requested);
  if (request.minAllocationMiB !== undefined) positive('minimum allocation (MB)', request.minAllocationMiB);
  if (request.minAllocationVcores !== undefined) positive('minimum allocation vcores', request.minAllocationVcores);
  if (request.maxAllocationMiB !== undefined) positive('maximum allocation (MB)', request.maxAllocationMiB);
  if (request.maxAllocationVcores !== undefined) positive('maximum allocation vcores', request.maxAllocationVcores);
  mastersNodes(request);
  allocationLimits(request);
  queueLimits(request);
  const label = request.applicationMasterLabel;
  if (label !== undefined && !request.nodes.some((node) => node.label === label)) {
    throw new InputError(
      'unknown-label',
      `no node has the application master's label ${shown(label)}; YARN refuses it`,
    );
  }
}

function mastersNodes({ nodes, applicationMasterNode }: AdmissionRequest): void {
  const count = nodes.reduce((total, node) => total + node.count, 0);
  for (const index of [applicationMasterNode ?? []].flat()) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= count) {
      throw new InputError(
        'no-such-node',
        `the application master's node must be from 0 to ${count - 1}, got ${index}`,
      );
    }
  }
}

/** A ResourceManager refuses to start where a minimum is above its maximum. */
function allocationLimits(request: AdmissionRequest): void {
  const [least, most] = [leastAllocation(request), configuredMaximum(request)];
  const message = (what: string, min: number, max: number): string =>
    `the minimum allocation of ${min} ${what} is above the maximum of ${max}: no ResourceManager starts; lower the minimum or raise the maximum`;
  if (least.memoryMiB > most.memoryMiB)
    throw new InputError('minimum-above-maximum', message('MB', least.memoryMiB, most.memoryMiB));
  if (least.vcores > most.vcores)
    throw new InputError('minimum-above-maximum', message('vcores', least.vcores, most.vcores));
}

function queueLimits(request: AdmissionRequest): void {
  const { capacity = 100, maximumCapacity = 100, userLimitFactor = 1 } = request.queue ?? {};
  if (!(capacity > 0 && capacity <= 100))
    throw new InputError('bad-queue', `queue capacity must be above 0 and at most 100 percent, got ${capacity}`);
  if (!(maximumCapacity >= capacity && maximumCapacity <= 100)) {
    throw new InputError(
      'bad-queue',
      `queue maximum capacity must be from its capacity (${capacity}) to 100 percent, got ${maximumCapacity}`,
    );
  }
  if (!(userLimitFactor === -1 || (userLimitFactor > 0 && Number.isFinite(userLimitFactor))))
    throw new InputError('bad-queue', `user limit factor must be above 0, or -1 for no limit, got ${userLimitFactor}`);
  const share = request.amResourcePercent ?? 0;
  if (!(share >= 0 && share <= 1))
    throw new InputError('bad-am-share', `the share of application masters must be from 0 to 1, got ${share}`);
  const factor = userLimitFactor === -1 ? 1 : Math.min(1, userLimitFactor);
  const most = Math.max(1, Math.floor((MAXIMUM_APPLICATIONS * capacity * factor) / 100));
  positive('applications', request.applications ?? 1, most);
}

function positive(what: string, value: number, most = MOST): void {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${what} must be a positive whole number, got ${value}`);
  }
  if (value > most) throw new InputError('too-large', `${what} must be at most ${most}, got ${value}`);
}
