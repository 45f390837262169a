import type { Assessment } from '../assessment';

/** In `approve` whether it pays is for the person to judge, who was shown the figures. */
export function notWorthIt({ obs, worth, retune, diagnosis }: Assessment): string | undefined {
  if (retune === undefined && diagnosis?.verdict === 'stranded-cores') return 'no better configuration is known';
  if (retune !== undefined && retune.changes.length === 0) return 'nothing would change';
  if (obs.mode === 'approve') return undefined;
  return worth?.notWorthIt;
}

export function outsideWindow({ obs, worth }: Assessment): string | undefined {
  return obs.mode === 'approve' ? undefined : worth?.outsideWindow;
}
