import { marshall } from '@aws-sdk/util-dynamodb';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import { LEVER, OPT_IN_TAG, OPT_OUT_VALUE } from '../../lib/remedy';
import type { WorldEvent } from '../../lib/simulator';
import { jobIdentity } from '../../lib/simulator/job/command';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import type { Step, StepRequest } from '../../lib/simulator/world/types';
import type { Dice } from '../yarn-oracle/dice';
import type { Clusters } from './clusters';
import type { Act, ActKind, Plan } from './plan';
import type { LifeRecord } from './record';
import type { Tables } from './tables';
import type { VirtualTime } from './virtual-time';

interface Hands {
  readonly plan: Plan;
  readonly time: VirtualTime;
  readonly clusters: Clusters;
  readonly tables: Tables;
  readonly record: LifeRecord;
  readonly dice: Dice;
  /** As `emr-autotune release` does. */
  readonly release: () => void;
}

const ROW = `cluster#${CLUSTER_ID}`;

/** People, orchestrators and whoever else changes something while the function works. */
export class Others {
  private readonly waiting: Act[];
  private readonly rerun = new Set<string>();

  public constructor(private readonly hands: Hands) {
    const { plan, time } = hands;
    this.waiting = [...plan.acts];
    for (const act of plan.acts) if (act.moment.kind === 'at') time.at(START_MS + act.moment.ms, () => this.act(act));
    if (plan.orchestratorPollMs !== undefined) this.poll(plan.orchestratorPollMs);
  }

  /** A write of the function took effect, or a finding was told: acts that wait for the first of its kind happen after it. */
  public onFirst(operation: string): void {
    for (const act of [...this.waiting]) {
      if (act.moment.kind !== 'after' || act.moment.call !== operation) continue;
      this.waiting.splice(this.waiting.indexOf(act), 1);
      this.hands.time.after(act.moment.ms, () => this.act(act));
    }
  }

  private act({ kind }: Act): void {
    const { record } = this.hands;
    const did = this.acts[kind]();
    if (!did) return;
    record.count(`act ${kind}`);
    record.say(`somebody: ${kind}`);
  }

  /** Each says whether there was anything to do. */
  private readonly acts: Readonly<Record<ActKind, () => boolean>> = {
    'cancel-running': () => this.cancel(this.steps().find(({ state }) => state === 'RUNNING')),
    'cancel-attempt': () => this.cancel(this.steps().findLast(({ id }) => this.hands.record.ours.has(id))),
    'add-successor': () => this.add(this.successor()),
    'clone-root': () => this.add(this.steps().find(({ id }) => this.hands.record.cuts.has(id))?.request),
    'clone-attempt': () => this.add(this.steps().findLast(({ id }) => this.hands.record.ours.has(id))?.request),
    'pull-lever': () => this.setLever(LEVER.stop),
    'free-lever': () => this.setLever(LEVER.run),
    release: () => {
      if (this.hands.tables.find(LEDGER_TABLE, ROW)?.state !== 'held') return false;
      this.hands.release();
      return true;
    },
    'opt-out': () => this.optOut(),
    'end-cluster': () => this.apply({ kind: 'terminate', withErrors: this.hands.dice.chance(0.5) }),
    resize: () => this.apply({ kind: 'resize', group: 0, count: this.hands.dice.int(1, 12) }),
    'delete-row': () => this.tamper(() => this.hands.tables.table(LEDGER_TABLE).items.delete(ROW)),
    'restore-row': () => this.tamper(() => this.hands.tables.restore(LEDGER_TABLE, ROW, this.hands.dice.int(1, 6))),
    'restore-fencing': () => this.tamper(() => this.hands.tables.restoreState(LEDGER_TABLE, ROW, 'fencing')),
    'end-attempt': () => this.endAttempt(),
    approve: () => this.approve(),
  };

  private steps(): readonly Step[] {
    return this.hands.clusters.first().world().steps;
  }

  private successor(): StepRequest {
    const { canary } = this.hands.plan;
    const args = ['spark-submit', '--deploy-mode', 'client', `s3://${canary}/later-${this.steps().length}.py`];
    return { name: `later ${canary}`, jar: 'command-runner.jar', args, properties: {}, actionOnFailure: 'CONTINUE' };
  }

  private add(request: StepRequest | undefined): boolean {
    if (request === undefined) return false;
    const { clusters } = this.hands;
    void clusters.by('person', () => clusters.first().emr.addSteps(CLUSTER_ID, [request])).catch(() => undefined);
    return true;
  }

  private cancel(step: Step | undefined): boolean {
    if (step === undefined) return false;
    const { clusters } = this.hands;
    void clusters
      .by('person', () => clusters.first().emr.cancelSteps(CLUSTER_ID, [step.id], 'SEND_INTERRUPT'))
      .catch(() => undefined);
    return true;
  }

  /** Its work is done sooner than anybody thought. */
  private endAttempt(): boolean {
    const attempt = this.steps().findLast(({ id }) => this.hands.record.ours.has(id));
    if (attempt?.state !== 'RUNNING') return false;
    return this.apply({ kind: 'end-step', step: attempt.id, outcome: 'COMPLETED' });
  }

  /** The running step, for half an hour at most; some ask for longer, which is not granted. */
  private approve(): boolean {
    const { tables, record, time, dice } = this.hands;
    const step = this.steps().find(({ state }) => state === 'RUNNING');
    if (step === undefined) return false;
    const expiresAt = time.now() + dice.pick([5, 28, 28, 45]) * 60_000;
    const pk = `approval#${CLUSTER_ID}#${step.id}`;
    tables.table(LEDGER_TABLE).items.set(pk, marshall({ pk, expiresAt }));
    record.approvedUntil.set(step.id, expiresAt);
    return true;
  }

  private setLever(value: string): boolean {
    const { clusters, record, time } = this.hands;
    clusters.lever = value;
    if (value === LEVER.stop) record.leverPulledAt ??= time.now();
    else record.leverFreedAt = time.now();
    return true;
  }

  /** The tag goes, or says that nobody may act. */
  private optOut(): boolean {
    const { record, time, dice } = this.hands;
    record.optedOutAt ??= time.now();
    const isGone = dice.chance(0.5);
    return this.apply(
      isGone ? { kind: 'untag', key: OPT_IN_TAG } : { kind: 'tag', key: OPT_IN_TAG, value: OPT_OUT_VALUE },
    );
  }

  private apply(event: WorldEvent): boolean {
    const { clusters } = this.hands;
    void clusters.by('person', async () => clusters.first().apply(event)).catch(() => undefined);
    return true;
  }

  private tamper(change: () => boolean): boolean {
    const did = change();
    if (did) this.hands.record.hasTampered = true;
    return did;
  }

  /** Sees its jobs as any scheduler does, and runs again what did not complete: each once. */
  private poll(everyMs: number): void {
    const { time, record, plan } = this.hands;
    time.after(everyMs, () => {
      for (const step of this.steps()) {
        const mine = !record.ours.has(step.id) && (step.state === 'CANCELLED' || step.state === 'FAILED');
        const job = jobIdentity(step.request.jar, step.request.args);
        if (!mine || this.rerun.has(job)) continue;
        this.rerun.add(job);
        this.add(step.request);
        record.count('act orchestrator reruns');
        record.say(`the orchestrator submits ${step.id} again`);
      }
      if (time.now() - START_MS < plan.calmFromMs) this.poll(everyMs);
    });
  }
}
