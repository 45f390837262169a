import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AccountDay,
  type Claim,
  dayAfter,
  EMPTY_JOB,
  type JobHistory,
  type Lineage,
  type Listing,
  type LogEntry,
  type Policy,
  parseRow,
  type Row,
  release,
  reserve,
  type SideWrite,
  utcDay,
  type Written,
  withOutcome,
  withRun,
  withStart,
} from '../../../lib/remedy';
import { errorFacts } from '../errors';
import type { Ledger, SideResult, WriteResult } from '../ports';

/** How long a closed lineage can be looked up, and a job is remembered of which nothing is heard. */
const KEPT_DAYS = 90;
const DAY_MS = 24 * 3_600_000;
const MAX_RACES = 5;

/** The one item that lists clusters: an attribute for each, which DynamoDB changes by itself. */
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

  public async writeRow(row: Row, expected: Written): Promise<WriteResult> {
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

  public async listings(): Promise<ReadonlyMap<string, Listing>> {
    const { pk: _, ...clusters } = (await this.read(OPEN)) ?? {};
    return new Map(Object.entries(clusters) as [string, Listing][]);
  }

  public async isArchived(clusterId: string, root: string): Promise<boolean> {
    return (await this.read(`lineage#${clusterId}#${root}`)) !== undefined;
  }

  public async job(jobKey: string): Promise<JobHistory> {
    const { pk: _, version: __, expiresAt: ___, ...job } = (await this.read(`job#${jobKey}`)) ?? {};
    return { ...EMPTY_JOB, ...job };
  }

  public async approval(clusterId: string, stepId: string): Promise<{ readonly expiresAt: number } | undefined> {
    const expiresAt = (await this.read(approvalKey(clusterId, stepId)))?.expiresAt;
    return typeof expiresAt === 'number' ? { expiresAt } : undefined;
  }

  private async perform(write: SideWrite): Promise<SideResult> {
    const now = this.options.now();
    switch (write.kind) {
      case 'reserve':
        return this.reserve(write);
      case 'release':
        return this.changeDay((day) => release(day, write.clusterId));
      case 'list':
        return this.list(write.clusterId, write.listing, write.firstCancel);
      case 'claim':
        return this.claim(write.clusterId, write.root, write.claim);
      case 'closing':
        return this.closing(write.clusterId, write.root, write.outcome);
      case 'unlist':
        return this.unlist(write.clusterId, write.root);
      case 'archive':
        return this.archive(write.clusterId, write.lineage, write.outcome);
      case 'next-run':
        return this.update(`next#${write.jobKey}`, write.item);
      case 'persistent-ui': {
        const { clusterId, id } = write;
        return this.changeJob(write.jobKey, (job) => ({ ...job, persistentUi: { clusterId, id } }));
      }
      case 'run':
        return this.changeJob(write.jobKey, (job) => withRun(job, write.run, now));
      case 'overridden':
        return this.changeJob(write.jobKey, (job) => ({ ...job, overridden: true }));
      case 'job-outcome':
        return this.changeJob(write.jobKey, (job) => withOutcome(job, { ...write, at: now }));
      case 'take-approval':
        return this.remove(approvalKey(write.clusterId, write.stepId));
    }
  }

  /** Listed before the lineage opens, so that no crash can hide one; a cluster listed in vain costs a look. */
  private async reserve(write: SideWrite & { kind: 'reserve' }): Promise<SideResult> {
    const { now, policy } = this.options;
    const { clusterId, root, jobKey } = write;
    const reserved = await this.changeDay((day) => reserve(day, write, now(), policy));
    if (reserved !== 'done') return reserved;
    const counted = jobKey === undefined ? 'done' : await this.changeJob(jobKey, (job) => withStart(job, root, now()));
    return counted === 'done' ? this.list(clusterId, { root, cancelling: false, settledAt: 0 }, true) : counted;
  }

  private async archive(clusterId: string, lineage: Lineage, outcome: string): Promise<SideResult> {
    const { client, table: TableName, now } = this.options;
    const pk = `lineage#${clusterId}#${lineage.root}`;
    // The key could only serve to test guesses at the arguments: it ends with the lineage.
    const { hmacKey: _, ...kept } = lineage;
    const Item = toAttributes({ pk, ...kept, outcome, closedAt: now(), expiresAt: this.inDays(KEPT_DAYS) });
    await client.send(new PutItemCommand({ TableName, Item }));
    return 'done';
  }

  /** As DynamoDB takes the end of an item: epoch seconds. */
  private inDays(days: number): number {
    return Math.floor((this.options.now() + days * DAY_MS) / 1000);
  }

  private async changeJob(jobKey: string, change: (job: JobHistory) => JobHistory): Promise<SideResult> {
    const pk = `job#${jobKey}`;
    return this.change(pk, async () => {
      const { pk: _, version = 0, expiresAt: __, ...job } = (await this.read(pk)) ?? {};
      const changed = change({ ...EMPTY_JOB, ...job });
      // Outcomes and runs count for so long; that a job sets its own configuration holds until a person says otherwise.
      const expiresAt = changed.overridden ? undefined : this.inDays(KEPT_DAYS);
      return { version: Number(version), changed: { ...changed, version: Number(version) + 1, expiresAt } };
    });
  }

  private async changeDay(change: (day: AccountDay) => AccountDay | undefined): Promise<SideResult> {
    const now = this.options.now();
    return this.change(`account#${utcDay(now)}`, async () => {
      const day = (await this.readDay(now)) ?? dayAfter(await this.readDay(now - DAY_MS));
      return { version: day.version, changed: change(day) };
    });
  }

  /** Reads, changes, and writes where nothing has changed in between; gives up after a handful of races. */
  private async change(
    pk: string,
    make: () => Promise<{ readonly version: number; readonly changed: object | undefined }>,
  ): Promise<SideResult> {
    for (let race = 0; race < MAX_RACES; race++) {
      const { version, changed } = await make();
      if (changed === undefined) return 'refused';
      const written = await this.put({ pk, ...changed }, { version });
      if (written === 'written') return 'done';
      if (written === 'unknown') return 'failed';
    }
    return 'failed';
  }

  private async readDay(epochMs: number): Promise<AccountDay | undefined> {
    return (await this.read(`account#${utcDay(epochMs)}`)) as AccountDay | undefined;
  }

  /**
   * Another lineage of this cluster of which a cancel may have been sent is not written over: a person or EMR has to say what became of it.
   *
   * @param first whether no cancel of this lineage may have been sent so far either
   */
  private async list(clusterId: string, listing: Listing, first = false): Promise<SideResult> {
    const open = 'attribute_not_exists(#c) OR #c.#cancelling = :no';
    return this.updateOpen('SET #c = :listing', {
      names: { '#c': clusterId, '#cancelling': 'cancelling', ...(first ? {} : { '#root': 'root', '#claim': 'claim' }) },
      values: { ':listing': listing, ':no': false, ...(first ? {} : { ':root': listing.root }) },
      where: first ? open : `${open} OR #c.#root = :root AND attribute_not_exists(#c.#claim)`,
      otherwise: 'failed',
    });
  }

  /** Named once more by the client library's second attempt, it is still the same; one of an older row counts less, or the same with another nonce. */
  private async claim(clusterId: string, root: string, claim: Claim): Promise<SideResult> {
    const open = '#c.#root = :root AND #c.#cancelling = :yes AND attribute_not_exists(#c.#closing)';
    const isNext = ['attribute_not_exists(#c.#claim)', '#c.#claim.#count < :count', '#c.#claim.#nonce = :nonce'];
    return this.updateOpen('SET #c.#claim = :claim', {
      names: {
        '#c': clusterId,
        '#root': 'root',
        '#cancelling': 'cancelling',
        '#closing': 'closing',
        '#claim': 'claim',
        '#count': 'count',
        '#nonce': 'nonce',
      },
      values: { ':root': root, ':yes': true, ':claim': claim, ':count': claim.count, ':nonce': claim.nonce },
      where: isNext.map((one) => `${open} AND ${one}`).join(' OR '),
      otherwise: 'refused',
    });
  }

  private async closing(clusterId: string, root: string, outcome: string): Promise<SideResult> {
    return this.updateOpen('SET #c.#closing = :outcome', {
      names: { '#c': clusterId, '#root': 'root', '#closing': 'closing' },
      values: { ':root': root, ':outcome': outcome },
      where: '#c.#root = :root',
      otherwise: 'done',
    });
  }

  private async unlist(clusterId: string, root: string): Promise<SideResult> {
    return this.updateOpen('REMOVE #c', {
      names: { '#c': clusterId, '#root': 'root' },
      values: { ':root': root },
      where: '#c.#root = :root',
      otherwise: 'done',
    });
  }

  private async updateOpen(
    UpdateExpression: string,
    how: {
      readonly names: Record<string, string>;
      readonly values: Item;
      readonly where: string;
      readonly otherwise: SideResult;
    },
  ): Promise<SideResult> {
    try {
      await this.options.client.send(
        new UpdateItemCommand({
          TableName: this.options.table,
          Key: toAttributes({ pk: OPEN }),
          UpdateExpression,
          ConditionExpression: how.where,
          ExpressionAttributeNames: how.names,
          ExpressionAttributeValues: toAttributes(how.values),
        }),
      );
      return 'done';
    } catch (error) {
      if (errorFacts(error).error !== 'ConditionalCheckFailedException') throw error;
      return how.otherwise;
    }
  }

  private async remove(pk: string): Promise<SideResult> {
    const { client, table: TableName } = this.options;
    await client.send(new DeleteItemCommand({ TableName, Key: toAttributes({ pk }) }));
    return 'done';
  }

  /** Sets these attributes and leaves the others. */
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

  private async put(item: Item, expected: Written): Promise<WriteResult> {
    const { client, table: TableName, log } = this.options;
    try {
      await client.send(new PutItemCommand({ TableName, Item: toAttributes(item), ...where(expected) }));
      return 'written';
    } catch (error) {
      const facts = errorFacts(error);
      if (facts.error === 'ConditionalCheckFailedException') return 'conflict';
      log({ kind: 'ledger-error', ...facts });
      return 'unknown';
    }
  }
}

const approvalKey = (clusterId: string, stepId: string): string => `approval#${clusterId}#${stepId}`;

/** @throws Error for a number that is not finite */
function toAttributes(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

/** The condition of a write; version 0: the item must not exist. */
function where({ version, nonce }: Written): object {
  if (version === 0) return { ConditionExpression: 'attribute_not_exists(pk)' };
  const [sameNonce, name] = nonce === undefined ? ['', {}] : [' AND #nonce = :nonce', { '#nonce': 'nonce' }];
  return {
    ConditionExpression: `#version = :version${sameNonce}`,
    ExpressionAttributeNames: { '#version': 'version', ...name },
    ExpressionAttributeValues: toAttributes({ ':version': version, ':nonce': nonce }),
  };
}
