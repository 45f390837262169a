import type { SideResult, WriteResult } from '../../lambda/remediator/ports';
import type { Row, SideWrite, Written } from '../../lib/remedy';
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
  const backups = lab.scenario.tampers.includes('restore') ? withBackup(ledger.backups, row) : ledger.backups;
  return { world: { ...remembered(world, row), ledger: { ...ledger, row, backups } }, result: 'written' };
}

function withBackup(backups: readonly Row[], row: Row): readonly Row[] {
  const worth = row.state === 'intent' || row.state === 'cancelling' || row.state === 'fencing';
  return !worth || backups.some(({ state }) => state === row.state) ? backups : [...backups, row];
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
  return { world: { ...world, ledger: noted(world.ledger, write) }, result: 'done' };
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
