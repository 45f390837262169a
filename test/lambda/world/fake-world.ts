import type { JobReader } from '../../../lambda/remediator/adapters/job';
import { SHIPPED } from '../../../lambda/remediator/machine';
import { observer } from '../../../lambda/remediator/observe';
import type { Ports, WriteResult } from '../../../lambda/remediator/ports';
import { run } from '../../../lambda/remediator/runner';
import { type CallResult, type EmrCall, LEVER, type Listing, type Policy, type Row } from '../../../lib/remedy';
import { CLUSTER, MINUTE, POLICY, ROOT, SECOND, START } from '../../remedy/support';
import { judgedOnce } from './engine';
import { FakeEmr, type WorldStep } from './fake-emr';
import { clone, FakeLedger } from './fake-ledger';
import type { Faults, WorldOptions } from './options';
import { emrReader, metricsOf } from './readers';

class Crash extends Error {}

/** A read whose answer is lost fails. */
export const LOST_READ = Symbol('a read whose answer is lost');

/** A one-at-a-time EMR with a stuck step and an in-memory ledger: just enough to kill the remediator anywhere and see what is left. */
export class FakeWorld {
  public now = START + 40 * MINUTE;
  public readonly calls: { at: number; call: EmrCall; rootState: string; row: Row | undefined }[] = [];
  public readonly lines: Record<string, unknown>[] = [];
  public readonly effects: string[] = [];
  protected readonly policy: Policy;
  protected readonly ledger: FakeLedger;
  private readonly emr: FakeEmr;
  private invocations = 0;
  /** Whether the invocation has died, even where what it was doing catches errors. */
  private dead = false;

  public constructor(
    protected readonly options: WorldOptions = {},
    private readonly faults: Faults = new Map(),
  ) {
    this.policy = options.policy ?? POLICY;
    this.emr = new FakeEmr(options, () => this.now);
    this.ledger = new FakeLedger(this.policy, () => this.now, options.blindLedger);
  }

  public get steps(): readonly WorldStep[] {
    return this.emr.steps;
  }

  public get row(): Row | undefined {
    return this.ledger.row;
  }

  /** Ticks until nothing is under way and every step has ended; a minute apart, ten while a resubmission is watched. */
  public async live(): Promise<void> {
    for (let ticks = 0; ticks < 400; ticks++) {
      const startedAt = this.now;
      await this.invoke();
      this.emr.advance();
      const state = this.row?.state ?? 'watching';
      const owesPages = (this.row?.pages ?? []).length > 0;
      const settled = !owesPages && (state === 'held' || (state === 'watching' && !this.listing()?.cancelling));
      if (settled && this.steps.every(({ endedAt }) => endedAt !== undefined)) return;
      const pause = state === 'verifying' || settled ? 10 * MINUTE : MINUTE;
      this.now = Math.max(this.now, startedAt + pause);
      this.emr.advance();
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
    return this.sent().filter((reason) => !isNotice(reason));
  }

  /** Findings that people were told of. */
  public notices(): string[] {
    return this.sent().filter(isNotice);
  }

  /** Reasons of what went to the topic. */
  protected sent(): readonly string[] {
    return this.lines.flatMap((line) => {
      if (line.kind === 'notice') return [`finding:${line.finding}`];
      return line.kind === 'page' ? [String(line.reason)] : [];
    });
  }

  private ports(startedAt: number, offset: number): Ports {
    const now = (): number => this.now + offset;
    const { metrics, lever } = this.reads('other', {
      metrics: async (range: { fromMs: number; toMs: number }) => metricsOf(this.emr, this.options, range),
      lever: async () => this.options.lever ?? LEVER.run,
    });
    const observe = observer({
      emr: this.reads(
        'emr',
        emrReader(this.emr, this.options, () => this.now),
      ),
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
      judge: judgedOnce,
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
    return this.ledger.listing(CLUSTER);
  }

  /** What is written outside of the function: each write at once, in one effect. */
  protected outside(_now: () => number): Pick<Ports, 'ledger' | 'call' | 'page'> {
    return {
      call: (call) => this.effect(`call ${call.kind}`, async () => this.call(call), { kind: 'unknown' } as CallResult),
      page: (_, page) =>
        this.effect(
          'kind' in page ? `tell ${page.kind}` : `page ${page.reason}`,
          async () => (this.options.topicDown ? 'failed' : 'taken'),
          'failed' as const,
        ),
      ledger: {
        ...this.ledger.reads(),
        owing: async () => new Map(),
        readRow: () => this.effect('readRow', async () => this.ledger.read()),
        writeRow: (row, expected) =>
          this.effect(`writeRow ${row.state}`, async () => this.write(row, expected), 'unknown' as WriteResult),
        side: (write) => this.effect(`side ${write.kind}`, async () => this.ledger.side(write), 'failed' as const),
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
    return this.reads('ledger', this.ledger.reads());
  }

  /** One awaited effect: where a crash can come before or after it, or its answer can be lost. */
  protected async effect<T>(name: string, act: () => Promise<T>, lost?: T): Promise<T> {
    const index = this.effects.length;
    this.effects.push(name);
    const fault = this.faults.get(index);
    if (fault === 'before') this.dead = true;
    if (this.dead) throw new Crash();
    if (fault === 'rival') await this.invoke();
    if (fault === 'restored' && this.ledger.backup !== undefined) {
      this.tamper(clone(this.ledger.backup));
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
      this.tamper(fault === 'deleted' ? undefined : clone(this.ledger.opened));
      throw new Crash();
    }
    return fault === 'lost' && lost !== undefined ? answered(lost) : answer;
  }

  /** What the index of open lineages says. */
  protected listing(): Listing | undefined {
    return this.ledger.listing(CLUSTER);
  }

  /** Other hands change the row. */
  protected tamper(row: Row | undefined): void {
    this.ledger.row = row;
  }

  private pass(ms: number): void {
    this.now += ms;
    this.emr.advance();
  }

  private write(row: Row, expected: Pick<Row, 'version' | 'nonce'>): WriteResult {
    const before = this.row?.state;
    const result = this.ledger.write(row, expected);
    if (result === 'written' && before === 'intent' && row.state === 'cancelling') {
      this.pass(this.options.cancelWriteMs ?? 0);
    }
    return result;
  }

  protected call(call: EmrCall): CallResult {
    this.emr.advance();
    this.calls.push({ at: this.now, call, rootState: this.emr.step(ROOT).state, row: clone(this.row) });
    return call.kind === 'add'
      ? { kind: 'done', stepId: this.emr.add(call) }
      : { kind: 'done', accepted: this.emr.cancel(call.stepId) };
  }
}

const isNotice = (reason: string): boolean => reason.startsWith('finding:');

function answered<T>(lost: T): T {
  if (lost === LOST_READ) throw new Error('the answer is lost');
  return lost;
}
