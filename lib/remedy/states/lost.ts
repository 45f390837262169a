import type { Action } from '../action';
import type { Observation, Reading } from '../observation';
import type { Policy } from '../policy';
import { RELEASED } from '../released';
import { EMPTY_REPORT } from '../report';
import { type Lineage, type Listing, type Row, untouchedListing } from '../row';
import { MINUTE_MS } from '../time';
import { wait, withPage } from './moves';

/**
 * Whether the index of open lineages says that a cancel may have been sent, and the row does not know of it, or says that the lineage is over
 * where the index does not: it was deleted, restored or forged.
 */
export function isRowLost({ lineage, state, reason }: Row, listing: Listing | undefined): listing is Listing {
  if (listing === undefined || !listing.cancelling) return false;
  if (lineage?.root !== listing.root || lineage.cancelFirstAt === undefined) return true;
  return state === 'closed' && reason !== RELEASED && listing.closing === undefined;
}

/** Finds out from EMR what has become of the listed step; where a job may be owed, only a person can go on. */
export function lost(
  obs: Observation,
  row: Row,
  listing: NonNullable<Observation['listing']>['value'],
  now: number,
  policy: Policy,
): Action {
  const { root, archived, closing, settledAt } = listing;
  const report = { ...EMPTY_REPORT, root };
  const state = stateOf(obs.root, root);
  const later = now + MINUTE_MS;
  // The archive names steps, and an earlier lineage of this one may lie there: the index itself has to say that this lineage was closing.
  const isOver = archived && closing !== undefined;
  const ended = isOver || state === 'COMPLETED' || (state === 'RUNNING' && now >= settledAt);
  if (ended) {
    const { clusterId } = obs;
    const first =
      row.lineage?.root === root && listing.claim === undefined
        ? ({ kind: 'list', clusterId, listing: untouchedListing(root) } as const)
        : ({ kind: 'unlist', clusterId, root } as const);
    return wait(report, later, 'the listed lineage is over', [first]);
  }
  if (state === 'RUNNING') return wait(report, later, 'the row is lost, and a request to cancel may still take effect');
  if (state === undefined && now < settledAt + policy.fenceHeldMinutes * MINUTE_MS) {
    return wait(report, later, 'the row is lost, and the step could not be read');
  }
  const { call: _, notBefore: __, ...rest } = row;
  const held: Row = { ...rest, state: 'held', reason: 'row-lost', lineage: lineageLeft(row, root, now) };
  return { kind: 'move', reason: 'row-lost', report, row: withPage(held, 'held:row-lost', now) };
}

function stateOf(
  root: Reading<{ readonly id: string; readonly state: string }> | undefined,
  id: string,
): string | undefined {
  return root?.value.id === id ? root.value.state : undefined;
}

/** What is left of a lineage: enough for a person to find the step and to release it. */
function lineageLeft({ lineage }: Row, root: string, now: number): Lineage {
  if (lineage?.root === root) return { ...lineage, cancelFirstAt: lineage.cancelFirstAt ?? now, maybeSent: true };
  return {
    root,
    attempt: 1,
    hmacKey: '',
    fingerprint: '',
    plan: '',
    deployMode: 'client',
    fence: 'delay',
    deadlines: {},
    cancelFirstAt: now,
    cancelRequests: 0,
    maybeSent: true,
    throttled: 0,
    submissions: [],
    seenRunning: false,
    paged: [],
    payload: {
      openedAt: now,
      changes: [],
      predicted: {
        containerMiB: 0,
        applicationMasterMiB: 0,
        executors: 0,
        executorCores: 0,
        memoryUtilisation: 0,
        coreUtilisation: 0,
        slotRatio: 0,
      },
      before: { taskSlots: 0, vcpus: 0 },
    },
  };
}
