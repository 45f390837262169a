import type { Environment, RemediatorHandler } from '../../lib/built-function';
import { TIMEOUT_MS } from '../../lib/rehearsal/function';
import { parseLogLine } from '../../lib/remedy';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import type { Dice } from '../yarn-oracle/dice';
import type { IsolatedBundle } from './isolated-bundle';
import type { Sent } from './loopback';
import type { Plan } from './plan';
import type { LifeRecord } from './record';
import { isWrite, type Operation } from './requests';
import type { VirtualTime } from './virtual-time';
import type { Death, Sender } from './wire';

/** Requests of one invocation among which it may die; beyond that it dies of its time-out. */
const MAX_REQUESTS = 40;

export interface FleetParts {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly record: LifeRecord;
  readonly bundle: IsolatedBundle['bundle'];
  readonly dice: Dice;
  readonly random: () => number;
  /** Of the sandbox with this number. */
  readonly environment: (number: number) => Environment;
  /** Told of each write to EMR as it leaves. */
  readonly onSend: (sandbox: Sandbox, operation: Operation, sent: Sent) => void;
}

/** One stack's function: up to so many sandboxes, each of which runs one invocation at a time and is used again until it dies. */
export class Fleet {
  private readonly sandboxes: Sandbox[] = [];

  /** @param first number of its first sandbox */
  public constructor(
    private readonly parts: FleetParts,
    private readonly size: number,
    private readonly first: number,
  ) {}

  public find(number: number): Sandbox | undefined {
    return this.sandboxes.find((one) => one.number === number);
  }

  public isBusy(): boolean {
    return this.sandboxes.some((one) => one.isAlive() && one.isBusy);
  }

  /** One call; nothing happens where every sandbox is busy, as with a function that has no more concurrency. */
  public invoke(event: object): void {
    const { record } = this.parts;
    const alive = this.sandboxes.filter((one) => one.isAlive());
    const free = alive.find((one) => !one.isBusy);
    if (free === undefined && alive.length >= this.size) {
      record.count('refused invocations');
      return;
    }
    if (alive.some((one) => one.isBusy)) record.count('side by side');
    (free ?? this.start()).run(event);
  }

  private start(): Sandbox {
    const sandbox = new Sandbox(this.parts, this.first + this.sandboxes.length);
    this.sandboxes.push(sandbox);
    return sandbox;
  }
}

/** How an invocation dies, as it was drawn when it began. */
type Fate =
  | { readonly kind: 'request'; readonly left: number; readonly death: Death }
  | { readonly kind: 'write'; readonly death: Death };

const DEATHS: readonly Death[] = ['before it is sent', 'in flight', 'after its effect'];

export class Sandbox implements Sender {
  public isBusy = false;
  private isDead = false;
  private fate: Fate | undefined;
  private nthInvocation = 0;
  private readonly handler: RemediatorHandler;
  /** When it last asked for a step, on EMR's clock. */
  public readAt = Number.NEGATIVE_INFINITY;
  /** Its clock less EMR's. */
  public readonly skewMs: number;

  public constructor(
    private readonly parts: FleetParts,
    public readonly number: number,
  ) {
    const { plan, time, bundle, random } = parts;
    this.skewMs = plan.skewsMs[number % plan.skewsMs.length] ?? 0;
    this.handler = bundle.createHandler({
      clock: () => time.now() + this.skewMs,
      sleep: (ms) =>
        new Promise((resolve) => {
          time.after(ms, () => {
            if (this.isAlive()) resolve();
          });
        }),
      random,
      log: (line) => this.log(line),
      environment: parts.environment(number),
    });
  }

  public readonly isAlive = (): boolean => !this.isDead;

  public readonly kill = (how: string): void => {
    if (this.isDead) return;
    this.isDead = true;
    this.parts.record.count('killed');
    this.parts.record.say(`sandbox ${this.number} dies ${how}`);
  };

  public readonly sends = (operation: Operation, sent: Sent): Death | undefined => {
    if (operation.name === 'DescribeStep') this.readAt = this.parts.time.now();
    if (isWrite(operation)) this.parts.onSend(this, operation, sent);
    else if (sent.body.includes(this.parts.plan.canary))
      this.parts.record.leaks.push(`${operation.name} of ${operation.service}`);
    const { fate } = this;
    if (fate?.kind === 'write') return isWrite(operation) ? fate.death : undefined;
    if (fate?.kind !== 'request') return undefined;
    this.fate = { ...fate, left: fate.left - 1 };
    return fate.left === 0 ? fate.death : undefined;
  };

  public run(event: object): void {
    const { time, record } = this.parts;
    const startedAt = time.now();
    this.nthInvocation += 1;
    const nth = this.nthInvocation;
    this.isBusy = true;
    this.drawFate();
    record.count('invocations');
    const runs = (): boolean => this.isBusy && this.nthInvocation === nth;
    time.after(TIMEOUT_MS, () => {
      if (runs()) this.kill('of its time-out');
    });
    const ended = (): void => {
      this.isBusy = false;
    };
    const context = { getRemainingTimeInMillis: () => Math.max(0, startedAt + TIMEOUT_MS - time.now()) };
    this.handler(event, context).then(ended, (error: unknown) => {
      ended();
      record.count('failed invocations');
      record.say(`sandbox ${this.number} fails: ${error instanceof Error ? error.name : String(error)}`);
    });
  }

  private drawFate(): void {
    const { plan, dice, time } = this.parts;
    this.fate = undefined;
    if (time.now() - START_MS >= plan.calmFromMs || !dice.chance(plan.kills)) return;
    const death = dice.pick(DEATHS);
    const kind = dice.pick(['request', 'write', 'time'] as const);
    if (kind === 'time') {
      const nth = this.nthInvocation;
      time.after(dice.int(0, TIMEOUT_MS), () => {
        if (this.isBusy && this.nthInvocation === nth) this.kill('between two requests, or with one in flight');
      });
    } else this.fate = kind === 'write' ? { kind, death } : { kind, left: dice.logInt(1, MAX_REQUESTS) - 1, death };
  }

  private log(text: string): void {
    const { plan, record } = this.parts;
    if (text.includes(plan.canary)) record.leaks.push('the log');
    const entry = parseLogLine(text);
    if (entry?.kind === 'decision') {
      const { state, next, action, reason } = entry;
      record.say(`sandbox ${this.number}: ${state === next ? state : `${state} -> ${next}`} ${action} (${reason})`);
      if (state !== next) record.count(`row ${next}`);
    } else if (entry !== undefined && entry.kind !== 'page') {
      record.say(
        `sandbox ${this.number}: ${JSON.stringify({ ...entry, clusterId: undefined, logVersion: undefined })}`,
      );
    }
  }
}

export const tickEvent = (atMs: number): object => ({
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  time: new Date(atMs).toISOString(),
});

/** The event that EMR sends when a step has completed. */
export const stepEvent = (): object => ({
  source: 'aws.emr',
  'detail-type': 'EMR Step Status Change',
  detail: { state: 'COMPLETED', clusterId: CLUSTER_ID },
});
