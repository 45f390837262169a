import { coresInUse, type JobEvidence, type StageEvidence } from '../../evidence';

const MS_PER_MINUTE = 60_000;

/** From the first task of a stage to its end, ms; 0 for one that has not ended. */
export function wallMs({ firstTaskAtMs, submittedAtMs, completedAtMs }: StageEvidence): number {
  const since = firstTaskAtMs ?? submittedAtMs;
  return since === undefined || completedAtMs === undefined ? 0 : Math.max(0, completedAtMs - since);
}

/** A share of the time of these stages, by what each of them says; minutes. */
export function minutesOf(stages: readonly StageEvidence[], share: (stage: StageEvidence) => number): number {
  return (
    stages.reduce((total, stage) => total + wallMs(stage) * Math.min(1, Math.max(0, share(stage))), 0) / MS_PER_MINUTE
  );
}

/** Slot time as time of the run, were all slots busy with it; minutes. */
export function slotMinutes(slotMs: number, evidence: JobEvidence): number {
  return slotMs / Math.max(1, coresInUse(evidence).peakTaskSlots) / MS_PER_MINUTE;
}

export const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
