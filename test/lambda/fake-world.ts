import type { EmrReader } from '../../lambda/remediator/adapters/emr';
import type { JobReader } from '../../lambda/remediator/adapters/job';
import { type Reducer, SHIPPED } from '../../lambda/remediator/machine';
import { observer } from '../../lambda/remediator/observe';
import type { Ports, WriteResult } from '../../lambda/remediator/ports';
import { run } from '../../lambda/remediator/runner';
import {
  type AccountDay,
  type CallResult,
  EMPTY_ACCOUNT_DAY,
  EMPTY_JOB,
  type EmrCall,
  type JobHistory,
  LEVER,
  type Lever,
  type Listing,
  type MetricPoint,
  type MetricSeries,
  type Mode,
  type Policy,
  type Row,
  release,
  reserve,
  type SideWrite,
  type StepFacts,
  utcDay,
  type Written,
  withOutcome,
  withoutStart,
  withRun,
  withStart,
} from '../../lib/remedy';
import { markerIn, parseStep } from '../../lib/steps';
import { CLUSTER, FAT_ARGS, FAT_POINT, MINUTE, POLICY, ROOT, SECOND, START } from '../remedy/support';

export interface WorldOptions {
  readonly mode?: Mode;
  readonly tags?: Readonly<Record<string, string>>;
  /** How long R would run if nobody cancelled it. */
  readonly rootMinutes?: number;
  readonly attemptMinutes?: number;
  /** How the attempt ends if nobody cancels it. Default COMPLETED. */
  readonly attemptEnds?: 'COMPLETED' | 'FAILED';
  /** Whether the attempt's containers have R's size: the application sets its own configuration. */
  readonly attemptOverridden?: boolean;
  /** From CancelSteps to CANCELLED in DescribeStep. */
  readonly cancelMs?: number;
  /** How long R's application lives on after CANCELLED was reported. */
  readonly exitLagMs?: number;
  /** How long ListSteps does not show a new step. */
  readonly staleMs?: number;
  /** Whether the client library repeats a call whose answer is lost. */
  readonly clientRetries?: boolean;
  /** Whether the ledger forgets to compare versions and to keep leases. */
  readonly blindLedger?: boolean;
  /** A step that waits behind R from the start. */
  readonly successor?: boolean;
  /** When it is added, if not at the start. */
  readonly successorAt?: number;
  readonly policy?: Policy;
  readonly reducer?: Reducer;
  /** What the clock of each invocation shows beyond EMR's, in their order; the last one counts for all that follow. */
  readonly clocksMs?: readonly number[];
  /** An orchestrator that reruns R as soon as it is CANCELLED: after how long, and how long its copy runs. */
  readonly copy?: { readonly afterMs: number; readonly minutes: number };
  /** A person who cancels R: when, and how long DescribeStep goes on saying RUNNING. */
  readonly person?: { readonly at: number; readonly hiddenMs: number };
  /** What the write-ahead of the cancel takes. */
  readonly cancelWriteMs?: number;
  readonly lever?: Lever;
  /** Whether each read of a look is an effect of its own, where a crash can come or an answer be lost. */
  readonly everyRead?: boolean;
  /** Whether the topic takes pages. */
  readonly topicDown?: boolean;
}

/** A crash, or an answer that never arrives, at the n-th effect of a life. */
/** `retried`: its answer is lost, and the client library asks again. */
/** `restored`: the invocation dies, and ten minutes later the ledger is back as it was before anything was submitted. */
/** `throttled`: EMR turns the call away. */
/** `deleted`, `rolledBack`: the invocation dies after the effect, and the row is gone, or as it was when the lineage was opened. */
export type Fault =
  | 'before'
  | 'after'
  | 'lost'
  | 'refused'
  | 'retried'
  | 'rival'
  | 'restored'
  | 'throttled'
  | 'deleted'
  | 'rolledBack';

interface WorldStep {
  readonly id: string;
  readonly args: readonly string[];
  readonly createdAt: number;
  readonly minutes: number;
  startedAt?: number;
  endedAt?: number;
  state: StepFacts['state'];
  readonly ends?: 'FAILED';
  cancelledAt?: number;
  /** When its application was gone. */
  appEndedAt?: number;
}

class Crash extends Error {}

/** A read whose answer is lost fails. */
export const LOST_READ = Symbol('a read whose answer is lost');

const TUNED: Omit<MetricPoint, 'at'> = {
  ...FAT_POINT,
  memoryAllocatedMB: 327 * 30_720 + 896,
  containersAllocated: 328,
};
const QUIET: Omit<MetricPoint, 'at'> = {
  ...FAT_POINT,
  memoryAllocatedMB: 0,
  containersAllocated: 0,
  appsRunning: 0,
  cpuUtilisation: 0,
};

/** A one-at-a-time EMR with a stuck step and an in-memory ledger: just enough to kill the remediator anywhere and see what is left. */
export class FakeWorld {
  public now = START + 40 * MINUTE;
  public readonly steps: WorldStep[] = [];
  public readonly calls: { at: number; call: EmrCall; rootState: string; row: Row | undefined }[] = [];
  public readonly lines: Record<string, unknown>[] = [];
  public row: Row | undefined;
  public effects: string[] = [];
  private readonly days = new Map<string, AccountDay>();
  protected readonly policy: Policy;
  /** The ledger as it was before anything was submitted. */
  private backup: Row | undefined;
  /** And as it was when the lineage was opened. */
  private opened: Row | undefined;
  public readonly listings = new Map<string, Listing>();
  private readonly archived = new Set<string>();
  private readonly jobs = new Map<string, JobHistory>();
  private invocations = 0;
  /** Whether the invocation has died, even where what it was doing catches errors. */
  private dead = false;

  public constructor(
    protected readonly options: WorldOptions = {},
    private readonly faults: ReadonlyMap<number, Fault> = new Map(),
  ) {
    this.policy = options.policy ?? POLICY;
    this.steps.push({
      id: ROOT,
      args: FAT_ARGS,
      createdAt: START - MINUTE,
      startedAt: START,
      state: 'RUNNING',
      minutes: options.rootMinutes ?? 390,
    });
    if (options.successor || options.successorAt !== undefined) {
      this.steps.push({
        id: 's-NEXT',
        args: ['spark-submit', 'next.py'],
        createdAt: options.successorAt ?? START,
        state: 'PENDING',
        minutes: 10,
      });
    }
  }

  /** Ticks until nothing is under way and every step has ended; a minute apart, ten while a resubmission is watched. */
  public async live(): Promise<void> {
    for (let ticks = 0; ticks < 400; ticks++) {
      const startedAt = this.now;
      await this.invoke();
      this.advance();
      const state = this.row?.state ?? 'watching';
      const settled = state === 'held' || (state === 'watching' && !this.listing()?.cancelling);
      if (settled && this.steps.every(({ endedAt }) => endedAt !== undefined)) return;
      const pause = state === 'verifying' || settled ? 10 * MINUTE : MINUTE;
      this.now = Math.max(this.now, startedAt + pause);
      this.advance();
    }
    throw new Error('the world did not come to rest');
  }

  public async invoke(): Promise<void> {
    const startedAt = this.now;
    const clocks = this.options.clocksMs ?? [0];
    const offset = clocks[Math.min(this.invocations, clocks.length - 1)] ?? 0;
    this.invocations += 1;
    const holder = `invocation-${this.invocations}`;
    const { reducer = SHIPPED } = this.options;
    this.dead = false;
    try {
      const listed = await this.listed(offset);
      await run(this.ports(startedAt, offset), CLUSTER, holder, this.policy, { reducer, listed });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }

  /** Effects that were paged for. */
  public pages(): string[] {
    return this.lines.flatMap((line) => (line.kind === 'page' ? [String(line.reason)] : []));
  }

  private ports(startedAt: number, offset: number): Ports {
    const now = (): number => this.now + offset;
    const { metrics, lever } = this.reads('other', {
      metrics: async ({ fromMs, toMs }: { fromMs: number; toMs: number }): Promise<MetricSeries> => ({
        periodMs: 5 * MINUTE,
        points: this.points(fromMs, toMs),
      }),
      lever: async () => this.options.lever ?? LEVER.run,
    });
    const observe = observer({
      emr: this.reads('emr', this.emr()),
      metrics,
      ledger: this.memoryFor(now),
      lever,
      job: this.jobReader(),
      policy: this.policy,
      mode: this.options.mode ?? 'remediate',
      remediatorId: 'one',
      allowedStepNames: [],
      now,
      freshKey: () => '22'.repeat(32),
      log: (line) => this.lines.push({ ...line }),
    });
    return {
      ...this.outside(now),
      clock: { now, sleep: (ms) => this.effect('sleep', async () => this.pass(ms), undefined) },
      remainingMs: () => startedAt + this.policy.timeoutSeconds * SECOND - this.now,
      observe: (look) => this.effect('observe', () => observe(look)),
      log: (line) => this.lines.push({ ...line }),
    };
  }

  /** Who asks applications about themselves; nobody, unless a world has more to say. */
  protected jobReader(): JobReader | undefined {
    return undefined;
  }

  /** What the index of open lineages says as an invocation begins, whose clock shows so much more than EMR's. */
  protected async listed(_offset: number): Promise<Listing | undefined> {
    return this.listings.get(CLUSTER);
  }

  /** What is written outside of the function: each write at once, in one effect. */
  protected outside(_now: () => number): Pick<Ports, 'ledger' | 'call' | 'page'> {
    const sides = (write: SideWrite) => this.side(write);
    return {
      call: (call) => this.effect(`call ${call.kind}`, async () => this.call(call), { kind: 'unknown' } as CallResult),
      page: (_, { reason }) =>
        this.effect(`page ${reason}`, async () => (this.options.topicDown ? 'failed' : 'taken'), 'failed' as const),
      ledger: {
        ...this.memory(),
        readRow: () => this.effect('readRow', async () => this.read()),
        writeRow: (row, expected) =>
          this.effect(`writeRow ${row.state}`, async () => this.write(row, expected), 'unknown' as WriteResult),
        side: (write) => this.effect(`side ${write.kind}`, async () => sides(write), 'failed' as const),
      },
    };
  }

  /** A port whose methods are effects of their own where the world is asked for that; whatever they are, the list comes from the port. */
  private reads<T extends object>(name: string, port: T): T {
    if (!this.options.everyRead) return port;
    return new Proxy(port, {
      get: (target, key) => {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== 'function') return method;
        return (...args: unknown[]) =>
          this.effect(`read ${name}.${String(key)}`, async () => method.apply(target, args), LOST_READ);
      },
    });
  }

  /** What a look asks of the ledger. */
  protected memoryFor(_now: () => number): Pick<Ports['ledger'], 'listings' | 'isArchived' | 'job' | 'approval'> {
    return this.reads('ledger', this.memory());
  }

  private memory(): Pick<Ports['ledger'], 'listings' | 'isArchived' | 'job' | 'approval'> {
    return {
      listings: async () => new Map(this.listings),
      isArchived: async (_, root) => this.archived.has(root),
      job: async (key) => this.jobs.get(key) ?? EMPTY_JOB,
      approval: async () => undefined,
    };
  }

  /** One awaited effect: where a crash can come before or after it, or its answer can be lost. */
  protected async effect<T>(name: string, act: () => Promise<T>, lost?: T): Promise<T> {
    const index = this.effects.length;
    this.effects.push(name);
    const fault = this.faults.get(index);
    if (fault === 'before') this.dead = true;
    if (this.dead) throw new Crash();
    if (fault === 'rival') await this.invoke();
    if (fault === 'restored' && this.backup !== undefined) {
      this.row = clone(this.backup);
      this.pass(10 * MINUTE);
      throw new Crash();
    }
    if (fault === 'throttled' && name.startsWith('call')) {
      return { kind: 'noEffect', code: 'ThrottlingException' } as T;
    }
    if (fault === 'refused' && lost !== undefined) return answered(lost);
    if (fault === 'retried') await act();
    const answer = await act();
    if (fault === 'lost' && this.options.clientRetries && name.startsWith('call')) await act();
    if (fault === 'after') this.dead = true;
    if (this.dead) throw new Crash();
    if (fault === 'deleted' || fault === 'rolledBack') {
      this.tamper(fault === 'deleted' ? undefined : clone(this.opened));
      throw new Crash();
    }
    return fault === 'lost' && lost !== undefined ? answered(lost) : answer;
  }

  /** What the index of open lineages says. */
  protected listing(): Listing | undefined {
    return this.listings.get(CLUSTER);
  }

  /** Other hands change the row. */
  protected tamper(row: Row | undefined): void {
    this.row = row;
  }

  private pass(ms: number): void {
    this.now += ms;
    this.advance();
  }

  private read(): Row | undefined {
    if (this.row === undefined || !this.options.blindLedger) return clone(this.row);
    const { lease: _, ...row } = this.row;
    return clone(row);
  }

  private write(row: Row, { version, nonce }: Written): WriteResult {
    const isSame = (this.row?.version ?? 0) === version && this.row?.nonce === nonce;
    if (!isSame && !this.options.blindLedger) return 'conflict';
    if (row.state === 'cancelling' && this.row?.state === 'intent') this.pass(this.options.cancelWriteMs ?? 0);
    this.row = clone(row);
    if (row.state === 'intent') this.opened = clone({ ...row, lease: undefined });
    if (row.state === 'fencing') this.backup = clone({ ...row, lease: undefined });
    return 'written';
  }

  private side(write: SideWrite): 'done' | 'refused' | 'failed' {
    const isFirst = write.kind === 'reserve' || (write.kind === 'list' && write.firstCancel === true);
    const listing = 'clusterId' in write ? this.listings.get(write.clusterId) : undefined;
    if (isFirst && listing?.cancelling) return 'failed';
    switch (write.kind) {
      case 'reserve':
      case 'release': {
        const key = utcDay(this.now);
        const day = this.days.get(key) ?? EMPTY_ACCOUNT_DAY;
        const { clusterId } = write;
        const changed =
          write.kind === 'reserve'
            ? reserve(day, write, this.now, this.policy)
            : release(day, clusterId, write.unspent?.root);
        if (changed === undefined) return 'refused';
        this.days.set(key, changed);
        if (write.kind === 'release') {
          const { unspent } = write;
          if (unspent?.jobKey) this.changeJob(unspent.jobKey, (job) => withoutStart(job, unspent.root));
          return 'done';
        }
        if (write.jobKey) this.changeJob(write.jobKey, (job) => withStart(job, write.root, this.now));
        this.listings.set(clusterId, { root: write.root, cancelling: false, settledAt: 0 });
        return 'done';
      }
      case 'claim': {
        const { claim = { count: 0, nonce: '' } } = listing ?? {};
        const isNext = this.options.blindLedger || claim.count < write.claim.count || claim.nonce === write.claim.nonce;
        if (listing?.root !== write.root || !listing.cancelling || listing.closing || !isNext) return 'refused';
        this.listings.set(write.clusterId, { ...listing, claim: write.claim });
        return 'done';
      }
      case 'closing':
        if (listing?.root === write.root) this.listings.set(write.clusterId, { ...listing, closing: write.outcome });
        return 'done';
      case 'list':
        if (!isFirst && listing?.claim !== undefined) return 'failed';
        this.listings.set(write.clusterId, write.listing);
        return 'done';
      case 'unlist':
        if (this.listings.get(write.clusterId)?.root === write.root) this.listings.delete(write.clusterId);
        return 'done';
      case 'archive':
        this.archived.add(write.lineage.root);
        return 'done';
      case 'job-outcome':
        this.changeJob(write.jobKey, (job) => withOutcome(job, { ...write, at: this.now }));
        return 'done';
      case 'run':
        this.changeJob(write.jobKey, (job) => withRun(job, write.run, this.now));
        return 'done';
      case 'overridden':
        this.changeJob(write.jobKey, (job) => ({ ...job, overridden: true }));
        return 'done';
      default:
        return 'done';
    }
  }

  private changeJob(key: string, change: (job: JobHistory) => JobHistory): void {
    this.jobs.set(key, change(this.jobs.get(key) ?? EMPTY_JOB));
  }

  protected call(call: EmrCall): CallResult {
    this.advance();
    const root = this.step(ROOT);
    this.calls.push({ at: this.now, call, rootState: root.state, row: clone(this.row) });
    if (call.kind === 'add') {
      const id = `s-A${this.steps.length}`;
      this.steps.push({
        id,
        args: call.step.HadoopJarStep.Args,
        createdAt: this.now,
        state: 'PENDING',
        minutes: this.options.attemptMinutes ?? 25,
        ...(this.options.attemptEnds === 'FAILED' ? { ends: 'FAILED' } : {}),
      });
      this.advance();
      return { kind: 'done', stepId: id };
    }
    const step = this.step(call.stepId);
    // EMR may say SUBMITTED of a step that has ended without its knowing yet.
    if (step.endedAt !== undefined) return { kind: 'done', accepted: this.options.person !== undefined };
    if (step.state === 'RUNNING') {
      step.state = 'CANCEL_PENDING';
      step.cancelledAt = this.now;
    }
    return { kind: 'done', accepted: true };
  }

  /** Moves every step to the present, in the order in which things happen. */
  private advance(): void {
    this.letOthersAct();
    for (let changed = true; changed; ) {
      changed = false;
      for (const step of this.steps) {
        const cancelledBy =
          step.cancelledAt === undefined ? undefined : step.cancelledAt + (this.options.cancelMs ?? 15 * SECOND);
        const doneBy = step.startedAt === undefined ? undefined : step.startedAt + step.minutes * MINUTE;
        if (step.endedAt !== undefined) continue;
        const first = Math.min(doneBy ?? Number.POSITIVE_INFINITY, cancelledBy ?? Number.POSITIVE_INFINITY);
        if (first > this.now) continue;
        changed = true;
        if (first === doneBy)
          Object.assign(step, { state: step.ends ?? 'COMPLETED', endedAt: first, appEndedAt: first });
        else
          Object.assign(step, {
            state: 'CANCELLED',
            endedAt: first,
            appEndedAt: first + (this.options.exitLagMs ?? 0),
          });
      }
      const busy = this.steps.some(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING');
      const next = this.steps.find(({ state }) => state === 'PENDING');
      if (!busy && next !== undefined) {
        const free = Math.max(next.createdAt, ...this.steps.map(({ endedAt }) => endedAt ?? 0));
        Object.assign(next, { state: 'RUNNING', startedAt: free });
        changed = true;
      }
    }
  }

  /** People and orchestrators. */
  private letOthersAct(): void {
    const root = this.step(ROOT);
    const { person, copy } = this.options;
    if (person !== undefined && this.now >= person.at && root.endedAt === undefined) {
      Object.assign(root, { state: 'CANCELLED', cancelledAt: person.at, endedAt: person.at, appEndedAt: person.at });
    }
    const copied = this.steps.some(({ id }) => id === 's-COPY');
    if (copy !== undefined && !copied && root.state === 'CANCELLED' && this.now >= (root.endedAt ?? 0) + copy.afterMs) {
      const createdAt = (root.endedAt ?? 0) + copy.afterMs;
      this.steps.push({ id: 's-COPY', args: FAT_ARGS, createdAt, state: 'PENDING', minutes: copy.minutes });
    }
  }

  private step(id: string): WorldStep {
    const found = this.steps.find((step) => step.id === id);
    if (found === undefined) throw new Error(`no step ${id}`);
    return found;
  }

  private points(fromMs: number, toMs: number): MetricPoint[] {
    const period = 5 * MINUTE;
    const points: MetricPoint[] = [];
    for (let at = Math.ceil(fromMs / period) * period; at + period <= toMs; at += period) {
      const running = this.steps.find(
        ({ startedAt = Number.POSITIVE_INFINITY, endedAt = Number.POSITIVE_INFINITY }) =>
          startedAt <= at && at < endedAt,
      );
      const tuned = this.options.attemptOverridden ? FAT_POINT : TUNED;
      points.push({ at, ...(running === undefined ? QUIET : running.id === ROOT ? FAT_POINT : tuned) });
    }
    return points;
  }

  private emr(): EmrReader {
    const { person } = this.options;
    const facts = (step: WorldStep): StepFacts => {
      const hidden = person !== undefined && step.id === ROOT && this.now < person.at + person.hiddenMs;
      return hidden ? { ...shown(step), state: 'RUNNING', endedAt: undefined } : shown(step);
    };
    const shown = (step: WorldStep): StepFacts => ({
      id: step.id,
      state: step.state,
      name: 'nightly join',
      jar: 'command-runner.jar',
      form: parseStep('command-runner.jar', step.args),
      marker: markerIn(parseStep('command-runner.jar', step.args)),
      args: step.args,
      actionOnFailure: 'CONTINUE',
      createdAt: step.createdAt,
      startedAt: step.startedAt,
      endedAt: step.endedAt,
    });
    return {
      runningClusters: async function* () {
        yield [CLUSTER];
      },
      cluster: async () => ({
        state: 'RUNNING',
        releaseLabel: 'emr-7.9.0',
        tags: this.options.tags ?? { 'emr-autotune': 'remediate:one' },
        autoTerminate: false,
        stepConcurrency: 1,
        kerberos: false,
        usesInstanceFleets: false,
        calculator: 'dominant',
        sparkDefaults: {},
      }),
      groups: async () => [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RUNNING' }],
      primaries: async () => [{ instanceType: 'm5.xlarge', ec2InstanceId: 'i-0' }],
      workers: async () =>
        Array.from({ length: 82 }, (_, i) => ({
          instanceType: 'r5.4xlarge',
          ec2InstanceId: `i-${i + 1}`,
          readyAt: START - 60 * MINUTE,
        })),
      idleSeconds: async () => undefined,
      scaling: async () => 'none',
      steps: async () => {
        this.advance();
        const shown = this.steps.filter(({ createdAt }) => createdAt + (this.options.staleMs ?? 0) <= this.now);
        return { steps: shown.map(facts).reverse() };
      },
      step: async (_, id) => {
        this.advance();
        const found = facts(this.step(id));
        return {
          ...found,
          described: {
            Name: found.name,
            Config: { Jar: found.jar, Args: [...found.args] },
            ActionOnFailure: 'CONTINUE',
          },
        };
      },
    };
  }
}

function answered<T>(lost: T): T {
  if (lost === LOST_READ) throw new Error('the answer is lost');
  return lost;
}

function clone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** Everything that the protocol promises, checked against what really happened; the names of what was broken. */
export function violations(world: FakeWorld): string[] {
  const broken: string[] = [];
  const root = world.steps.find(({ id }) => id === ROOT);
  const lineage = world.steps.filter(({ id }) => id !== 's-NEXT');
  const apps = lineage
    .filter(({ startedAt }) => startedAt !== undefined)
    .map(({ startedAt = 0, endedAt = 0, appEndedAt = endedAt, state }) => ({ from: startedAt, to: appEndedAt, state }))
    .sort((a, b) => a.from - b.from);
  const completed = apps.filter(({ state }) => state === 'COMPLETED');
  const firstCancel = world.calls.find(({ call }) => call.kind === 'cancel')?.at ?? Number.POSITIVE_INFINITY;
  const endedByOther = (root?.endedAt ?? Number.POSITIVE_INFINITY) < firstCancel;
  const cut = root?.state === 'CANCELLED' && !endedByOther;
  if (cut && completed.length === 0 && world.pages().length === 0) broken.push('I1 lost in silence');
  if (completed.length > 1) broken.push('I2 ran again after it succeeded');
  if (apps.some((app, i) => i > 0 && app.from < (apps[i - 1]?.to ?? 0))) broken.push('I3 two live applications');
  const successor = world.steps.find(({ id }) => id === 's-NEXT');
  const cancelled = world.calls.some(({ call }) => call.kind === 'cancel');
  const last = Math.max(...apps.map(({ to }) => to));
  if (cancelled && successor?.startedAt !== undefined && successor.startedAt < last)
    broken.push('I4 overtaken by a successor');
  if (endedByOther && world.calls.some(({ call }) => call.kind === 'add')) {
    broken.push('resurrected what somebody else had ended');
  }
  if (world.calls.some(({ call, rootState }) => call.kind === 'add' && rootState !== 'CANCELLED')) {
    broken.push('I5 submitted before R was cancelled');
  }
  // What a crash leaves behind must say what may have been sent.
  for (const { call, row } of world.calls) {
    const named = row?.call?.kind === call.kind && row.call.n === call.n && row.call.answer === undefined;
    if (!named) broken.push(`write-ahead missing for ${call.kind} ${call.n}`);
  }
  return broken;
}
