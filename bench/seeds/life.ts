import type { Environment } from '../../lib/built-function';
import { functionEnvironment, TICK_MS } from '../../lib/rehearsal/function';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import { seededRandom } from '../../lib/rehearsal/seeded-random';
import { isActive, isOpenState, OPT_IN_TAG, optInValue } from '../../lib/remedy';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import type { World } from '../../lib/simulator/world/types';
import { type Dice, dice } from '../yarn-oracle/dice';
import { Others } from './acts';
import { judgeAdd, judgeCancel } from './calls';
import { Clusters } from './clusters';
import { Fleet, type Sandbox, stepEvent, tickEvent } from './fleet';
import type { IsolatedBundle } from './isolated-bundle';
import { isUnderOthersLease, LEASED } from './lease';
import type { Sent } from './loopback';
import type { Plan } from './plan';
import { LifeRecord } from './record';
import type { Operation } from './requests';
import { type OnPut, Tables } from './tables';
import { VirtualTime } from './virtual-time';
import { type Sender, Wire } from './wire';

const HOUR_MS = 3_600_000;
const ENDS: ReadonlySet<string> = new Set(['closed', 'held']);
const ROW = 'cluster#';
/** Requests to a sandbox's port are that sandbox's; the second stack's begin further up. */
const FIRST_PORT = 1000;
const SECOND_STACK = 500;
const OTHER_TABLE = 'other-stack';
/** Where nothing runs and nothing is open, only every so many ticks read it once more. */
const IDLE_TICKS = 36;
/** Where no step has begun or ended for so long, and no call is under way, only every so many do. */
const QUIET_MS = 75 * 60_000;
const QUIET_TICKS = 6;
/** An invocation that works on what it began is met by another within the time that it works at most. */
const MAX_WORK_MS = 150_000;
/** Lives end at the latest so long after they should. */
const MAX_OVERTIME_MS = 24 * HOUR_MS;

type LedgerRow = Readonly<Record<string, unknown>>;

/** A life that is over: what it was, and what was seen of it. */
export interface Lived {
  readonly plan: Plan;
  readonly record: LifeRecord;
  /** Of its clusters, that of its scenario first. */
  readonly worlds: readonly World[];
  readonly endedAt: number;
  /** What the ledger says of each. */
  readonly rows: readonly (LedgerRow | undefined)[];
}

/**
 * Lives one life of the built function to its end.
 *
 * @param environment further variables of the function
 */
export async function live(plan: Plan, isolated: IsolatedBundle, environment: Environment = {}): Promise<Lived> {
  return new Life(plan, isolated, environment).run();
}

const isOpen = (row: LedgerRow | undefined): boolean => isOpenState(row?.state as string | undefined);

class Life {
  private readonly time = new VirtualTime(START_MS);
  private readonly record = new LifeRecord(this.time.now);
  private readonly tables = new Tables();
  private readonly dice: Dice;
  private readonly random: () => number;
  private readonly clusters: Clusters;
  private readonly wire: Wire;
  private readonly fleets: readonly Fleet[];
  private idleTicks = 0;

  public constructor(
    private readonly plan: Plan,
    private readonly isolated: IsolatedBundle,
    private readonly extra: Environment,
  ) {
    const { time, record, tables } = this;
    this.dice = dice(plan.seed, 1);
    this.random = seededRandom(plan.seed);
    this.clusters = new Clusters(plan, time.now, record, {
      url: () => `http://127.0.0.1:${this.wire.port}`,
      onFinding: () => others.onFirst('finding'),
    });
    const others: Others = new Others({
      plan,
      time,
      clusters: this.clusters,
      tables,
      record,
      dice: this.dice,
      release: () => this.release(),
    });
    this.wire = new Wire({
      plan,
      time,
      clusters: this.clusters,
      tables,
      record,
      dice: this.dice,
      senderAt: (port) => this.senderAt(port - FIRST_PORT),
      onWrite: (operation) => others.onFirst(operation),
      onPut: (sender, table, item, before) => this.watchPut(sender, table, item, before),
    });
    isolated.enter({ time, carry: this.wire.carry, random: this.random });
    const fleet = (first: number, size: number): Fleet =>
      new Fleet(
        {
          plan,
          time,
          record,
          bundle: isolated.bundle,
          dice: this.dice,
          random: this.random,
          environment: (number) => this.environment(number),
          onSend: (sandbox, operation, sent) => this.judge(sandbox, operation, sent),
        },
        size,
        first,
      );
    this.fleets = [fleet(0, plan.sandboxes), ...(plan.hasSecondStack ? [fleet(SECOND_STACK, 1)] : [])];
  }

  public async run(): Promise<Lived> {
    const { time, plan, fleets } = this;
    for (const [i, fleet] of fleets.entries()) time.after(plan.firstTickMs + i * 90_000, () => this.tick(fleet));
    await time.run(START_MS + plan.endMs);
    await time.run(START_MS + plan.endMs + MAX_OVERTIME_MS, () => this.isOver());
    for (const [kind, times] of this.clusters.faultsMet()) this.record.count(`fault ${kind}`, times);
    return { plan, record: this.record, worlds: this.clusters.worlds(), endedAt: time.now(), rows: this.rows() };
  }

  private tick(fleet: Fleet): void {
    const { time, plan, record, dice } = this;
    time.after(TICK_MS, () => this.tick(fleet));
    const isCalm = time.now() - START_MS >= plan.calmFromMs;
    const every = this.isIdle() ? IDLE_TICKS : this.isQuiet() ? QUIET_TICKS : 1;
    this.idleTicks = every === 1 ? 0 : this.idleTicks + 1;
    if (this.idleTicks % every !== 0) return;
    if (!isCalm && dice.chance(plan.lostTicks)) {
      record.count('lost ticks');
      return;
    }
    fleet.invoke(tickEvent(time.now()));
    if (isCalm) return;
    const again = (): void => fleet.invoke(dice.chance(0.5) ? tickEvent(time.now()) : stepEvent());
    if (dice.chance(plan.doubleTicks)) {
      record.count('double ticks');
      time.after(dice.int(0, plan.doubleWithinMs), again);
    }
    // An invocation that works on what it began is met by another.
    if (plan.sandboxes > 1) time.after(dice.int(0, MAX_WORK_MS), () => this.isUnderWay() && again());
  }

  private isUnderWay(): boolean {
    return this.rows().some((row) => isOpen(row) && row?.state !== 'verifying');
  }

  private senderAt(number: number): Sender | undefined {
    return number === PERSON ? A_PERSON : this.sandboxAt(number);
  }

  private sandboxAt(number: number): Sandbox | undefined {
    return this.fleets.flatMap((fleet) => fleet.find(number) ?? [])[0];
  }

  private environment(number: number): Environment {
    const url = `http://127.0.0.1:${FIRST_PORT + number}`;
    const { mode } = this.plan.scenario;
    const watch = this.watch();
    if (number < SECOND_STACK) return { ...functionEnvironment(mode, url, url), ...watch, ...this.extra };
    return {
      ...functionEnvironment('remediate', url, url),
      ...watch,
      AUTOTUNE_TABLE: OTHER_TABLE,
      AUTOTUNE_REMEDIATOR_ID: 'second',
    };
  }

  private watch(): Environment {
    if (this.plan.watchesTag)
      return {
        AUTOTUNE_CLUSTER_IDS: undefined,
        AUTOTUNE_TAG_KEY: OPT_IN_TAG,
        AUTOTUNE_TAG_VALUE: optInValue('rehearsal'),
      };
    return {
      AUTOTUNE_CLUSTER_IDS: this.clusters
        .worlds()
        .map(({ cluster }) => cluster.id)
        .join(','),
    };
  }

  private judge(sandbox: Sandbox, operation: Operation, sent: Sent): void {
    const { record, time, plan } = this;
    const isSecondStack = sandbox.number >= SECOND_STACK;
    const { number, readAt } = sandbox;
    const request = JSON.parse(sent.body) as {
      readonly ClusterId?: string;
      readonly JobFlowId?: string;
      readonly StepIds?: readonly string[];
      readonly Steps?: readonly [
        { readonly HadoopJarStep: { readonly Jar: string; readonly Args: readonly string[] } },
      ];
    };
    const clusterId = request.ClusterId ?? request.JobFlowId ?? '';
    const world = this.clusters.worlds().find(({ cluster }) => cluster.id === clusterId);
    if (world === undefined) throw new Error(`a write to a cluster that is not there: ${clusterId}`);
    const row = this.row(clusterId);
    const scene = { plan, record, world, now: time.now(), row, isSecondStack, sandbox: number, readAt };
    const step = request.Steps?.[0].HadoopJarStep;
    const written =
      operation.name === 'CancelSteps'
        ? judgeCancel(scene, request.StepIds ?? [])
        : judgeAdd(scene, step?.Args ?? [], step?.Jar ?? '');
    record.written.push(written);
    record.count(operation.name);
    record.say(`sandbox ${sandbox.number} sends ${operation.name} for ${written.root}`);
  }

  /** The function writes the cluster's row: it is judged whether it may, and counted how lineages end. */
  private watchPut(sender: number, ...[table, item, before]: Parameters<OnPut>): void {
    const sandbox = this.sandboxAt(sender);
    if (table !== LEDGER_TABLE || !item.pk?.S?.startsWith(ROW) || sandbox === undefined) return;
    const { record, time } = this;
    const state = item.state?.S ?? '';
    if (ENDS.has(state) && before?.state?.S !== state) record.count(`${state}(${item.reason?.S ?? ''})`);
    if (isUnderOthersLease(item, before, time.now() + sandbox.skewMs)) record.brokenAtOnce.add(LEASED);
  }

  private row(clusterId: string): LedgerRow | undefined {
    return this.tables.find(LEDGER_TABLE, `${ROW}${clusterId}`);
  }

  private rows(): (LedgerRow | undefined)[] {
    return this.clusters.worlds().map(({ cluster }) => this.row(cluster.id));
  }

  /** Nothing runs, waits, is open or owed. */
  private isIdle(): boolean {
    if (this.clusters.worlds().some(({ steps }) => steps.some(isActive))) return false;
    if (this.fleets.some((fleet) => fleet.isBusy())) return false;
    return !this.rows().some((row) => {
      const owed = (row?.pages as readonly unknown[] | undefined) ?? [];
      return owed.length > 0 || isOpen(row) || row?.state === 'closed';
    });
  }

  private isQuiet(): boolean {
    if (this.isUnderWay()) return false;
    const newest = this.clusters
      .worlds()
      .flatMap(({ steps }) => steps)
      .map(({ createdMs, startedMs = 0, endedMs = 0 }) => Math.max(createdMs, startedMs, endedMs));
    return this.time.now() - Math.max(START_MS, ...newest) > QUIET_MS;
  }

  private isOver(): boolean {
    return this.clusters.worlds().every(({ submissions }) => submissions.length === 0) && this.isIdle();
  }

  private release(): void {
    const { record, time, isolated } = this;
    const url = `http://127.0.0.1:${FIRST_PORT + PERSON}`;
    const environment = functionEnvironment('remediate', url, url);
    const operator = isolated.bundle.createOperator({ clock: time.now, environment });
    operator.release({ table: LEDGER_TABLE, clusterId: CLUSTER_ID, dryRun: false }).catch((error: unknown) => {
      record.say(`the release fails: ${error instanceof Error ? error.name : String(error)}`);
    });
  }
}

/** A person at a terminal, who does not die of a request. */
const PERSON = 900;
const A_PERSON: Sender = { number: PERSON, isAlive: () => true, sends: () => undefined, kill: () => undefined };
