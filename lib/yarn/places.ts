import { admit } from './admission';
import { firstNodes } from './packing';
import type { Admission, AdmissionRequest } from './types';

/** What runs with the application master on a node of one group. */
export interface AdmissionInPlace {
  readonly admission: Admission;
  /** Index into the request's nodes. */
  readonly group: number;
}

/**
 * The answers for every place that the application master may have, the fewest executors first: the nodes of a group are identical. One
 * answer where nothing runs wherever it is.
 */
export function admitInEachPlace(request: AdmissionRequest): readonly [AdmissionInPlace, ...AdmissionInPlace[]] {
  const places = firstNodes(request.nodes).map((applicationMasterNode, group) => ({
    admission: admit({ ...request, applicationMasterNode }),
    group,
  }));
  const [first, ...others] = places
    .filter(({ admission }) => admission.refused === undefined && admission.containers > 0)
    .sort((a, b) => a.admission.executors - b.admission.executors);
  return first === undefined ? [places[0] ?? { admission: admit(request), group: 0 }] : [first, ...others];
}

/** What runs with the application master where it displaces most; nothing only where nothing runs wherever it is. */
export const admitAtWorst = (request: AdmissionRequest): Admission => admitInEachPlace(request)[0].admission;
