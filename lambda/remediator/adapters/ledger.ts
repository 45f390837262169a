import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AccountDay,
  dayAfter,
  type Lineage,
  type LogEntry,
  type Policy,
  parseRow,
  type Row,
  release,
  reserve,
  type SideWrite,
  utcDay,
} from '../../../lib/remedy';
import { errorFacts } from '../errors';
import type { Ledger, SideResult, WriteResult } from '../ports';

/** How long a closed lineage can be looked up. */
const ARCHIVE_DAYS = 90;
const DAY_MS = 24 * 3_600_000;
const MAX_RACES = 5;

/** The one item that lists clusters: a string set, which DynamoDB changes atomically. */
const OPEN = 'open#lineages';

export interface LedgerOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly policy: Policy;
  readonly now: () => number;
  readonly log: (entry: LogEntry) => void;
}

type Item = Readonly<Record<string, unknown>>;

/** The ledger in one DynamoDB table: single-item compare-and-set and strong reads, nothing else. */
export class DynamoLedger implements Ledger {
  public constructor(private readonly options: LedgerOptions) {}

  public async readRow(clusterId: string): Promise<Row | undefined> {
    const item = await this.read(`cluster#${clusterId}`);
    return item && parseRow(item, clusterId);
  }

  public async writeRow(row: Row, expected: number): Promise<WriteResult> {
    return this.put({ pk: `cluster#${row.clusterId}`, ...row }, expected);
  }

  public async side(write: SideWrite): Promise<SideResult> {
    try {
      return await this.perform(write);
    } catch (error) {
      this.options.log({ kind: 'ledger-error', ...errorFacts(error) });
      return 'failed';
    }
  }

  public async openClusters(): Promise<readonly string[]> {
    const clusters = (await this.read(OPEN))?.clusters;
    return clusters instanceof Set ? [...clusters] : [];
  }

  public async isOverridden(jobKey: string): Promise<boolean> {
    return (await this.read(`next#${jobKey}`))?.overridden === true;
  }

  private async perform(write: SideWrite): Promise<SideResult> {
    switch (write.kind) {
      case 'reserve':
        return this.reserve(write.clusterId);
      case 'release':
        return this.changeDay((day) => release(day, write.clusterId));
      case 'archive':
        return this.archive(write.clusterId, write.lineage, write.outcome);
      case 'next-run':
        return this.update(`next#${write.jobKey}`, write.item);
      case 'overridden':
        return this.update(`next#${write.jobKey}`, { overridden: true, overriddenAt: this.options.now() });
      case 'page':
        return 'done';
    }
  }

  private async reserve(clusterId: string): Promise<SideResult> {
    const { now, policy } = this.options;
    const reserved = await this.changeDay((day) => reserve(day, clusterId, now(), policy));
    if (reserved === 'done') await this.listOpen('ADD', clusterId);
    return reserved;
  }

  private async archive(clusterId: string, lineage: Lineage, outcome: string): Promise<SideResult> {
    const { client, table: TableName, now } = this.options;
    const pk = `lineage#${clusterId}#${lineage.root}`;
    // The key could only serve to test guesses at the arguments: it ends with the lineage.
    const { hmacKey: _, ...kept } = lineage;
    const expiresAt = Math.floor((now() + ARCHIVE_DAYS * DAY_MS) / 1000);
    const Item = toAttributes({ pk, ...kept, outcome, closedAt: now(), expiresAt });
    await client.send(new PutItemCommand({ TableName, Item }));
    await this.listOpen('DELETE', clusterId);
    return 'done';
  }

  /** Reads, changes, and writes where nothing has changed in between; gives up after a handful of races. */
  private async changeDay(change: (day: AccountDay) => AccountDay | undefined): Promise<SideResult> {
    const now = this.options.now();
    const pk = `account#${utcDay(now)}`;
    for (let race = 0; race < MAX_RACES; race++) {
      const day = (await this.readDay(now)) ?? dayAfter(await this.readDay(now - DAY_MS));
      const changed = change(day);
      if (changed === undefined) return 'refused';
      const written = await this.put({ pk, ...changed }, day.version);
      if (written === 'written') return 'done';
      if (written === 'unknown') return 'failed';
    }
    return 'failed';
  }

  private async readDay(epochMs: number): Promise<AccountDay | undefined> {
    return (await this.read(`account#${utcDay(epochMs)}`)) as AccountDay | undefined;
  }

  /** Listed before the lineage opens, so that no crash can hide one; a cluster listed in vain costs a look. */
  private async listOpen(change: 'ADD' | 'DELETE', clusterId: string): Promise<void> {
    await this.options.client.send(
      new UpdateItemCommand({
        TableName: this.options.table,
        Key: toAttributes({ pk: OPEN }),
        UpdateExpression: `${change} #c :one`,
        ExpressionAttributeNames: { '#c': 'clusters' },
        ExpressionAttributeValues: toAttributes({ ':one': new Set([clusterId]) }),
      }),
    );
  }

  /** Sets these attributes and leaves the others, so that a flag survives a new configuration. */
  private async update(pk: string, attributes: Item): Promise<SideResult> {
    const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
    await this.options.client.send(
      new UpdateItemCommand({
        TableName: this.options.table,
        Key: toAttributes({ pk }),
        UpdateExpression: `SET ${entries.map((_, i) => `#k${i} = :v${i}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(entries.map(([key], i) => [`#k${i}`, key])),
        ExpressionAttributeValues: toAttributes(Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value]))),
      }),
    );
    return 'done';
  }

  private async read(pk: string): Promise<Item | undefined> {
    const { client, table: TableName } = this.options;
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: toAttributes({ pk }), ConsistentRead: true }),
    );
    return Item && unmarshall(Item);
  }

  private async put(item: Item, expected: number): Promise<WriteResult> {
    const { client, table: TableName, log } = this.options;
    try {
      await client.send(new PutItemCommand({ TableName, Item: toAttributes(item), ...whereVersionIs(expected) }));
      return 'written';
    } catch (error) {
      const facts = errorFacts(error);
      if (facts.error === 'ConditionalCheckFailedException') return 'conflict';
      log({ kind: 'ledger-error', ...facts });
      return 'unknown';
    }
  }
}

/** @throws Error for a number that is not finite */
function toAttributes(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** The condition of a write; version 0: the item must not exist. */
function whereVersionIs(expected: number): object {
  if (expected === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#v = :expected',
    ExpressionAttributeNames: { '#v': 'version' },
    ExpressionAttributeValues: toAttributes({ ':expected': expected }),
  };
}
