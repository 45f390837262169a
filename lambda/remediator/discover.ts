import type { EmrReader } from './adapters/emr';
import type { Watch } from './config';

/** DescribeCluster calls that one sweep may spend on finding clusters: a fifth of the account's quota per minute. */
const MAX_LOOKS = 12;
const MINUTE_MS = 60_000;

export interface Discovery {
  readonly emr: Pick<EmrReader, 'cluster'>;
  /** Running clusters, as many as one tick may list. */
  readonly sweep: () => Promise<readonly string[]>;
  readonly watch: Watch;
  readonly now: number;
  /** Clusters with an open lineage: a job may be owed there, whatever has become of tags and lists since. */
  readonly open: readonly string[];
  /** The cluster an event spoke of; looked at only if it is one of ours. */
  readonly asked?: string;
  /** Whether anything but open lineages is to be looked at. */
  readonly openOnly: boolean;
  readonly failed: (clusterId: string | undefined, error: unknown) => void;
  /** Whether looking for more still leaves the time to examine what was found. */
  readonly hasTime?: () => boolean;
}

/**
 * The clusters to look at in this tick, open lineages first.
 *
 * With a tag, at most twelve running clusters are asked for their tags, twelve others at the next tick.
 */
export async function clustersToWatch(discovery: Discovery): Promise<string[]> {
  const { open, asked, openOnly, watch } = discovery;
  const mine = openOnly ? [] : watch.kind === 'ids' ? watch.clusterIds : await tagged(discovery, watch);
  return [...new Set([...inTurn(open, discovery.now), ...mine])].filter((id) => asked === undefined || id === asked);
}

/** Another one comes first at each minute: where more are open than can be worked on in one tick, none of them waits forever. */
function inTurn(open: readonly string[], now: number): string[] {
  const ids = [...open].sort();
  const from = turnFor(Math.floor(now / MINUTE_MS), Math.max(1, ids.length));
  return [...ids.slice(from), ...ids.slice(0, from)];
}

async function tagged(
  { emr, sweep, now, asked, failed, hasTime }: Discovery,
  watch: Watch & { kind: 'tag' },
): Promise<string[]> {
  const ours: string[] = [];
  for (const id of asked === undefined ? await candidates(sweep, now, failed) : [asked]) {
    // An EMR that answers slowly must not keep this tick from a job that is owed.
    if (hasTime?.() === false) {
      failed(id, { name: 'NoTimeLeft' });
      break;
    }
    try {
      const { tags } = await emr.cluster(id);
      if (tags[watch.key] === watch.value) ours.push(id);
    } catch (error) {
      failed(id, error);
    }
  }
  return ours;
}

/**
 * Whose turn it is at this minute: one after another, from another start in each round.
 *
 * With one start for all rounds, ticks that come every so many minutes would always meet the same ones.
 */
export function turnFor(minute: number, turns: number): number {
  return (minute + scattered(Math.floor(minute / turns))) % turns;
}

/** A whole number spread evenly over 32 bits: the finaliser of MurmurHash3. */
function scattered(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

async function candidates(sweep: Discovery['sweep'], now: number, failed: Discovery['failed']): Promise<string[]> {
  try {
    const ids = await sweep();
    const turns = Math.max(1, Math.ceil(ids.length / MAX_LOOKS));
    const from = turnFor(Math.floor(now / MINUTE_MS), turns) * MAX_LOOKS;
    return [...ids].sort().slice(from, from + MAX_LOOKS);
  } catch (error) {
    failed(undefined, error);
    return [];
  }
}
