import type { Assessment } from '../assess';

/** Names of refusals; they are dimensions of a metric and so part of the contract. */
export type GateName =
  | 'mode'
  | 'not-opted-in'
  | 'opted-out'
  | 'do-not-disrupt'
  | 'no-data'
  | 'stale-data'
  | 'warm-up'
  | 'resize'
  | 'no-demand'
  | 'unexplained'
  | 'calculator-unknown'
  | 'oversubscribed'
  | 'calculator-not-dominant'
  | 'cpu-busy'
  | 'other-apps'
  | 'shape-unknown'
  | 'deploy-mode-unknown'
  | 'streaming'
  | 'runtime-role'
  | 'action-on-failure'
  | 'release'
  | 'auto-terminate'
  | 'idle-policy'
  | 'successors'
  | 'limits'
  | 'no-fence'
  | 'already-tuned'
  | 'in-flight'
  | 'cooldown'
  | 'budget'
  | 'breaker'
  | 'not-worth-it'
  | 'outside-window'
  | 'no-ledger';

export interface Gate {
  readonly name: GateName;
  /** Why it refuses, with figures and without argument values; undefined: it lets pass. */
  readonly refuses: (assessment: Assessment) => string | undefined;
}

/** A gate whose datum is missing refuses: silence is no permission. */
export const NOT_READ = 'could not be read';
