import type { Clients } from '../adapters/clients';
import { type Item, Table } from '../adapters/table';
import { asked } from './failures';

/** The remediator's table under a person's credentials: what AWS refuses is an InputError that says what is missing. */
export interface LedgerAccess {
  /** Strongly consistent. */
  readonly read: (pk: string) => Promise<Item | undefined>;
  readonly table: Table;
  /** What is asked of the table, as a failure names it. */
  readonly asked: <T>(operation: string, request: () => Promise<T>) => Promise<T>;
}

/** Does something with the table, and lets its connections go. */
export async function withLedger<T>(
  clients: Clients,
  name: string,
  use: (ledger: LedgerAccess) => Promise<T>,
): Promise<T> {
  const client = clients.dynamoDb();
  const table = new Table(client, name);
  const ask: LedgerAccess['asked'] = (operation, request) =>
    asked({ action: `dynamodb:${operation}`, resource: `table ${name}`, find: FIND }, request);
  try {
    return await use({ table, asked: ask, read: (pk) => ask('GetItem', () => table.read(pk)) });
  } finally {
    client.destroy();
  }
}

const FIND = "give the remediator's ledger with --table (output LedgerName of its stack), and its region with --region";
