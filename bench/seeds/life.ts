import type { Environment } from '../../lib/built-function';
import { functionEnvironment, TICK_MS } from '../../lib/rehearsal/function';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import { seededRandom } from '../../lib/rehearsal/seeded-random';
import { isActive, isOpenState } from '../../lib/remedy';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import type { World } from '../../lib/simulator/world/types';
import { type Dice, dice } from '../yarn-oracle/dice';
import { Others } from './acts';
import { judgeAdd, judgeCancel } from './calls';
import { Cluster } from './cluster';
import { Fleet, type Sandbox, stepEvent, tickEvent } from './fleet';
import type { IsolatedBundle } from './isolated-bundle';
import type { Sent } from './loopback';
import type { Plan } from './plan';
import { LifeRecord } from './record';
import type { Operation } from './requests';
import { Tables } from './tables';
import { VirtualTime } from './virtual-time';
import { type Sender, Wire } from './wire';

const HOUR_MS = 3_600_000;
const ROW = `cluster#${CLUSTER_ID}`;
/** Requests to a sandbox's port are that sandbox's; the second stack's begin further up. */
const FIRST_PORT = 1000;
const SECOND_STACK = 500;
const OTHER_TABLE = 'other-stack';
/** Where nothing runs and nothing is open, only every so many ticks read it once more. */
const IDLE_TICKS = 12;
/** The second of two ticks comes within what an invocation works at most. */
const MAX_DOUBLE_AFTER_MS = 150_000;
/** Lives end at the latest so long after they should. */
const MAX_OVERTIME_MS = 24 * HOUR_MS;

/** A life that is over: what it was, and what was seen of it. */
export interface Lived {
  readonly plan: Plan;
  readonly record: LifeRecord;
  readonly world: World;
  readonly endedAt: number;
  readonly row?: Readonly<Record<string, unknown>>;
}

/**
 * Lives one life of the built function to its end.
 *
 * @param environment further variables of the function
 */
export async function live(plan: Plan, isolated: IsolatedBundle, environment: Environment = {}): Promise<Lived> {
  return new Life(plan, isolated, environment).run();
}

class Life {
  private readonly time = new VirtualTime(START_MS);
  private readonly record = new LifeRecord(this.time.now);
  private readonly tables = new Tables();
  private readonly dice: Dice;
  private readonly random: () => number;
  private readonly cluster: Cluster;
  private readonly wire: Wire;
  private readonly fleets: readonly Fleet[];
  private idleTicks = 0;
  private ticks = 0;

  public constructor(
    private readonly plan: Plan,
    private readonly isolated: IsolatedBundle,
    private readonly extra: Environment,
  ) {
    const { time, record, tables } = this;
    this.dice = dice(plan.seed, 1);
    this.random = seededRandom(plan.seed);
    this.cluster = new Cluster(plan, time.now, record, () => `http://127.0.0.1:${this.wire.port}`);
    const others = new Others({
      plan,
      time,
      cluster: this.cluster,
      tables,
      record,
      dice: this.dice,
      release: () => this.release(),
    });
    this.wire = new Wire({
      plan,
      time,
      cluster: this.cluster,
      tables,
      record,
      dice: this.dice,
      senderAt: (port) => this.senderAt(port - FIRST_PORT),
      onWrite: (operation) => others.onWrite(operation),
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
    for (const [i, fleet] of fleets.entries()) time.after(i * 90_000, () => this.tick(fleet));
    await time.run(START_MS + plan.endMs);
    await time.run(START_MS + plan.endMs + MAX_OVERTIME_MS, () => this.isOver());
    for (const [kind, times] of this.cluster.simulated.faults.metByKind) this.record.count(`fault ${kind}`, times);
    return { plan, record: this.record, world: this.cluster.world(), endedAt: time.now(), row: this.row() };
  }

  private tick(fleet: Fleet): void {
    const { time, plan, record, dice } = this;
    time.after(TICK_MS, () => this.tick(fleet));
    this.ticks += 1;
    const isCalm = time.now() - START_MS >= plan.calmFromMs;
    if (this.isIdle()) {
      this.idleTicks += 1;
      if (this.idleTicks % IDLE_TICKS !== 0) return;
    } else this.idleTicks = 0;
    if (!isCalm && dice.chance(plan.lostTicks)) {
      record.count('lost ticks');
      return;
    }
    fleet.invoke(tickEvent(time.now()));
    if (isCalm) return;
    const again = (): void => fleet.invoke(dice.chance(0.5) ? tickEvent(time.now()) : stepEvent());
    if (dice.chance(plan.doubleTicks)) {
      record.count('double ticks');
      time.after(dice.int(0, MAX_DOUBLE_AFTER_MS), again);
    }
    // An invocation that works on what it began is met by another.
    if (plan.sandboxes > 1) time.after(dice.int(0, MAX_DOUBLE_AFTER_MS), () => this.isUnderWay() && again());
  }

  private isUnderWay(): boolean {
    const state = this.row()?.state as string | undefined;
    return isOpenState(state) && state !== 'verifying';
  }

  private senderAt(number: number): Sender | undefined {
    return number === PERSON ? A_PERSON : this.fleets.flatMap((fleet) => fleet.find(number) ?? [])[0];
  }

  private environment(number: number): Environment {
    const url = `http://127.0.0.1:${FIRST_PORT + number}`;
    const { mode } = this.plan.scenario;
    if (number < SECOND_STACK) return { ...functionEnvironment(mode, url, url), ...this.extra };
    return {
      ...functionEnvironment('remediate', url, url),
      AUTOTUNE_TABLE: OTHER_TABLE,
      AUTOTUNE_REMEDIATOR_ID: 'second',
    };
  }

  private judge(sandbox: Sandbox, operation: Operation, sent: Sent): void {
    const { record, time, plan } = this;
    const isSecondStack = sandbox.number >= SECOND_STACK;
    const { number, readAt } = sandbox;
    const world = this.cluster.world();
    const scene = { plan, record, world, now: time.now(), row: this.row(), isSecondStack, sandbox: number, readAt };
    const request = JSON.parse(sent.body) as {
      readonly StepIds?: readonly string[];
      readonly Steps?: readonly [
        { readonly HadoopJarStep: { readonly Jar: string; readonly Args: readonly string[] } },
      ];
    };
    const step = request.Steps?.[0].HadoopJarStep;
    const written =
      operation.name === 'CancelSteps'
        ? judgeCancel(scene, request.StepIds ?? [])
        : judgeAdd(scene, step?.Args ?? [], step?.Jar ?? '');
    record.written.push(written);
    record.count(operation.name);
    record.say(`sandbox ${sandbox.number} sends ${operation.name} for ${written.root}`);
  }

  private row(): Readonly<Record<string, unknown>> | undefined {
    return this.tables.find(LEDGER_TABLE, ROW);
  }

  /** Nothing runs, waits, is open or owed. */
  private isIdle(): boolean {
    const world = this.cluster.world();
    if (world.steps.some(isActive) || this.fleets.some((fleet) => fleet.isBusy())) return false;
    const row = this.row();
    const owed = (row?.pages as readonly unknown[] | undefined) ?? [];
    return owed.length === 0 && !isOpenState(row?.state as string | undefined) && row?.state !== 'closed';
  }

  private isOver(): boolean {
    return this.cluster.world().submissions.length === 0 && this.isIdle();
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
