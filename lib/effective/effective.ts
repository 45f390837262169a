import { sparkInForce } from './spark';
import type { Effective, EffectiveRequest } from './types';
import { yarnInForce } from './yarn';

/**
 * What EMR, YARN and Spark would run, given everything that is written down: every value in force with its configuration layer and its
 * place, and what is not known.
 */
export function effective(request: EffectiveRequest): Effective {
  const { spark, unknown } = sparkInForce(request);
  const { yarn, unknown: ofYarn } = yarnInForce(request, spark);
  return { release: request.release, spark, yarn, unknown: [...unknown, ...ofYarn] };
}
