/**
 * Names and values that the remediator shares with everyone who deploys, rehearses or reads it: its modes, tags and keys, the states of
 * steps and rows, its gates and tiers. What it logs stands in `log-entry.ts`.
 */

export type { SettingChange } from '../sizing';

/** Whether a text is the id of an EMR cluster. */
export const isClusterId = (text: string): boolean => /^j-[A-Z0-9]+$/.test(text);

/** What a stack lets the remediator do, as its environment spells it. */
export const MODES = ['off', 'advise', 'approve', 'remediate'] as const;

export type Mode = (typeof MODES)[number];

/** Whether a mode ever cancels or adds a step, and so has a role to write with. */
export function mayWrite(mode: Mode): boolean {
  return mode === 'approve' || mode === 'remediate';
}

/** The tag by which a cluster's owner names the one remediator that may act on it. */
export const OPT_IN_TAG = 'emr-autotune';

/** The tag's value that opts a cluster out of everything. */
export const OPT_OUT_VALUE = 'off';

/** The tag's value that names a remediator. */
export const optInValue = (remediatorId: string): string => `remediate:${remediatorId}`;

/** The remediator that a tag's value names; undefined for any other value. */
export const optedInId = (value: string | undefined): string | undefined => /^remediate:(.+)$/.exec(value ?? '')?.[1];

/** The setting with which a step says that it may be cut at any instant and run again from the start. */
export const ALLOW_KEY = 'spark.emrautotune.allow';

/** The setting with which a step asks to be left alone, always or for a time after its start. */
export const DO_NOT_DISRUPT_KEY = 'spark.emrautotune.doNotDisrupt';

/** What the emergency lever may say; anything else is taken for `stop`. */
export const LEVER = { run: 'run', stop: 'stop' } as const;

export type Lever = (typeof LEVER)[keyof typeof LEVER];

/** The value of the lever's parameter: only the exact word lets the remediator write. */
export const toLever = (value: string | undefined): Lever => (value?.trim() === LEVER.run ? LEVER.run : LEVER.stop);

/** States of an EMR step. */
export const STEP_STATES = [
  'PENDING',
  'CANCEL_PENDING',
  'RUNNING',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
  'INTERRUPTED',
] as const;

export type StepState = (typeof STEP_STATES)[number];

const ACTIVE_STEP_STATES: ReadonlySet<StepState> = new Set<StepState>(['PENDING', 'RUNNING', 'CANCEL_PENDING']);

/** Whether a step waits, runs or is being cancelled: whether it takes one of EMR's places for active steps. */
export const isActive = ({ state }: { readonly state: StepState }): boolean => ACTIVE_STEP_STATES.has(state);

/** EMR's limit of active steps on a cluster. */
export const MAX_ACTIVE_STEPS = 256;

/** States of a cluster's row in the ledger, in the order in which a lineage goes through them; `held` waits for a person. */
export const ROW_STATES = [
  'watching',
  'intent',
  'cancelling',
  'fencing',
  'submitting',
  'verifying',
  'closed',
  'held',
] as const;

export type RowState = (typeof ROW_STATES)[number];

const OPEN_ROW_STATES: ReadonlySet<string> = new Set<RowState>([
  'intent',
  'cancelling',
  'fencing',
  'submitting',
  'verifying',
]);

/** Whether a lineage is under way in this state. */
export const isOpenState = (state: string | undefined): boolean => state !== undefined && OPEN_ROW_STATES.has(state);

/** Names of the gates, in the order in which they are asked. They are dimensions of a metric. */
export const GATE_NAMES = [
  'mode',
  'not-opted-in',
  'opted-out',
  'do-not-disrupt',
  'no-data',
  'stale-data',
  'warm-up',
  'resize',
  'no-demand',
  'unexplained',
  'calculator-unknown',
  'oversubscribed',
  'calculator-not-dominant',
  'cpu-busy',
  'cores-unused',
  'other-apps',
  'application-unknown',
  'set-in-code',
  'shape-unknown',
  'deploy-mode-unknown',
  'streaming',
  'runtime-role',
  'action-on-failure',
  'release',
  'auto-terminate',
  'idle-policy',
  'successors',
  'limits',
  'step-ends-early',
  'no-fence',
  'already-tuned',
  'in-flight',
  'cooldown',
  'budget',
  'breaker',
  'not-worth-it',
  'outside-window',
  'no-ledger',
] as const;

export type GateName = (typeof GATE_NAMES)[number];

/** How far a finding is founded, as the log spells it: the thresholds are breached, the figures are explained, the cure is confirmed. */
export const TIER = { breached: 'T0', explained: 'T1', confirmed: 'T2' } as const;

export type Tier = (typeof TIER)[keyof typeof TIER];
