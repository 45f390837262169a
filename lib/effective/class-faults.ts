import { closestWords } from '../close-words';
import type { Fault, InForce } from './types';

const PACKAGE = 'org.apache.hadoop.yarn.server.resourcemanager.scheduler';

/** Hadoop's schedulers by their classes. */
export const SCHEDULER_CLASSES: readonly string[] = [
  `${PACKAGE}.capacity.CapacityScheduler`,
  `${PACKAGE}.fair.FairScheduler`,
  `${PACKAGE}.fifo.FifoScheduler`,
];

const MAX_ERRORS = 2;
const simpleName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** A class by a name that is nearly one of Hadoop's: YARN loads it by its full name, and does not start without it. */
export function classFault(written: InForce<string> | undefined, classes: readonly string[]): Fault[] {
  if (written?.key === undefined || classes.includes(written.value)) return [];
  const [closest] = closestWords(simpleName(written.value), classes.map(simpleName), MAX_ERRORS);
  const meant = classes.find((one) => simpleName(one) === closest);
  if (meant === undefined) return [];
  const { key, place } = written;
  return [
    { stops: 'start', key, place, reason: `Hadoop has no class ${written.value}`, instead: `write ${meant}`, meant },
  ];
}
