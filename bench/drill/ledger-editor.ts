import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { Clients } from '../../lambda/remediator/adapters/clients';
import { Table } from '../../lambda/remediator/adapters/table';
import type { Environment } from '../../lib/built-function';
import { LEDGER_TABLE, type LedgerItem } from '../../lib/rehearsal/ledger';

/** Changes an item, or deletes it where nothing is left of it, whatever stands there. */
export function ledgerEditor(environment: Environment) {
  return async (pk: string, change: (item: LedgerItem) => LedgerItem | undefined): Promise<void> => {
    const client = new Clients(environment).dynamoDb();
    try {
      const table = new Table(client, LEDGER_TABLE);
      const changed = change((await table.read(pk)) ?? {});
      if (changed !== undefined) await table.put({ ...changed, pk });
      else await client.send(new DeleteItemCommand({ TableName: LEDGER_TABLE, Key: { pk: { S: pk } } }));
    } finally {
      client.destroy();
    }
  };
}
