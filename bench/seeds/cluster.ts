import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACTOR_ROLE_ARN, LEVER_PARAMETER } from '../../lib/rehearsal/function';
import { LEVER, mayWrite } from '../../lib/remedy';
import { type Simulated, simulated } from '../../lib/simulator';
import { type Answering, answering } from '../../lib/simulator/http/server';
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

/** The simulated cluster of one life, and who changed what on it. */
export class Cluster {
  public readonly simulated: Simulated;
  private readonly answering: Answering;
  private readonly parameters: Record<string, string> = { [LEVER_PARAMETER]: LEVER.run };
  private pages = 0;

  /** @param url where the request that is being answered was sent to */
  public constructor(
    plan: Plan,
    private readonly now: () => number,
    private readonly record: LifeRecord,
    url: () => string,
  ) {
    this.simulated = simulated(plan.scenario, { now, sleep: async () => undefined });
    const rules = {
      clusterArn: this.world().cluster.arn,
      clusterTags: () => this.world().cluster.tags,
      actorRoleArn: mayWrite(plan.scenario.mode) ? ACTOR_ROLE_ARN : undefined,
    };
    this.answering = answering({ ...this.simulated, parameters: this.parameters, clock: { now } }, rules, url);
  }

  public world(): World {
    return this.simulated.world();
  }

  public set lever(value: string) {
    this.parameters[LEVER_PARAMETER] = value;
  }

  /** What EMR, CloudWatch and the others answer; undefined where the connection ends instead. */
  public async answer(sent: Sent): Promise<Received | undefined> {
    return this.by('function', () => this.exchange(sent));
  }

  /** Does something to the cluster and notes whose cancels and steps came of it. */
  public async by<T>(who: 'function' | 'person', change: () => Promise<T>): Promise<T> {
    const before = this.world();
    const result = await change();
    const after = this.world();
    for (const { kind, stepId, state } of after.changes.slice(before.changes.length)) {
      if (kind !== 'cancel-requested' || stepId === undefined || this.record.cuts.has(stepId)) continue;
      this.record.cuts.set(stepId, { who, at: this.now(), state: state as Step['state'] });
    }
    // The scenario's own steps come in the same moments.
    const added = after.steps.slice(before.steps.length).filter(({ origin }) => origin === 'api');
    if (who === 'function') for (const { id } of added) this.record.ours.add(id);
    this.notePages();
    return result;
  }

  private notePages(): void {
    const { published } = this.answering;
    for (; this.pages < published.length; this.pages++) {
      const { kind, stepId, reason } = JSON.parse(published[this.pages]?.attributes.json ?? '{}') as Told;
      this.record.say(`${kind} ${reason} for ${stepId ?? 'the cluster'}`);
      this.record.count(kind === 'page' ? `page ${reason}` : kind);
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

async function* chunks(body: string): AsyncGenerator<Buffer> {
  yield Buffer.from(body);
}
