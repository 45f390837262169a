import { mayWrite } from '../../remedy';

/** What a remediator may do. */
export enum RemediationMode {
  /** Only show that it is alive. */
  OFF = 'off',
  /** Explain what it sees and compute the next run's configuration. No permission to change anything in EMR is deployed. */
  ADVISE = 'advise',
  /** Cancel and resubmit one step at a person's word, which lasts 30 minutes. */
  APPROVE = 'approve',
  /** Cancel and resubmit steps whose owner allowed it, within budgets. */
  REMEDIATE = 'remediate',
}

/** Whether the mode ever cancels or adds a step. */
export function mayAct(mode: RemediationMode): boolean {
  return mayWrite(mode);
}
