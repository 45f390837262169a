import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACTOR_ROLE_ARN, LEVER_PARAMETER } from '../../lib/rehearsal/function';
import { LEVER, mayWrite } from '../../lib/remedy';
import type { Simulated } from '../../lib/simulator';
import { type Account, account } from '../../lib/simulator/account/account';
import { type Answering, answering } from '../../lib/simulator/http/server';
import { START_MS } from '../../lib/simulator/world/create';
import type { Step, World } from '../../lib/simulator/world/types';
import type { Received, Sent } from './loopback';
import type { Plan } from './plan';
import type { LifeRecord } from './record';

const MARKER = /^spark\.emrautotune\.lineage=(s-\w+):\d+$/;

/** The root step that the marker of a resubmission names. */
export const rootIn = (args: readonly string[]): string | undefined =>
  args.flatMap((arg) => MARKER.exec(arg)?.[1] ?? [])[0];

/** What a notification says to programs; only a page asks a person to look. */
interface Told {
  readonly kind: string;
  readonly stepId?: string;
  readonly reason: string;
}

interface Ears {
  /** Where the request that is being answered was sent to. */
  readonly url: () => string;
  /** Told of each finding that is told. */
  readonly onFinding: () => void;
}

/** The simulated clusters of one life, and who changed what on them. */
export class Clusters {
  private readonly account: Account;
  private readonly answering: Answering;
  private readonly parameters: Record<string, string> = { [LEVER_PARAMETER]: LEVER.run };
  private pages = 0;

  public constructor(
    plan: Plan,
    private readonly now: () => number,
    private readonly record: LifeRecord,
    private readonly ears: Ears,
  ) {
    this.account = account(plan.scenario, { now, sleep: async () => undefined }, START_MS, plan.neighbours);
    if (!plan.hasGuard) for (const one of this.account.clusters()) one.change(withoutGuard);
    const rules = {
      ...this.account.rules,
      actorRoleArn: mayWrite(plan.scenario.mode) ? ACTOR_ROLE_ARN : undefined,
    };
    const { emr, cloudWatch, webInterfaces, securityConfigurations, faults } = this.account;
    const services = { emr, cloudWatch, webInterfaces, securityConfigurations, faults };
    const backEnds = { ...services, parameters: this.parameters, clock: { now } };
    this.answering = answering(backEnds, rules, ears.url);
  }

  /** That of the life's scenario, to which others do something. */
  public first(): Simulated {
    return this.account.clusters()[0] as Simulated;
  }

  public worlds(): World[] {
    return this.account.clusters().map((one) => one.world());
  }

  /** Faults of the API that were met, by kind. */
  public faultsMet(): ReadonlyMap<string, number> {
    return this.account.faults.metByKind;
  }

  public set lever(value: string) {
    this.parameters[LEVER_PARAMETER] = value;
  }

  /** What EMR, CloudWatch and the others answer; undefined where the connection ends instead. */
  public async answer(sent: Sent): Promise<Received | undefined> {
    return this.by('function', () => this.exchange(sent));
  }

  /** Does something to the clusters and notes whose cancels and steps came of it. */
  public async by<T>(who: 'function' | 'person', change: () => Promise<T>): Promise<T> {
    const before = this.worlds();
    const result = await change();
    for (const [i, after] of this.worlds().entries()) this.note(who, before[i] as World, after);
    this.notePages();
    return result;
  }

  private note(who: 'function' | 'person', before: World, after: World): void {
    if (before === after) return;
    for (const { kind, stepId, state } of after.changes.slice(before.changes.length)) {
      if (kind !== 'cancel-requested' || stepId === undefined || this.record.cuts.has(stepId)) continue;
      this.record.cuts.set(stepId, { who, at: this.now(), state: state as Step['state'] });
    }
    // The scenario's own steps come in the same moments.
    const added = after.steps.slice(before.steps.length).filter(({ origin }) => origin === 'api');
    if (who === 'function') for (const { id } of added) this.record.ours.add(id);
  }

  private notePages(): void {
    const { published } = this.answering;
    for (; this.pages < published.length; this.pages++) {
      const { kind, stepId, reason } = JSON.parse(published[this.pages]?.attributes.json ?? '{}') as Told;
      this.record.say(`${kind} ${reason} for ${stepId ?? 'the cluster'}`);
      this.record.count(kind === 'page' ? `page ${reason}` : kind);
      if (kind === 'finding') this.ears.onFinding();
      if (kind === 'page') this.record.pages.push({ at: this.now(), stepId, reason });
    }
  }

  private async exchange({ method, path, headers, body }: Sent): Promise<Received | undefined> {
    let received: Received | undefined;
    const extra: Record<string, string> = {};
    let head = { status: 200, headers: extra };
    const request = Object.assign({ method, url: path, headers }, { [Symbol.asyncIterator]: () => chunks(body) });
    const response = {
      setHeader: (name: string, value: string) => {
        extra[name] = value;
      },
      writeHead: (status: number, more: Record<string, string>) => {
        head = { status, headers: { ...extra, ...more } };
        return response;
      },
      end: (body: string | Uint8Array = '') => {
        received = { ...head, body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8') };
      },
      destroy: () => undefined,
    };
    await this.answering.answer(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    return received;
  }
}

/** Only those who are on a list may end an application there, and a guard is not. */
function withoutGuard(world: World): World {
  const lists = { classification: 'yarn-site', properties: { 'yarn.acl.enable': 'true' } };
  return { ...world, cluster: { ...world.cluster, configurations: [...world.cluster.configurations, lists] } };
}

async function* chunks(body: string): AsyncGenerator<Buffer> {
  yield Buffer.from(body);
}
