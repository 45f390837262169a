const four = (number: number): string => String(number).padStart(4, '0');

/** The id of an account's n-th cluster, counted from 1. */
export const clusterIdFor = (number: number): string => `j-REHEARSAL${four(number)}`;

export const clusterNumber = (clusterId: string): number => Number(/\d+$/.exec(clusterId)?.[0] ?? 1);

/** What the ids of a cluster's parts begin with: beyond the first cluster its number too, as EMR's ids are unique in an account. */
export function idStem(clusterId: string): string {
  const number = clusterNumber(clusterId);
  return number === 1 ? 'REHEARSAL' : `REHEARSAL${number}`;
}

/** The id of a step, an instance group or a persistent interface. */
export const partId = (prefix: 's' | 'ig' | 'p', clusterId: string, number: number): string =>
  `${prefix}-${idStem(clusterId)}${four(number)}`;
