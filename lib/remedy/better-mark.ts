import { MATERIAL_GAIN } from '../diagnosis';
import type { StepFacts } from './observation';
import type { Policy } from './policy';
import type { Payload } from './row';
import { MINUTE_MS } from './time';

/** What an attempt has to reach to be better off than the root step was when it was found, and when it may be said that it does not. */
export interface BetterMark {
  /** Cores with tasks, from this number on; undefined where the nodes that run are not known. */
  readonly slots?: number;
  /** Epoch ms; before this only that it is better off can be said. */
  readonly warmAt: number;
}

/** Materially more than the root step's slots; on nodes with fewer vCPUs than then, of those in proportion. */
export function betterMarkFor(
  { before }: Payload,
  vcpus: number,
  { startedAt = Number.POSITIVE_INFINITY }: StepFacts,
  policy: Policy,
): BetterMark {
  const warmAt = startedAt + policy.warmUpMinutes * MINUTE_MS;
  if (vcpus === 0) return { warmAt };
  return { slots: MATERIAL_GAIN * before.taskSlots * Math.min(1, vcpus / before.vcpus), warmAt };
}
