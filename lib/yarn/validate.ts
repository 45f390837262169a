import { InputError, shown } from '../errors';
import { configuredMaximum, minimumAllocation } from './bounds';
import type { AdmissionRequest } from './types';

/** YARN keeps these figures in 32 bits. */
const MAX_FIGURE = 2 ** 31 - 1;
/** Far above any cluster; sums stay whole numbers. */
const MAX_NODES = 1_000_000;
/** `yarn.scheduler.capacity.maximum-applications`; a queue has its share of it. */
const MAX_APPLICATIONS = 10_000;

/**
 * Checks a request's values.
 *
 * @throws InputError, one line, for the first value with which YARN would not start or that is not a number of the right kind
 */
export function validate(request: AdmissionRequest): void {
  if (request.nodes.length === 0) throw new InputError('no-nodes', 'a cluster needs at least one group of nodes');
  for (const node of request.nodes) {
    positive('node count', node.count, MAX_NODES);
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
  applicationMasterNodes(request);
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

function applicationMasterNodes({ nodes, applicationMasterNode }: AdmissionRequest): void {
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
  const [minimum, maximum] = [minimumAllocation(request), configuredMaximum(request)];
  const message = (what: string, min: number, max: number): string =>
    `the minimum allocation of ${min} ${what} is above the maximum of ${max}: no ResourceManager starts; lower the minimum or raise the maximum`;
  if (minimum.memoryMiB > maximum.memoryMiB)
    throw new InputError('minimum-above-maximum', message('MB', minimum.memoryMiB, maximum.memoryMiB));
  if (minimum.vcores > maximum.vcores)
    throw new InputError('minimum-above-maximum', message('vcores', minimum.vcores, maximum.vcores));
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
  const max = Math.max(1, Math.floor((MAX_APPLICATIONS * capacity * factor) / 100));
  positive('applications', request.applications ?? 1, max);
}

function positive(what: string, value: number, max = MAX_FIGURE): void {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InputError('not-positive', `${what} must be a positive whole number, got ${value}`);
  }
  if (value > max) throw new InputError('too-large', `${what} must be at most ${max}, got ${value}`);
}
