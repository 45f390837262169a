import { sparkInForce } from './spark';
import type { Effective, EffectiveRequest, Fault } from './types';
import { yarnInForce } from './yarn';

/**
 * What EMR, YARN and Spark would run, given everything that is written down: every value in force with its configuration layer and its
 * place, and what is not known.
 */
export function effective(request: EffectiveRequest): Effective {
  const { spark, unknown } = sparkInForce(request);
  const { yarn, unknown: ofYarn, faults } = yarnInForce(request, spark);
  return { release: request.release, spark, yarn, unknown: [...unknown, ...ofYarn], faults: once(faults) };
}

/** Settings are read by each group, and by each limit that they bear on. */
function once(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.key} ${fault.reason} ${fault.place?.at}`, fault])).values()];
}
