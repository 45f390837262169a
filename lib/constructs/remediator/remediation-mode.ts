import { mayWrite } from '../../remedy';

/** What a remediator may do. */
export enum RemediationMode {
  /** Only show that it runs. */
  OFF = 'off',
  /** Explain what it sees and compute the next run's configuration. It is not given permission to change anything in EMR. */
  ADVISE = 'advise',
  /** Cancel and resubmit a step that a person has approved; an approval lasts 30 minutes. */
  APPROVE = 'approve',
  /** Cancel and resubmit steps whose owners allow it, within budgets. */
  REMEDIATE = 'remediate',
}

/** Whether the mode ever cancels or adds a step. */
export function mayAct(mode: RemediationMode): boolean {
  return mayWrite(mode);
}
