import type { Clock, VirtualClock } from '../clock';
import type { ServiceError } from '../errors';
import { decide, NO_FAULTS_YET, type NumberedFault } from './decide';
import { half, malformed, pageReply, type WireReply } from './malformed';
import { internalError, throttled } from './refusals';
import { StaleReplies } from './stale-replies';
import type { ApiFault, FaultPlan, FaultyService } from './types';

/** A fault that met a call. */
export interface FaultMet {
  /** After the scenario's start. */
  readonly atMs: number;
  readonly service: FaultyService;
  readonly operation: string;
  readonly kind: ApiFault['kind'];
}

/** A call on its way to a service. */
export interface Callable {
  readonly service: FaultyService;
  readonly operation: string;
  /** The request's body: the same for the same question. */
  readonly body: string | Uint8Array;
  /** Lets the request take effect, once each time. The effect is there before the promise is, so that it has its moment on a virtual clock. */
  perform(): Promise<WireReply>;
  refuse(error: ServiceError): WireReply | Promise<WireReply>;
}

/** What goes over the wire; `reset`: nothing, and the connection ends. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: WireReply }
  /** The head promises `reply`, of which only this much comes. */
  | { readonly kind: 'broken-off'; readonly reply: WireReply; readonly sent: Uint8Array }
  | { readonly kind: 'reset' };

/** What is remembered of the faults that were met; of earlier ones only their number. */
const MAX_MET = 10_000;
const READS = /^(Describe|List|Get)/;

/** The faults of one server: those of its scenario, and what is added while it runs. */
export class ApiFaults {
  private faults: NumberedFault[] = [];
  private added = 0;
  private state = NO_FAULTS_YET;
  private readonly last: FaultMet[] = [];
  private readonly counts = new Map<ApiFault['kind'], number>();
  private readonly replies = new StaleReplies();

  private seed = 0;

  /** @param startMs of the scenario, epoch ms */
  public constructor(
    plan: FaultPlan,
    private readonly clock: Clock & Partial<Pick<VirtualClock, 'at'>>,
    private readonly startMs: number,
  ) {
    this.replace(plan);
  }

  /** These in place of all others, as if the server began with them: nothing of them has met a call yet. */
  public replace({ seed, api }: FaultPlan): void {
    this.seed = seed;
    this.faults = [];
    this.added = 0;
    this.state = NO_FAULTS_YET;
    this.counts.clear();
    for (const fault of api) this.add(fault);
  }

  /** From now on, after those that are there. Gives the number by which it can be removed. */
  public add(fault: ApiFault): number {
    this.added += 1;
    this.faults = [...this.faults, { number: this.added, fault }];
    return this.added;
  }

  public remove(number: number): void {
    this.faults = this.faults.filter((one) => one.number !== number);
  }

  public clear(): void {
    this.faults = [];
  }

  /** The latest that were met, oldest first. */
  public get met(): readonly FaultMet[] {
    return this.last;
  }

  /** How many of each kind were met. */
  public get metByKind(): ReadonlyMap<ApiFault['kind'], number> {
    return this.counts;
  }

  /** The outcome of a call, with the fault that meets it. */
  public async answer(call: Callable): Promise<Outcome> {
    if (this.faults.length === 0) return { kind: 'reply', reply: await call.perform() };
    const atMs = this.clock.now() - this.startMs;
    const { state, met } = decide(this.seed, this.faults, this.state, { ...call, atMs });
    this.state = state;
    const outcome = met === undefined ? undefined : await this.spoiled(call, met.fault);
    if (met === undefined || outcome === undefined) return this.performed(call);
    this.note({ atMs, service: call.service, operation: call.operation, kind: met.fault.kind });
    return outcome;
  }

  /** Undefined: the fault finds nothing to spoil. */
  private async spoiled(call: Callable, fault: ApiFault): Promise<Outcome | undefined> {
    switch (fault.kind) {
      case 'throttled':
      case 'rate-limit':
        return { kind: 'reply', reply: await call.refuse(throttled(call.service)) };
      case 'internal-error':
        if (fault.effect === 'done') await call.perform();
        return { kind: 'reply', reply: await call.refuse(internalError(call.service, call.operation)) };
      case 'unavailable':
        if (fault.effect === 'done') await call.perform();
        return { kind: 'reply', reply: pageReply(503, 'Service Temporarily Unavailable') };
      case 'lost':
        if (fault.effect === 'done') await call.perform();
        if (fault.effect === 'late') this.performLater(call, fault.delayMs);
        return { kind: 'reset' };
      case 'late':
        return this.late(call, fault);
      case 'duplicated':
        await call.perform();
        return this.performed(call);
      case 'stale': {
        const isRead = READS.test(call.operation) && call.service !== 'dynamodb';
        const reply = isRead ? this.replies.find(call, this.clock.now() - fault.maxAgeMs) : undefined;
        return reply && { kind: 'reply', reply };
      }
      case 'malformed': {
        const reply = await call.perform();
        return fault.form === 'broken-off'
          ? { kind: 'broken-off', reply, sent: half(reply.body) }
          : { kind: 'reply', reply: malformed(reply, fault.form) };
      }
    }
  }

  private async late(call: Callable, fault: ApiFault & { kind: 'late' }): Promise<Outcome> {
    const isLost = fault.delayMs >= fault.patienceMs;
    if (isLost) {
      if (fault.effect === 'done') await call.perform();
      else this.performLater(call, fault.delayMs);
      await this.clock.sleep(fault.patienceMs);
      return { kind: 'reset' };
    }
    const early = fault.effect === 'done' ? await this.performed(call) : undefined;
    await this.clock.sleep(fault.delayMs);
    return early ?? this.performed(call);
  }

  private performLater(call: Callable, delayMs: number): void {
    // Nobody waits for this answer; a refusal is one.
    const perform = (): void => void call.perform().catch(() => undefined);
    if (this.clock.at === undefined) void this.clock.sleep(delayMs).then(perform);
    else this.clock.at(this.clock.now() + delayMs, perform);
  }

  private async performed(call: Callable): Promise<Outcome> {
    const reply = await call.perform();
    if (this.faults.some(({ fault }) => fault.kind === 'stale')) this.replies.keep(call, reply, this.clock.now());
    return { kind: 'reply', reply };
  }

  private note(met: FaultMet): void {
    this.last.push(met);
    if (this.last.length > MAX_MET) this.last.splice(0, this.last.length - MAX_MET);
    this.counts.set(met.kind, (this.counts.get(met.kind) ?? 0) + 1);
  }
}
