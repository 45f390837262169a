import { type Mode, TIER, type Tier } from './contract';
import type { Figures, Refusal, Report } from './report';

/**
 * What a person is told of a finding: figures, gates and settings that the engine made.
 *
 * It holds no name, no tag and no argument value, the values that the settings have now included. Times in epoch ms.
 */
export interface FindingNotice {
  readonly stepId: string;
  readonly finding: string;
  readonly tier: Tier;
  /** Of the remediator. */
  readonly mode: Mode;
  /** Start of the first of the points that it rests on. */
  readonly since: number;
  readonly startedAt?: number;
  readonly observed?: Figures;
  readonly predicted?: Figures;
  /** Task slots with the settings, as a multiple of those without. */
  readonly slotRatio?: number;
  readonly settings: readonly { readonly key: string; readonly to: string }[];
  /** Every gate that refused. */
  readonly refusals: readonly Refusal[];
  /** Identifies the job in the ledger; a digest. */
  readonly jobKey?: string;
  /** Whether no other is sent for this cluster on that day. */
  readonly isLastOfDay?: boolean;
}

/** Whether figures and executors explain what was found: less is a suspicion, which nobody is told of. */
export const isFinding = (
  report: Pick<Report, 'finding' | 'tier'>,
): report is { readonly finding: string; readonly tier: Tier } =>
  report.finding !== undefined && (report.tier === TIER.explained || report.tier === TIER.confirmed);
