import type { RowState } from './contract';

/** A way from one state of a cluster's row to another. */
export interface Transition {
  readonly from: RowState;
  readonly to: RowState;
  /** When it is taken, in a few words. */
  readonly when: string;
}

/**
 * Every way that the protocol takes; the search of its states (`npm run check:states`) sees no other. The end of a cluster, which takes `submitting` to
 * `closed`, is not in the search, and `release` is a person's.
 */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'watching', to: 'intent', when: 'no gate refuses' },
  { from: 'watching', to: 'held', when: 'the row was lost' },
  { from: 'intent', to: 'cancelling', when: 'a second look agrees' },
  { from: 'intent', to: 'closed', when: 'any doubt' },
  { from: 'intent', to: 'held', when: 'the row was lost' },
  { from: 'cancelling', to: 'fencing', when: 'CANCELLED' },
  { from: 'cancelling', to: 'intent', when: 'it runs on' },
  { from: 'cancelling', to: 'closed', when: 'it ended by itself' },
  { from: 'cancelling', to: 'held', when: 'no end in 30 min' },
  { from: 'fencing', to: 'submitting', when: 'no copy exists' },
  { from: 'fencing', to: 'verifying', when: 'an attempt exists' },
  { from: 'fencing', to: 'closed', when: 'others ran it again' },
  { from: 'fencing', to: 'held', when: 'an opt-out, a copy' },
  { from: 'submitting', to: 'verifying', when: 'the attempt is there' },
  { from: 'submitting', to: 'fencing', when: 'EMR says: later' },
  { from: 'submitting', to: 'closed', when: 'the cluster has ended' },
  { from: 'submitting', to: 'held', when: 'not known if sent' },
  { from: 'verifying', to: 'fencing', when: 'it failed: rolled back' },
  { from: 'verifying', to: 'closed', when: 'its outcome is known' },
  { from: 'verifying', to: 'held', when: 'a second copy' },
  { from: 'closed', to: 'watching', when: 'archived' },
  { from: 'closed', to: 'held', when: 'forged end' },
  { from: 'held', to: 'closed', when: 'a person releases it' },
];
