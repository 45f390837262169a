import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clients } from '../adapters/clients';
import { type Item, Table } from '../adapters/table';
import { asked } from './failures';

/** The remediator's table under a person's credentials: what AWS refuses is an InputError that says what is missing. */
export interface LedgerAccess {
  /** Strongly consistent. */
  readonly read: (pk: string) => Promise<Item | undefined>;
  readonly table: Table;
  /** By how much this machine's clock was ahead of DynamoDB's at the last answer, ms; 0 before the first one. */
  readonly clockAheadMs: () => number;
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
  const clock = watchClock(client, clients.machineNow);
  try {
    return await use({
      clockAheadMs: clock,
      table,
      asked: ask,
      read: (pk) => ask('GetItem', () => table.read(pk)),
    });
  } finally {
    client.destroy();
  }
}

/** The time of AWS stands in every answer, to the second. */
function watchClock(client: DynamoDBClient, machineNow: () => number): () => number {
  let aheadMs = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Readonly<Record<string, string>> };
      const at = Date.parse(headers?.date ?? '');
      if (Number.isFinite(at)) aheadMs = machineNow() - at;
      return result;
    },
    { step: 'deserialize', name: 'watchClock' },
  );
  return () => aheadMs;
}

const FIND = "give the remediator's ledger with --table (output LedgerName of its stack), and its region with --region";
