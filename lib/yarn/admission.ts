import { activateApplications } from './activation';
import { findRefusal, normalise } from './bounds';
import { DEFAULT_PARTITION, toCluster } from './cluster';
import { maxExecutors } from './executors';
import { executorsByPartition } from './placement';
import { executorRange } from './range';
import { nothingRuns, report } from './report';
import type { Admission, AdmissionRequest } from './types';
import { validate } from './validate';

/** A request for more executors than any cluster holds: the answer is what fits. */
export const AS_MANY_AS_FIT = 10_000_000;

/**
 * How many executors a CapacityScheduler runs for the first of several identical applications in one leaf queue, in closed form.
 *
 * Agrees with the answers of a real scheduler recorded in `test/fixtures/yarn-truth.json` and `yarn-truth-features.json`, and on random
 * cases with a real scheduler that is asked (`npm run oracle:check`). Where order decides, `executorsLeast` and `executorsMost` say how much.
 *
 * @throws InputError when a count, a size or a limit is not one that a ResourceManager starts with
 */
export function admit(request: AdmissionRequest): Admission {
  validate(request);
  const cluster = toCluster(request);
  const { bounds } = cluster;

  const refusedMaster = findRefusal('application master', request.applicationMaster, bounds);
  if (refusedMaster) return nothingRuns(cluster, refusedMaster);
  const partition = request.applicationMasterLabel ?? DEFAULT_PARTITION;
  const container = normalise(request.applicationMaster, bounds, request.calculator);
  const activation = activateApplications(cluster, partition, container);
  if (activation.applicationMasters.running === 0) return nothingRuns(cluster);

  const refused = request.requested > 0 ? findRefusal('executor', request.executor, bounds) : undefined;
  const executor = normalise(request.executor, bounds, request.calculator);
  const placement = { cluster, ...activation, executor };
  return report(placement, {
    asked: refused ? 0 : request.requested,
    max: maxExecutors(placement, executorsByPartition(placement)),
    range: executorRange(placement),
    refused,
  });
}
