import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type AccountDay,
  dayAfter,
  type LogEntry,
  type Policy,
  type Row,
  release,
  reserve,
  type SideWrite,
  utcDay,
} from '../../../lib/remedy';
import { errorFacts } from '../errors';
import type { Ledger, WriteResult } from '../ports';
import { marshal, marshalItem, unmarshalItem } from './marshal';

/** How long a closed lineage can be looked up. */
const ARCHIVE_DAYS = 90;
const DAY_MS = 24 * 3_600_000;
const RACES = 5;

/** The one item that lists clusters: a string set, which DynamoDB changes atomically. */
const OPEN = 'open#lineages';

const STATES: ReadonlySet<string> = new Set([
  'watching',
  'intent',
  'cancelling',
  'fencing',
  'submitting',
  'verifying',
  'closed',
  'held',
]);

/** The stored row is not one that this version wrote; nothing may be decided from it. */
export class LedgerRowError extends Error {
  public override readonly name = 'LedgerRowError';
}

export interface LedgerOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly policy: Policy;
  readonly now: () => number;
  readonly log: (entry: LogEntry) => void;
}

/** The ledger in one DynamoDB table: single-item compare-and-set and strong reads, nothing else. */
export function dynamoLedger({ client, table, policy, now, log }: LedgerOptions): Ledger {
  const read = async (pk: string): Promise<Record<string, unknown> | undefined> => {
    const key = { pk: { S: pk } };
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item && unmarshalItem(Item);
  };

  const put = async (item: Readonly<Record<string, unknown>>, expected: number): Promise<WriteResult> => {
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: marshalItem(item),
          ...(expected === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#v = :expected',
                ExpressionAttributeNames: { '#v': 'version' },
                ExpressionAttributeValues: { ':expected': { N: String(expected) } },
              }),
        }),
      );
      return 'written';
    } catch (error) {
      const facts = errorFacts(error);
      if (facts.error === 'ConditionalCheckFailedException') return 'conflict';
      log({ kind: 'ledger-error', ...facts });
      return 'unknown';
    }
  };

  /** Read, change, write where unchanged; a handful of races, then no. */
  const changeDay = async (
    change: (day: AccountDay) => AccountDay | undefined,
  ): Promise<'done' | 'refused' | 'failed'> => {
    const at = now();
    const dayOf = async (moment: number): Promise<AccountDay | undefined> =>
      (await read(`account#${utcDay(moment)}`)) as AccountDay | undefined;
    const pk = `account#${utcDay(at)}`;
    for (let race = 0; race < RACES; race++) {
      const day = (await dayOf(at)) ?? dayAfter(await dayOf(at - DAY_MS));
      const changed = change(day);
      if (changed === undefined) return 'refused';
      const written = await put({ pk, ...changed }, day.version);
      if (written === 'written') return 'done';
      if (written === 'unknown') return 'failed';
    }
    return 'failed';
  };

  const side = async (write: SideWrite): Promise<'done' | 'refused' | 'failed'> => {
    switch (write.kind) {
      case 'reserve': {
        const reserved = await changeDay((day) => reserve(day, write.clusterId, now(), policy));
        if (reserved === 'done') await listOpen('ADD', write.clusterId);
        return reserved;
      }
      case 'release':
        return changeDay((day) => release(day, write.clusterId));
      case 'archive': {
        const { clusterId, lineage, outcome } = write;
        const pk = `lineage#${clusterId}#${lineage.root}`;
        // The key could only serve to test guesses at the arguments: it ends with the lineage.
        const { hmacKey: _, ...kept } = lineage;
        const expiresAt = Math.floor((now() + ARCHIVE_DAYS * DAY_MS) / 1000);
        const item = { pk, ...kept, outcome, closedAt: now(), expiresAt };
        await client.send(new PutItemCommand({ TableName: table, Item: marshalItem(item) }));
        await listOpen('DELETE', clusterId);
        return 'done';
      }
      case 'next-run':
        await update(`next#${write.jobKey}`, write.item);
        return 'done';
      case 'overridden':
        await update(`next#${write.jobKey}`, { overridden: true, overriddenAt: now() });
        return 'done';
      case 'page':
        return 'done';
    }
  };

  /** Listed before the lineage opens, so that no crash can hide one; a cluster listed in vain costs a look. */
  const listOpen = async (change: 'ADD' | 'DELETE', clusterId: string): Promise<void> => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: OPEN } },
        UpdateExpression: `${change} #c :one`,
        ExpressionAttributeNames: { '#c': 'clusters' },
        ExpressionAttributeValues: { ':one': { SS: [clusterId] } },
      }),
    );
  };

  /** Sets these attributes and leaves the others, so that a flag survives a new configuration. */
  const update = async (pk: string, attributes: object): Promise<void> => {
    const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: pk } },
        UpdateExpression: `SET ${entries.map((_, i) => `#k${i} = :v${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([key], i) => [`#k${i}`, key])),
        ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, marshal(value)])),
      }),
    );
  };

  return {
    readRow: async (clusterId) => {
      const item = await read(`cluster#${clusterId}`);
      return item && rowOf(item, clusterId);
    },
    writeRow: (row, expected) => put({ pk: `cluster#${row.clusterId}`, ...row }, expected),
    side: async (write) => {
      try {
        return await side(write);
      } catch (error) {
        log({ kind: 'ledger-error', ...errorFacts(error) });
        return 'failed';
      }
    },
    openClusters: async () => {
      const key = { pk: { S: OPEN } };
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }));
      return Item?.clusters?.SS ?? [];
    },
    isOverridden: async (jobKey) => (await read(`next#${jobKey}`))?.overridden === true,
  };
}

/** Trusts nobody's edits: whatever does not look like a row is an error, and then nothing is written to EMR. */
function rowOf(item: Record<string, unknown>, clusterId: string): Row {
  const { pk: _, ...row } = item;
  const { state, version, since, outcomes, lineage } = row;
  const bad =
    row.clusterId !== clusterId ||
    typeof state !== 'string' ||
    !STATES.has(state) ||
    typeof version !== 'number' ||
    typeof since !== 'number' ||
    !Array.isArray(outcomes) ||
    (state !== 'watching' && !isLineage(lineage));
  if (bad) throw new LedgerRowError('the row of a cluster is not understood');
  return row as unknown as Row;
}

function isLineage(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { root, fingerprint, hmacKey, changes, submissions, misses, paged, predicted } = value as Record<
    string,
    unknown
  >;
  return (
    [root, fingerprint, hmacKey].every((text) => typeof text === 'string') &&
    [changes, submissions, misses, paged].every(Array.isArray) &&
    typeof predicted === 'object'
  );
}
