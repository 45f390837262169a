import type { Calculator } from '../../lib/yarn';
import type { OracleCase } from '../yarn-oracle/case';
import { CLUSTERS } from './clusters';
import type { Outcome } from './outcome';
import { type Cluster, PEERS, type Peer, type PeerAnswer, type PeerPlan } from './peers';
import { nodesUnder, questionOf } from './question';
import { type Verdict, verdictOn } from './verdict';

/** A plan under one calculator, and what the scheduler is asked of it. */
export interface Entry {
  readonly cluster: Cluster;
  readonly peer: Peer;
  readonly plan: PeerPlan;
  readonly calculator: Calculator;
  readonly question: OracleCase;
}

export type Judged = Entry & { readonly verdict: Verdict };

/** Where a peer has no rule. */
export interface Silence {
  readonly cluster: Cluster;
  readonly peer: Peer;
  readonly reason: string;
}

export function entries(): Entry[] {
  return answers().flatMap(({ cluster, peer, answer }) =>
    'noRule' in answer
      ? []
      : peer.calculators.map((calculator) => {
          const id = `${CLUSTERS.indexOf(cluster)}/${peer.name}/${calculator}`;
          return { cluster, peer, plan: answer, calculator, question: questionOf(id, cluster, answer, calculator) };
        }),
  );
}

export function silences(): Silence[] {
  return answers().flatMap(({ cluster, peer, answer }) =>
    'noRule' in answer ? [{ cluster, peer, reason: answer.noRule }] : [],
  );
}

export function judged(entry: Entry, got: Outcome): Judged {
  const { cluster, plan, calculator } = entry;
  return { ...entry, verdict: verdictOn(plan, nodesUnder(cluster, plan), calculator, got) };
}

function answers(): { cluster: Cluster; peer: Peer; answer: PeerAnswer }[] {
  return CLUSTERS.flatMap((cluster) => PEERS.map((peer) => ({ cluster, peer, answer: peer.plan(cluster) })));
}
