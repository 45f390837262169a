import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type AccountDay,
  approvalKey,
  dayAfter,
  EMPTY_JOB,
  findApproval,
  type JobHistory,
  jobItemKey,
  KEPT_MS,
  type Lineage,
  type Listing,
  type LogEntry,
  lineageKey,
  nextRunKey,
  type Policy,
  parseRow,
  type Row,
  release,
  reserve,
  rowKey,
  type SideWrite,
  untouchedListing,
  utcDay,
  type Written,
  withOutcome,
  withoutStart,
  withRun,
  withStart,
} from '../../../lib/remedy';
import { errorFacts } from '../errors';
import type { Ledger, SideResult, WriteResult } from '../ports';
import { OpenLineages } from './open-lineages';
import { OwingClusters } from './owing-clusters';
import { type Item, Table, type Update } from './table';

const DAY_MS = 24 * 3_600_000;
const MAX_RACES = 5;

export interface LedgerOptions {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly policy: Policy;
  readonly now: () => number;
  readonly log: (entry: LogEntry) => void;
}

/** The ledger in one DynamoDB table: single-item compare-and-set and strong reads, nothing else. */
export class DynamoLedger implements Ledger {
  private readonly table: Table;
  private readonly open: OpenLineages;
  private readonly owed: OwingClusters;

  public constructor(private readonly options: LedgerOptions) {
    this.table = new Table(options.client, options.table);
    this.open = new OpenLineages(this.table);
    this.owed = new OwingClusters(this.table);
  }

  public async readRow(clusterId: string): Promise<Row | undefined> {
    const item = await this.table.read(rowKey(clusterId));
    return item && parseRow(item, clusterId);
  }

  public async writeRow(row: Row, expected: Written): Promise<WriteResult> {
    return this.put({ pk: rowKey(row.clusterId), ...row }, expected);
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
    return this.open.listings();
  }

  public async owing(): Promise<ReadonlyMap<string, number>> {
    return this.owed.clusters();
  }

  public async isArchived(clusterId: string, root: string): Promise<boolean> {
    return (await this.table.read(lineageKey(clusterId, root))) !== undefined;
  }

  public async job(jobKey: string): Promise<JobHistory> {
    const { pk: _, version: __, expiresAt: ___, ...job } = (await this.table.read(jobItemKey(jobKey))) ?? {};
    return { ...EMPTY_JOB, ...job };
  }

  public async approval(clusterId: string, stepId: string): Promise<{ readonly expiresAt: number } | undefined> {
    const approval = findApproval(await this.table.read(approvalKey(clusterId, stepId)));
    return approval === undefined || approval.takenBy !== undefined ? undefined : { expiresAt: approval.approvedUntil };
  }

  private async perform(write: SideWrite): Promise<SideResult> {
    const now = this.options.now();
    switch (write.kind) {
      case 'reserve':
        return this.reserve(write);
      case 'release':
        return this.release(write);
      case 'list':
      case 'claim':
      case 'closing':
      case 'unlist':
        return this.open.perform(write);
      case 'owe':
        return this.owed.add(write.clusterId, write.at);
      case 'paid':
        return this.owed.remove(write.clusterId, write.at);
      case 'archive':
        return this.archive(write.clusterId, write.lineage, write.outcome);
      case 'next-run':
        await this.table.update(nextRunKey(write.jobKey), settingAll({ ...write.item }));
        return 'done';
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
        return this.takeApproval(write);
    }
  }

  /** Listed before the lineage opens, so that no crash can hide one; a cluster listed in vain costs a look. */
  private async reserve(write: SideWrite & { kind: 'reserve' }): Promise<SideResult> {
    const { now, policy } = this.options;
    const { clusterId, root, jobKey } = write;
    const reserved = await this.changeDay((day) => reserve(day, write, now(), policy));
    if (reserved !== 'done') return reserved;
    const counted = jobKey === undefined ? 'done' : await this.changeJob(jobKey, (job) => withStart(job, root, now()));
    return counted === 'done' ? this.open.list(clusterId, untouchedListing(root), true) : counted;
  }

  /** Marked instead of removed: the client library's second attempt finds its own mark, and a person whose withdrawal came first is heard. */
  private async takeApproval({
    clusterId,
    stepId,
    until,
    nonce,
  }: SideWrite & { kind: 'take-approval' }): Promise<SideResult> {
    const holds = '#until = :until AND';
    const taken = await this.table.update(approvalKey(clusterId, stepId), {
      expression: 'SET #taken = :nonce',
      names: { '#until': 'approvedUntil', '#taken': 'takenBy' },
      values: { ':until': until, ':nonce': nonce },
      where: `${holds} attribute_not_exists(#taken) OR ${holds} #taken = :nonce`,
    });
    return taken ? 'done' : 'refused';
  }

  private async release({ clusterId, unspent }: SideWrite & { kind: 'release' }): Promise<SideResult> {
    const released = await this.changeDay((day) => release(day, clusterId, unspent?.root));
    if (released !== 'done' || unspent?.jobKey === undefined) return released;
    return this.changeJob(unspent.jobKey, (job) => withoutStart(job, unspent.root));
  }

  private async archive(clusterId: string, lineage: Lineage, outcome: string): Promise<SideResult> {
    const pk = lineageKey(clusterId, lineage.root);
    // The key could only serve to test guesses at the arguments: it ends with the lineage.
    const { hmacKey: _, ...kept } = lineage;
    const closedAt = this.options.now();
    await this.table.put({ pk, ...kept, outcome, closedAt, expiresAt: this.keptUntil() });
    return 'done';
  }

  /** The end of an item that is written now, as DynamoDB takes it: epoch seconds. */
  private keptUntil(): number {
    return Math.floor((this.options.now() + KEPT_MS) / 1000);
  }

  private async changeJob(jobKey: string, change: (job: JobHistory) => JobHistory): Promise<SideResult> {
    const pk = jobItemKey(jobKey);
    return this.change(pk, async () => {
      const { pk: _, version = 0, expiresAt: __, ...job } = (await this.table.read(pk)) ?? {};
      const changed = change({ ...EMPTY_JOB, ...job });
      // Outcomes and runs count for so long; that a job sets its own configuration holds until a person says otherwise.
      const expiresAt = changed.overridden ? undefined : this.keptUntil();
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
    return (await this.table.read(`account#${utcDay(epochMs)}`)) as AccountDay | undefined;
  }

  private async put(item: Item, expected: Written): Promise<WriteResult> {
    try {
      return (await this.table.put(item, expected)) ? 'written' : 'conflict';
    } catch (error) {
      this.options.log({ kind: 'ledger-error', ...errorFacts(error) });
      return 'unknown';
    }
  }
}

/** Sets these attributes and leaves the others. */
function settingAll(attributes: Item): Update {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    expression: `SET ${entries.map((_, i) => `#k${i} = :v${i}`).join(', ')}`,
    names: Object.fromEntries(entries.map(([key], i) => [`#k${i}`, key])),
    values: Object.fromEntries(entries.map(([, value], i) => [`:v${i}`, value])),
  };
}
