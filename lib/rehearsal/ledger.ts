import type { AddressInfo } from 'node:net';
import type { ApiFaults } from '../simulator/faults/api-faults';
import { faultyDynamoDb } from '../simulator/http/faulty-proxy';

export const LEDGER_TABLE = 'emr-autotune-rehearsal';

/** An item of the ledger as plain data. */
export type LedgerItem = Readonly<Record<string, unknown>>;

/** A DynamoDB on loopback with the ledger's table in it. */
export interface LocalLedger {
  readonly url: string;
  /** Every item, by partition key. */
  items(): Promise<readonly LedgerItem[]>;
  close(): Promise<void>;
}

/** @param faults what spoils the answers of its `url`; `items` sees what is there */
export async function startLedger(faults?: ApiFaults): Promise<LocalLedger> {
  // Most commands have no ledger, and it takes 13 MB to load.
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await call(url, 'CreateTable', {
    TableName: LEDGER_TABLE,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await active(url);
  const proxy = faults && (await faultyDynamoDb(url, faults));
  return {
    url: proxy?.url ?? url,
    items: async () => {
      const { Items = [] } = (await call(url, 'Scan', { TableName: LEDGER_TABLE, ConsistentRead: true })) as {
        Items?: Readonly<Record<string, AttributeValue>>[];
      };
      return Items.map(plain).sort((a, b) => (String(a.pk) < String(b.pk) ? -1 : 1));
    },
    close: async () => {
      await proxy?.close();
      await new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        // Clients keep connections alive, and close waits for them.
        server.closeAllConnections();
      });
    },
  };
}

async function active(url: string): Promise<void> {
  for (;;) {
    const answer = await call(url, 'DescribeTable', { TableName: LEDGER_TABLE });
    if ((answer as { Table?: { TableStatus?: string } }).Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function call(url: string, operation: string, request: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      connection: 'close',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260105T060000Z',
      // The table's server wants a signature of the right form and does not check it.
      authorization: `AWS4-HMAC-SHA256 Credential=rehearsal/20260105/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(request),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} of the rehearsal's ledger failed: ${text}`);
  return JSON.parse(text);
}

/** DynamoDB's typed JSON. */
interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly L?: readonly AttributeValue[];
  readonly M?: Readonly<Record<string, AttributeValue>>;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
}

function plain(item: Readonly<Record<string, AttributeValue>>): LedgerItem {
  return Object.fromEntries(Object.entries(item).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.L !== undefined) return value.L.map(plainValue);
  if (value.M !== undefined) return plain(value.M);
  if (value.SS !== undefined) return value.SS;
  if (value.NS !== undefined) return value.NS.map(Number);
  return null;
}
