import type { EmrReader } from './adapters/emr';
import type { Watch } from './config';

/** DescribeCluster calls that one sweep may spend on finding clusters: a fifth of the account's quota per minute. */
const MOST_LOOKS = 12;
const MINUTE_MS = 60_000;

export interface Discovery {
  readonly emr: Pick<EmrReader, 'runningClusters' | 'cluster'>;
  readonly watch: Watch;
  readonly now: number;
  /** Clusters with an open lineage: a job may be owed there, whatever has become of tags and lists since. */
  readonly open: readonly string[];
  /** The cluster an event spoke of; looked at only if it is one of ours. */
  readonly asked?: string;
  /** Whether anything but open lineages is to be looked at. */
  readonly openOnly: boolean;
  readonly failed: (clusterId: string | undefined, error: unknown) => void;
}

/**
 * The clusters to look at in this tick, open lineages first.
 *
 * With a tag, at most twelve running clusters are asked for their tags, the next twelve at the next minute.
 */
export async function clustersToWatch(discovery: Discovery): Promise<string[]> {
  const { open, asked, openOnly, watch } = discovery;
  const mine = openOnly ? [] : watch.kind === 'ids' ? watch.clusterIds : await tagged(discovery, watch);
  return [...new Set([...open, ...mine])].filter((id) => asked === undefined || id === asked);
}

async function tagged({ emr, now, asked, failed }: Discovery, watch: Watch & { kind: 'tag' }): Promise<string[]> {
  const ours: string[] = [];
  for (const id of asked === undefined ? await candidates(emr, now, failed) : [asked]) {
    try {
      const { tags } = await emr.cluster(id);
      if (tags[watch.key] === watch.value) ours.push(id);
    } catch (error) {
      failed(id, error);
    }
  }
  return ours;
}

async function candidates(emr: Discovery['emr'], now: number, failed: Discovery['failed']): Promise<string[]> {
  try {
    const ids = await emr.runningClusters();
    const turns = Math.max(1, Math.ceil(ids.length / MOST_LOOKS));
    const from = (Math.floor(now / MINUTE_MS) % turns) * MOST_LOOKS;
    return [...ids].sort().slice(from, from + MOST_LOOKS);
  } catch (error) {
    failed(undefined, error);
    return [];
  }
}
