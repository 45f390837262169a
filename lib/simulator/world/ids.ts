const four = (number: number): string => String(number).padStart(4, '0');

/** The id of an account's n-th cluster, counted from 1. */
export const clusterIdFor = (number: number): string => `j-REHEARSAL${four(number)}`;

/** Room for the numbers of one cluster's groups. */
const MAX_GROUPS = 0x1000;

/** A number for each group of the account, from which its instances take their ids. */
export const groupNumber = (clusterId: string, index: number): number =>
  (clusterNumber(clusterId) - 1) * MAX_GROUPS + index;

const clusterNumber = (clusterId: string): number => Number(/\d+$/.exec(clusterId)?.[0] ?? 1);

/** What the ids of a cluster's parts begin with: beyond the first cluster its number too, as EMR's ids are unique in an account. */
export function idStem(clusterId: string): string {
  const number = clusterNumber(clusterId);
  return number === 1 ? 'REHEARSAL' : `REHEARSAL${number}`;
}

/** The id of a step, an instance group or a persistent interface. */
export const partId = (prefix: 's' | 'ig' | 'p', clusterId: string, number: number): string =>
  `${prefix}-${idStem(clusterId)}${four(number)}`;
