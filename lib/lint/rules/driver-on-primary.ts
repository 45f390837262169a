import { DEFAULT_PRIMARY_TYPE, instanceFacts } from '../../catalog';
import { grouped } from '../../numbers';
import { findMemoryMiB, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

const KEY = 'spark.driver.memory';

/** In client mode, EMR's default, the driver is a process of the primary node. */
export function driverOnPrimary(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, KEY);
  const heap = findMemoryMiB(facts, KEY);
  const host = hostOf(facts);
  if (facts.deployMode === 'cluster' || place === undefined || heap === undefined || host === undefined) return [];
  const room = instanceFacts(host.instanceType).yarnMemoryMiB;
  if (heap <= room) return [];
  const isCertain = host.isPrimary && facts.deployMode === 'client';
  const value = `${Math.max(1, Math.floor(room / 1024 / 2))}g`;
  return [
    {
      id: 'driver-larger-than-primary',
      severity: isCertain ? 'error' : 'warning',
      key: KEY,
      ...place,
      message: host.isPrimary
        ? `the driver's ${grouped(heap)} MiB do not fit the primary node: ${host.instanceType} has ${grouped(room)} MiB beside its own daemons`
        : `the driver's ${grouped(heap)} MiB stand on the primary node, whose type is not given; a ${host.instanceType} has ${grouped(room)} MiB`,
      instead: `write ${KEY}=${value} or less, or use a larger primary${host.isPrimary ? '' : ' (--primary says which)'}`,
      fix: [{ edit: 'set', key: KEY, value }],
    },
  ];
}

/** The primary node, else the largest node that is known, or the one that a plan takes where it is larger still. */
function hostOf({ effective, hardware }: LintFacts): { instanceType: string; isPrimary: boolean } | undefined {
  const primary = effective.yarn.primary?.value;
  if (primary !== undefined) return { instanceType: primary, isPrimary: true };
  const nodes = hardware?.nodes ?? [];
  if (nodes.length === 0) return undefined;
  const assumed = { instanceType: DEFAULT_PRIMARY_TYPE, memoryMiB: instanceFacts(DEFAULT_PRIMARY_TYPE).yarnMemoryMiB };
  const { instanceType } = nodes.reduce((a, b) => (b.memoryMiB > a.memoryMiB ? b : a), assumed);
  return { instanceType, isPrimary: false };
}
