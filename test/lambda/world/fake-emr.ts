import type { EmrCall, StepFacts } from '../../../lib/remedy';
import { parseStep } from '../../../lib/steps';
import { FAT_ARGS, MINUTE, ROOT, SECOND, START } from '../../remedy/support';
import type { WorldOptions } from './options';

export interface WorldStep {
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
  /** Whether its guard has ended it: it had no application. */
  isTurnedAway?: true;
}

/** Where a guard's words name the root step and the attempt. */
const LINEAGE = 5;

function guardOf({ args }: WorldStep): readonly string[] | undefined {
  const form = parseStep('command-runner.jar', args);
  return form.kind === 'unknown' ? undefined : form.guard;
}

/** The step that waits behind R. */
export const SUCCESSOR = 's-NEXT';
const COPY = 's-COPY';

/** The steps of a cluster that runs one at a time, the stuck one first, and the people and orchestrators who use it. */
export class FakeEmr {
  public readonly steps: WorldStep[] = [];

  public constructor(
    private readonly options: WorldOptions,
    private readonly now: () => number,
  ) {
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
        id: SUCCESSOR,
        args: ['spark-submit', 'next.py'],
        createdAt: options.successorAt ?? START,
        state: 'PENDING',
        minutes: 10,
      });
    }
  }

  public step(id: string): WorldStep {
    const found = this.steps.find((step) => step.id === id);
    if (found === undefined) throw new Error(`no step ${id}`);
    return found;
  }

  /** The id of the step that is added. */
  public add({ step }: EmrCall & { kind: 'add' }): string {
    const id = `s-A${this.steps.length}`;
    this.steps.push({
      id,
      args: step.HadoopJarStep.Args,
      createdAt: this.now(),
      state: 'PENDING',
      minutes: this.options.attemptMinutes ?? 25,
      ...(this.options.attemptEnds === 'FAILED' ? { ends: 'FAILED' } : {}),
    });
    this.advance();
    return id;
  }

  /** Whether the cancel is accepted. */
  public cancel(id: string): boolean {
    const step = this.step(id);
    // EMR may say SUBMITTED of a step that has ended without its knowing yet.
    if (step.endedAt !== undefined) return this.options.person !== undefined;
    if (step.state === 'RUNNING') {
      step.state = 'CANCEL_PENDING';
      step.cancelledAt = this.now();
    }
    return true;
  }

  /** Moves every step to the present, in the order in which things happen. */
  public advance(): void {
    this.letOthersAct();
    for (let changed = true; changed; ) {
      changed = false;
      for (const step of this.steps) changed = this.endIfDue(step) || changed;
      changed = this.startNext() || changed;
    }
  }

  /** Whether it has ended now. */
  private endIfDue(step: WorldStep): boolean {
    if (step.endedAt !== undefined) return false;
    const { cancelMs = 15 * SECOND, exitLagMs = 0 } = this.options;
    const cancelledBy = (step.cancelledAt ?? Number.POSITIVE_INFINITY) + cancelMs;
    const doneBy = (step.startedAt ?? Number.POSITIVE_INFINITY) + step.minutes * MINUTE;
    const first = Math.min(doneBy, cancelledBy);
    if (first > this.now()) return false;
    if (first === doneBy) Object.assign(step, { state: step.ends ?? 'COMPLETED', endedAt: first, appEndedAt: first });
    else Object.assign(step, { state: 'CANCELLED', endedAt: first, appEndedAt: first + exitLagMs });
    return true;
  }

  /** Whether the next step has started. */
  private startNext(): boolean {
    const isBusy = this.steps.some(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING');
    const next = this.steps.find(({ state }) => state === 'PENDING');
    if (isBusy || next === undefined) return false;
    const free = Math.max(next.createdAt, ...this.steps.map(({ endedAt }) => endedAt ?? 0));
    Object.assign(next, { state: 'RUNNING', startedAt: free });
    this.guard(next, free);
    return true;
  }

  /** A guard ends the applications of the steps that it names, and its own step where this attempt has run before. */
  private guard(step: WorldStep, at: number): void {
    const words = guardOf(step);
    if (words === undefined) return;
    for (const earlier of this.steps) {
      const isNamed = words.some((word) => word.startsWith(`${earlier.id},`));
      if (isNamed && (earlier.appEndedAt ?? 0) > at) earlier.appEndedAt = at;
    }
    const isTwin = (one: WorldStep): boolean =>
      one.startedAt !== undefined && guardOf(one)?.[LINEAGE] === words[LINEAGE];
    if (!this.steps.some((one) => one !== step && isTwin(one))) return;
    Object.assign(step, { state: 'FAILED', endedAt: at, appEndedAt: at, isTurnedAway: true });
  }

  /** People and orchestrators. */
  private letOthersAct(): void {
    const root = this.step(ROOT);
    const { person, copy } = this.options;
    if (person !== undefined && this.now() >= person.at && root.endedAt === undefined) {
      Object.assign(root, { state: 'CANCELLED', cancelledAt: person.at, endedAt: person.at, appEndedAt: person.at });
    }
    const isCopied = this.steps.some(({ id }) => id === COPY);
    const createdAt = (root.endedAt ?? 0) + (copy?.afterMs ?? 0);
    if (copy !== undefined && !isCopied && root.state === 'CANCELLED' && this.now() >= createdAt) {
      this.steps.push({ id: COPY, args: FAT_ARGS, createdAt, state: 'PENDING', minutes: copy.minutes });
    }
  }
}
