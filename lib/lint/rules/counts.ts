import { instanceFacts } from '../../catalog';
import { grouped } from '../../numbers';
import { EXECUTOR_INSTANCES, MAX_EXECUTORS, MIN_EXECUTORS } from '../../spark';
import { findCount, findMemoryMiB, type LintFacts, placeOf } from '../facts';
import { sizeOnCluster } from '../size-on-cluster';
import type { PlacedFinding } from '../types';
import { mostWanted } from './sizes';

/** How many executors and how large a driver the cluster can hold. */
export function counts(facts: LintFacts): PlacedFinding[] {
  return [...moreThanFit(facts), ...minimumAboveCapacity(facts), ...driverTooBig(facts)];
}

function moreThanFit(facts: LintFacts): PlacedFinding[] {
  const size = sizeOnCluster(facts);
  const key = facts.dynamicAllocation ? MAX_EXECUTORS : EXECUTOR_INSTANCES;
  const [place, wanted] = [placeOf(facts, key), mostWanted(facts)];
  if (size === undefined || place === undefined || !Number.isFinite(wanted)) return [];
  const { capacity } = size;
  if (capacity.refused !== undefined || wanted <= capacity.executors) return [];
  const rest = grouped(wanted - capacity.executors);
  return [
    {
      id: 'more-than-fit',
      severity: 'warning',
      key,
      ...place,
      message: `${grouped(capacity.executors)} of ${grouped(wanted)} executors run on these nodes (${size.calculator} calculator, ${capacity.limitedBy === 'vcores' ? 'vcores' : 'memory'} run out); ${facts.dynamicAllocation ? `the other ${rest} are asked for and wait` : `the other ${rest} wait for ever`}`,
      instead: `set it to ${capacity.executors}, or add nodes`,
      fix: [{ edit: 'set', key, value: String(capacity.executors) }],
    },
  ];
}

/** A minimum above what fits leaves containers pending from the first minute to the last. */
function minimumAboveCapacity(facts: LintFacts): PlacedFinding[] {
  const key = MIN_EXECUTORS;
  const size = sizeOnCluster(facts);
  const place = placeOf(facts, key);
  const least = findCount(facts, key);
  if (!facts.dynamicAllocation || size === undefined || place === undefined || least === undefined) return [];
  if (size.capacity.refused !== undefined || least <= size.capacity.executors) return [];
  return [
    {
      id: 'minimum-above-capacity',
      severity: 'warning',
      key,
      ...place,
      message: `${grouped(least)} executors are always asked for, and ${grouped(size.capacity.executors)} fit: the rest pend as long as the job runs`,
      instead: `set it to ${size.capacity.executors} or less`,
      fix: [{ edit: 'set', key, value: String(size.capacity.executors) }],
    },
  ];
}

/** In client mode the driver is a process of the primary node. */
function driverTooBig(facts: LintFacts): PlacedFinding[] {
  const key = 'spark.driver.memory';
  const primary = facts.hardware?.primary;
  const place = placeOf(facts, key);
  const heap = findMemoryMiB(facts, key);
  if (facts.deployMode !== 'client' || primary === undefined || place === undefined || heap === undefined) return [];
  const room = instanceFacts(primary).yarnMemoryMiB;
  if (heap <= room) return [];
  return [
    {
      id: 'driver-larger-than-primary',
      severity: 'error',
      key,
      ...place,
      message: `the driver's ${grouped(heap)} MiB do not fit the primary node: ${primary} has ${grouped(room)} MiB beside its own daemons`,
      instead: `write ${key}=${Math.floor(room / 1024 / 2)}g or less, or use a larger primary`,
      fix: [{ edit: 'set', key, value: `${Math.max(1, Math.floor(room / 1024 / 2))}g` }],
    },
  ];
}
