import { START_MS } from '../../lib/simulator/world/create';
import type { Dice } from '../yarn-oracle/dice';
import type { Clusters } from './clusters';
import { drawFault, type Fault, MAX_IN_FLIGHT_MS } from './faults';
import type { Carry, Received, Sent } from './loopback';
import type { Plan } from './plan';
import type { LifeRecord } from './record';
import { failed, isWrite, misshapen, type Operation, operationOf, throttled, unavailable } from './requests';
import type { OnPut, Tables } from './tables';
import type { VirtualTime } from './virtual-time';

/** How long a list that is shown once more may be. */
const MAX_STALE_MS = 60_000;

/** Where a request dies with the sandbox that sent it. */
export type Death = 'before it is sent' | 'in flight' | 'after its effect';

/** Who sends, and whether it still lives. */
export interface Sender {
  readonly number: number;
  readonly isAlive: () => boolean;
  /** Told of each request before it leaves: what it breaks is noted there, and perhaps its sender dies of it. */
  readonly sends: (operation: Operation, sent: Sent) => Death | undefined;
  readonly kill: (how: string) => void;
}

interface Parts {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly clusters: Clusters;
  readonly tables: Tables;
  readonly record: LifeRecord;
  readonly dice: Dice;
  readonly senderAt: (port: number) => Sender | undefined;
  /** Told of each write to EMR that took effect. */
  readonly onWrite: (operation: string) => void;
  /** Told of each item that a sender puts into a table. */
  readonly onPut: (sender: number, ...put: Parameters<OnPut>) => void;
}

/** The way from the function to its services: it takes time, and things go wrong on it. */
export class Wire {
  /** The port of the request that is being answered. */
  public port = 0;
  private readonly shown = new Map<string, { readonly at: number; readonly answer: Received }>();

  public constructor(private readonly parts: Parts) {}

  public readonly carry: Carry = (sent, received) => {
    const { time, record, senderAt, plan, dice } = this.parts;
    const sender = senderAt(sent.port);
    if (sender === undefined || !sender.isAlive()) return;
    const operation = operationOf(sent);
    record.count('requests');
    const death = sender.sends(operation, sent);
    if (death === 'before it is sent') return sender.kill(`before ${operation.name} was sent`);
    const fault = drawFault(dice, plan, operation, time.now() - START_MS);
    if (fault !== undefined) {
      record.count(`fault ${fault.kind}`);
      record.say(`${operation.name} of sandbox ${sender.number}: ${fault.kind}`);
    }
    this.travel(sender, operation, sent, fault, death, received);
  };

  private travel(
    sender: Sender,
    operation: Operation,
    sent: Sent,
    fault: Fault | undefined,
    death: Death | undefined,
    received: (answer: Received | undefined) => void,
  ): void {
    const { time, dice } = this.parts;
    const there = dice.int(5, 60);
    const back = dice.int(5, 60) + (fault?.kind === 'late answer' ? fault.ms : 0);
    const give = (answer: Received | undefined): void => {
      time.after(back, () => {
        if (sender.isAlive()) received(answer);
      });
    };
    const instead = this.withoutEffect(operation, sent, fault);
    if (instead !== undefined) {
      give(instead.answer);
      return;
    }
    let late = fault?.kind === 'late effect' ? fault.ms : 0;
    if (death === 'in flight') {
      late = dice.int(0, MAX_IN_FLIGHT_MS);
      time.after(there / 2, () => sender.kill(`with ${operation.name} in flight`));
      if (dice.chance(0.3)) return;
    }
    time.after(there + late, () => void this.effect(sender, operation, sent, fault, death, give));
  }

  /** What is answered, or that the connection ends, where the request never arrives. */
  private withoutEffect(
    operation: Operation,
    sent: Sent,
    fault: Fault | undefined,
  ): { readonly answer: Received | undefined } | undefined {
    switch (fault?.kind) {
      case 'throttled':
        return { answer: throttled(operation) };
      case 'error':
        return { answer: failed(operation) };
      case 'unavailable':
        return { answer: unavailable() };
      case 'lost before effect':
        return { answer: undefined };
      case 'stale': {
        const answer = this.earlier(sent);
        return answer && { answer };
      }
      default:
        return undefined;
    }
  }

  private async effect(
    sender: Sender,
    operation: Operation,
    sent: Sent,
    fault: Fault | undefined,
    death: Death | undefined,
    give: (answer: Received | undefined) => void,
  ): Promise<void> {
    const { record, dice, onWrite } = this.parts;
    let answer = await this.answered(sender, operation, sent);
    if (fault?.kind === 'repeated') answer = await this.answered(sender, operation, sent);
    if (isWrite(operation)) {
      record.say(`${operation.name} takes effect: ${answer?.status ?? 'no answer'}`);
      onWrite(operation.name);
    }
    if (death === 'after its effect') return sender.kill(`after the effect of ${operation.name}`);
    if (answer !== undefined && answer.status === 200) this.shown.set(this.keyOf(sent), { at: this.now(), answer });
    if (fault?.kind === 'lost after effect') give(undefined);
    else if (fault?.kind === 'error after effect') give(failed(operation));
    else if (fault?.kind === 'malformed' && answer !== undefined) give(misshapen(answer, dice.int(0, 6)));
    else give(answer);
  }

  private async answered(sender: Sender, operation: Operation, sent: Sent): Promise<Received | undefined> {
    const { tables, clusters, onPut } = this.parts;
    this.port = sent.port;
    if (operation.service !== 'dynamodb') return clusters.answer(sent);
    return tables.answer(operation.name, sent.body, (...put) => onPut(sender.number, ...put));
  }

  private readonly now = (): number => this.parts.time.now();

  private keyOf({ headers, body }: Sent): string {
    return `${headers['x-amz-target'] ?? ''} ${body}`;
  }

  /** What was answered to the same question, as far back as EMR's lists may lag. */
  private earlier(sent: Sent): Received | undefined {
    const known = this.shown.get(this.keyOf(sent));
    const allowed = MAX_STALE_MS - this.parts.plan.scenario.timing.listStepsStaleMs;
    return known !== undefined && this.now() - known.at <= allowed ? known.answer : undefined;
  }
}
