import type { SideResult, WriteResult } from '../../lambda/remediator/ports';
import type { Listing, Row, SideWrite, Written } from '../../lib/remedy';
import type { LedgerItems } from './ledger-items';
import type { Lab } from './moves/lab';
import { type Invocation, phaseOf, type World } from './world';

/** The row as an invocation reads it; mutants of the ledger and of the confirming read see less. */
export function readRow({ ledger }: World, { machine }: Invocation, { environment }: Lab): Row | undefined {
  const { row } = ledger;
  if (row === undefined) return undefined;
  const { step } = machine;
  if (environment.noNonce && step.kind === 'confirm') return { ...row, nonce: step.row.nonce };
  if (!environment.noLease) return row;
  const { lease: _, ...rest } = row;
  return rest;
}

/** A conditional write. */
export function writeRow(world: World, row: Row, expected: Written, lab: Lab): { world: World; result: WriteResult } {
  const { ledger } = world;
  const isSame = (ledger.row?.version ?? 0) === expected.version && ledger.row?.nonce === expected.nonce;
  if (!isSame) return { world, result: 'conflict' };
  const backups = isRestorable(row, lab) ? withBackup(ledger.backups, row) : ledger.backups;
  return { world: { ...remembered(world, row), ledger: { ...ledger, row, backups } }, result: 'written' };
}

/** Whether somebody may restore this row later. */
function isRestorable({ state }: Row, { scenario: { tampers } }: Lab): boolean {
  if (state === 'fencing') return tampers.includes('restore') || tampers.includes('restore-fencing');
  return (state === 'intent' || state === 'cancelling') && tampers.includes('restore');
}

/** The first row of each state. */
function withBackup(backups: readonly Row[], row: Row): readonly Row[] {
  return backups.some(({ state }) => state === row.state) ? backups : [...backups, row];
}

/** What promises ask for later: when which state of this lineage was first entered, and when a cancel was first named. */
function remembered(world: World, row: Row): World {
  const { told, now, ledger } = world;
  const phase = phaseOf(row.state);
  const opens = row.lineage !== undefined && ledger.row?.lineage === undefined;
  const before = opens ? {} : told.entered;
  const isNew = phase !== 'none' && before[phase] === undefined;
  const isFirstCancel = row.call?.kind === 'cancel' && told.firstAheadAt === undefined;
  if (!isNew && !isFirstCancel) return world;
  const entered = isNew ? { ...before, [phase]: now } : before;
  return { ...world, told: { ...told, begun: true, entered, firstAheadAt: isFirstCancel ? now : told.firstAheadAt } };
}

/** A note beside the row; each may come twice. */
export function performSide(world: World, write: SideWrite): { world: World; result: SideResult } {
  const { listing } = world.ledger;
  const isFirst = write.kind === 'reserve' || (write.kind === 'list' && write.firstCancel === true);
  if (isFirst && listing?.cancelling) return { world, result: 'failed' };
  if (write.kind === 'list' && listing?.claim !== undefined) return { world, result: 'failed' };
  if (write.kind === 'claim' && !isNext(listing, write)) return { world, result: 'refused' };
  return { world: { ...world, ledger: noted(world.ledger, write) }, result: 'done' };
}

/** Whether the index lets this submission be sent. */
function isNext(listing: Listing | undefined, { root, claim }: SideWrite & { kind: 'claim' }): boolean {
  if (listing?.root !== root || !listing.cancelling || listing.closing !== undefined) return false;
  return listing.claim === undefined || listing.claim.count < claim.count || listing.claim.nonce === claim.nonce;
}

function noted(ledger: LedgerItems, write: SideWrite): LedgerItems {
  switch (write.kind) {
    case 'reserve': {
      const listing = { root: write.root, cancelling: false, settledAt: 0 };
      return { ...ledger, listing, reserved: true, started: ledger.reserved ? ledger.started : ledger.started + 1 };
    }
    case 'release':
      return { ...ledger, reserved: false };
    case 'list':
      return { ...ledger, listing: write.listing };
    case 'claim':
      return ledger.listing === undefined ? ledger : { ...ledger, listing: { ...ledger.listing, claim: write.claim } };
    case 'closing':
      return ledger.listing?.root === write.root
        ? { ...ledger, listing: { ...ledger.listing, closing: write.outcome } }
        : ledger;
    case 'unlist':
      return ledger.listing?.root === write.root ? { ...ledger, listing: undefined } : ledger;
    case 'archive':
      return ledger.archived.includes(write.lineage.root)
        ? ledger
        : { ...ledger, archived: [...ledger.archived, write.lineage.root] };
    default:
      return ledger;
  }
}
