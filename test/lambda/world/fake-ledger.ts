import type { Ports, WriteResult } from '../../../lambda/remediator/ports';
import {
  type AccountDay,
  EMPTY_ACCOUNT_DAY,
  EMPTY_JOB,
  type JobHistory,
  type Listing,
  type Policy,
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

/** A ledger in memory, with the copies of its row that a restored table would bring back. */
export class FakeLedger {
  public row: Row | undefined;
  /** The row as it was before anything was submitted. */
  public backup: Row | undefined;
  /** And as it was when the lineage was opened. */
  public opened: Row | undefined;
  private readonly listed = new Map<string, Listing>();
  private readonly days = new Map<string, AccountDay>();
  private readonly archived = new Set<string>();
  private readonly jobs = new Map<string, JobHistory>();

  /** @param isBlind whether it forgets to compare versions and to keep leases */
  public constructor(
    private readonly policy: Policy,
    private readonly now: () => number,
    private readonly isBlind = false,
  ) {}

  public listing(clusterId: string): Listing | undefined {
    return this.listed.get(clusterId);
  }

  /** What a look asks of it. */
  public reads(): Pick<Ports['ledger'], 'listings' | 'isArchived' | 'job' | 'approval'> {
    return {
      listings: async () => new Map(this.listed),
      isArchived: async (_, root) => this.archived.has(root),
      job: async (key) => this.jobs.get(key) ?? EMPTY_JOB,
      approval: async () => undefined,
    };
  }

  public read(): Row | undefined {
    if (this.row === undefined || !this.isBlind) return clone(this.row);
    const { lease: _, ...row } = this.row;
    return clone(row);
  }

  public write(row: Row, { version, nonce }: Written): WriteResult {
    const isSame = (this.row?.version ?? 0) === version && this.row?.nonce === nonce;
    if (!isSame && !this.isBlind) return 'conflict';
    this.row = clone(row);
    if (row.state === 'intent') this.opened = clone({ ...row, lease: undefined });
    if (row.state === 'fencing') this.backup = clone({ ...row, lease: undefined });
    return 'written';
  }

  public side(write: SideWrite): 'done' | 'refused' | 'failed' {
    const isFirst = write.kind === 'reserve' || (write.kind === 'list' && write.firstCancel === true);
    const listing = 'clusterId' in write ? this.listed.get(write.clusterId) : undefined;
    if (isFirst && listing?.cancelling) return 'failed';
    switch (write.kind) {
      case 'reserve':
      case 'release':
        return this.count(write);
      case 'claim':
        return this.claim(write, listing);
      case 'closing':
        if (listing?.root === write.root) this.listed.set(write.clusterId, { ...listing, closing: write.outcome });
        return 'done';
      case 'list':
        if (!isFirst && listing?.claim !== undefined) return 'failed';
        this.listed.set(write.clusterId, write.listing);
        return 'done';
      case 'unlist':
        if (listing?.root === write.root) this.listed.delete(write.clusterId);
        return 'done';
      case 'archive':
        this.archived.add(write.lineage.root);
        return 'done';
      case 'job-outcome':
        this.changeJob(write.jobKey, (job) => withOutcome(job, { ...write, at: this.now() }));
        return 'done';
      case 'run':
        this.changeJob(write.jobKey, (job) => withRun(job, write.run, this.now()));
        return 'done';
      case 'overridden':
        this.changeJob(write.jobKey, (job) => ({ ...job, overridden: true }));
        return 'done';
      default:
        return 'done';
    }
  }

  /** A submission, ahead of it: each once. */
  private claim(write: SideWrite & { kind: 'claim' }, listing: Listing | undefined): 'done' | 'refused' {
    const { claim = { count: 0, nonce: '' } } = listing ?? {};
    const isNext = this.isBlind || claim.count < write.claim.count || claim.nonce === write.claim.nonce;
    if (listing?.root !== write.root || !listing.cancelling || listing.closing || !isNext) return 'refused';
    this.listed.set(write.clusterId, { ...listing, claim: write.claim });
    return 'done';
  }

  /** In the account's budget for the day. */
  private count(write: SideWrite & { kind: 'reserve' | 'release' }): 'done' | 'refused' {
    const now = this.now();
    const key = utcDay(now);
    const day = this.days.get(key) ?? EMPTY_ACCOUNT_DAY;
    const { clusterId } = write;
    const changed = write.kind === 'reserve' ? reserve(day, write, now, this.policy) : release(day, clusterId);
    if (changed === undefined) return 'refused';
    this.days.set(key, changed);
    if (write.kind === 'release') return 'done';
    if (write.jobKey) this.changeJob(write.jobKey, (job) => withStart(job, write.root, now));
    this.listed.set(clusterId, { root: write.root, cancelling: false, settledAt: 0 });
    return 'done';
  }

  private changeJob(key: string, change: (job: JobHistory) => JobHistory): void {
    this.jobs.set(key, change(this.jobs.get(key) ?? EMPTY_JOB));
  }
}

export function clone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
