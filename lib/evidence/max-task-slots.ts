import { DYNAMIC_ALLOCATION, EXECUTOR_INSTANCES, MAX_EXECUTORS, parseBoolean } from '../spark';
import { coresInUse } from './cores-in-use';
import type { JobEvidence } from './types';

/** How far managed scaling may take a cluster's core and task nodes, in its own units. */
export interface ScalingLimits {
  readonly min: number;
  readonly max: number;
  readonly unit: (typeof UNITS)[number];
}

const UNITS = ['Instances', 'VCPU', 'InstanceFleetUnits'] as const;

/** A managed-scaling policy as EMR describes it. */
interface DescribedScaling {
  readonly ComputeLimits?: {
    readonly UnitType?: string;
    readonly MinimumCapacityUnits?: number;
    readonly MaximumCapacityUnits?: number;
  };
}

/** The limits of a policy; `none` where there is none, undefined where it has no limits of a known form. */
export function toScalingLimits(policy: DescribedScaling | undefined): ScalingLimits | 'none' | undefined {
  if (policy === undefined) return 'none';
  const { UnitType, MinimumCapacityUnits: min, MaximumCapacityUnits: max } = policy.ComputeLimits ?? {};
  const unit = UNITS.find((one) => one === UnitType);
  return unit === undefined || min === undefined || max === undefined ? undefined : { min, max, unit };
}

/** What `ScalingLimits` may be counted in, as it is now. */
export interface PresentNodes {
  readonly instances: number;
  readonly vcpus: number;
}

/**
 * How many times its present size managed scaling may make a cluster, at most: its maximum over what is there, and over its minimum where that is not
 * known.
 *
 * @param limits `none` where there is no such policy; undefined where it could not be read: then there is no most
 */
export function growthBy(limits: ScalingLimits | 'none' | undefined, present?: PresentNodes): number {
  if (limits === undefined) return Number.POSITIVE_INFINITY;
  if (limits === 'none') return 1;
  const { min, max, unit } = limits;
  const units = { Instances: present?.instances, VCPU: present?.vcpus, InstanceFleetUnits: undefined }[unit] ?? min;
  return Math.max(1, max / Math.max(1, units));
}

/**
 * The most task slots that executors of the present size can reach: as many as their number allows where that is fixed or has a maximum, and no more than
 * the cluster holds once it has grown. Infinite where neither is known.
 *
 * @param nodeSlots what the present nodes hold of that size; less than the job has had counts as that: a job whose tasks wait has all that there is
 */
export function maxTaskSlots(
  evidence: JobEvidence,
  { nodeSlots = 0, growth }: { readonly nodeSlots?: number; readonly growth: number },
): number {
  const { peakTaskSlots, executors, taskSlots } = coresInUse(evidence);
  const { settings } = evidence;
  const isDynamic = parseBoolean(settings[DYNAMIC_ALLOCATION] ?? '') === true;
  const limit = Number(settings[isDynamic ? MAX_EXECUTORS : EXECUTOR_INSTANCES]);
  const isLimited = Number.isFinite(limit) && executors > 0;
  const byNumber = isLimited ? (limit * taskSlots) / executors : Number.POSITIVE_INFINITY;
  return Math.max(peakTaskSlots, Math.min(byNumber, Math.max(peakTaskSlots, nodeSlots) * growth));
}
