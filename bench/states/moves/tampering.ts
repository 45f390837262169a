import type { Lineage, Row } from '../../../lib/remedy';
import type { Tamper } from '../scenario';
import { spent, type World } from '../world';
import type { Lab, WorldMove } from './lab';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How other hands may change the row now. */
export function tamperMoves(world: World, { scenario }: Lab): WorldMove[] {
  if (world.left.tampers === 0) return [];
  return scenario.tampers.flatMap((tamper) =>
    ACTS[tamper](world).map(({ label, row }) => {
      const paid = spent(world, 'tampers');
      const invocations = world.invocations.map((one) => ({
        ...one,
        disturbed: true as const,
        tampered: true as const,
      }));
      return { label, to: { ...paid, invocations, ledger: { ...paid.ledger, row } } };
    }),
  );
}

interface Changed {
  readonly label: string;
  readonly row?: Row;
}

const ACTS: Readonly<Record<Tamper, (world: World) => readonly Changed[]>> = {
  delete: ({ ledger }) => (ledger.row === undefined ? [] : [{ label: 'somebody deletes the row' }]),
  restore: restored,
  'restore-fencing': (world) => restored(world).filter(({ row }) => row?.state === 'fencing'),
  'forge-fencing': (world) =>
    forged(world, 'the root step is CANCELLED', ({ call: _, ...row }, lineage) => ({
      ...row,
      state: 'fencing',
      lineage: {
        ...lineage,
        maybeSent: true,
        fencedAt: world.now,
        attemptFingerprint: lineage.attemptFingerprint ?? 'f',
      },
    })),
  'forge-submitting': (world) =>
    forged(world, 'an attempt is being submitted, without a call', ({ call: _, ...row }, lineage) => ({
      ...row,
      state: 'submitting',
      lineage,
    })),
  'forge-verifying': (world) => {
    const other = world.steps.find(({ role }) => role === 'successor');
    if (other === undefined) return [];
    return forged(world, 'another step is the attempt', ({ call: _, ...row }, lineage) => ({
      ...row,
      state: 'verifying',
      lineage: {
        ...lineage,
        submissions: [{ n: 1, stepId: other.id }],
        deadlines: {
          ...lineage.deadlines,
          verifying: { pageAt: world.now + 15 * MINUTE_MS, endAt: world.now + DAY_MS },
        },
      },
    }));
  },
  'forge-root': (world) => {
    const other = world.steps.find(({ role }) => role === 'successor');
    if (other === undefined) return [];
    return forged(world, 'another step is being cancelled', (row, lineage) => ({
      ...row,
      state: 'cancelling',
      lineage: { ...lineage, root: other.id, maybeSent: true },
    }));
  },
  'forge-closed': (world) =>
    forged(world, 'the attempt ended well', ({ call: _, ...row }) => ({ ...row, state: 'closed', reason: 'improved' })),
  'forge-held': (world) =>
    forged(world, 'a person has to go on', ({ call: _, ...row }) => ({
      ...row,
      state: 'held',
      reason: 'cancel-stuck',
    })),
};

function restored({ ledger }: World): readonly Changed[] {
  return ledger.backups
    .filter((backup) => backup !== ledger.row)
    .map((backup) => ({ label: `somebody restores an older row (${backup.state})`, row: unleased(backup) }));
}

function forged({ ledger }: World, says: string, change: (row: Row, lineage: Lineage) => Row): readonly Changed[] {
  const { row } = ledger;
  if (row?.lineage === undefined || row.state === 'held') return [];
  return [{ label: `somebody writes into the row that ${says}`, row: unleased(change(row, row.lineage)) }];
}

/** A row as other hands write it: nobody's lease, and a version that no invocation expects. */
function unleased({ lease: _, ...row }: Row): Row {
  return row;
}
