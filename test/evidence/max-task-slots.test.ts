import { describe, expect, test } from 'vitest';
import { growthBy, maxTaskSlots, toScalingLimits } from '../../lib/evidence';
import { jobSaying } from '../remedy/gates/job';

describe('how far a cluster may grow', () => {
  const limits = { min: 2, max: 100, unit: 'Instances' } as const;

  test('is its maximum over what is there, in the units of the policy', () => {
    expect(growthBy(limits, { instances: 50, vcpus: 800 })).toBe(2);
    expect(growthBy({ ...limits, max: 1200, unit: 'VCPU' }, { instances: 50, vcpus: 800 })).toBe(1.5);
  });

  test('is its maximum over its minimum where nothing says how many units are there', () => {
    expect(growthBy(limits)).toBe(50);
    expect(growthBy({ ...limits, unit: 'InstanceFleetUnits' }, { instances: 50, vcpus: 800 })).toBe(50);
  });

  test('is nothing without a policy or at its maximum, and without end where it could not be read', () => {
    expect(growthBy('none')).toBe(1);
    expect(growthBy(limits, { instances: 120, vcpus: 0 })).toBe(1);
    expect(growthBy(undefined)).toBe(Number.POSITIVE_INFINITY);
  });

  test('is read from the policy that EMR describes', () => {
    const ComputeLimits = { UnitType: 'Instances', MinimumCapacityUnits: 2, MaximumCapacityUnits: 100 };
    expect(toScalingLimits({ ComputeLimits })).toEqual(limits);
    expect(toScalingLimits(undefined)).toBe('none');
    expect(toScalingLimits({})).toBeUndefined();
    expect(toScalingLimits({ ComputeLimits: { ...ComputeLimits, UnitType: 'Racks' } })).toBeUndefined();
  });
});

describe('the most task slots that a job can reach', () => {
  // 82 executors of 7 slots.
  const job = jobSaying({});
  const settings = (changes: Record<string, string>) => ({ ...job, settings: { ...job.settings, ...changes } });

  test('are those that the cluster holds once it has grown', () => {
    expect(maxTaskSlots(job, { growth: 1 })).toBe(574);
    expect(maxTaskSlots(job, { nodeSlots: 600, growth: 2 })).toBe(1200);
    expect(maxTaskSlots(job, { growth: Number.POSITIVE_INFINITY })).toBe(Number.POSITIVE_INFINITY);
  });

  test('are no more than the number of executors allows', () => {
    const fixed = settings({ 'spark.executor.instances': '90' });
    expect(maxTaskSlots(fixed, { growth: Number.POSITIVE_INFINITY })).toBe(630);
    const dynamic = settings({
      'spark.dynamicAllocation.enabled': 'true',
      'spark.executor.instances': '90',
      'spark.dynamicAllocation.maxExecutors': '100',
    });
    expect(maxTaskSlots(dynamic, { nodeSlots: 600, growth: 2 })).toBe(700);
  });

  test('are not limited by the number to begin with, however dynamic allocation is switched on', () => {
    const dynamic = settings({ 'spark.dynamicAllocation.enabled': 'TRUE', 'spark.executor.instances': '90' });
    expect(maxTaskSlots(dynamic, { nodeSlots: 600, growth: 2 })).toBe(1200);
  });

  test('are never fewer than it has had', () => {
    expect(maxTaskSlots(settings({ 'spark.executor.instances': '10' }), { growth: 1 })).toBe(574);
  });
});
