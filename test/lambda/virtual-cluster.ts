import { createHandler, type Handler } from '../../lambda/remediator/create-handler';
import type { Context } from '../../lambda/remediator/tick';
import type { loadBundle } from '../../lib/built-function';
import { LEDGER_TABLE, type LedgerItem, startLedger } from '../../lib/rehearsal/ledger';
import { LEVER } from '../../lib/remedy';
import { virtualClock } from '../../lib/simulator/clock';
import { serve } from '../../lib/simulator/http/server';
import type { Notification } from '../../lib/simulator/http/sns';
import type { Scenario } from '../../lib/simulator/scenario/types';
import { simulated } from '../../lib/simulator/simulated';
import { CLUSTER_ID, REGION, START_MS } from '../../lib/simulator/world/create';
import type { World } from '../../lib/simulator/world/types';

const ACTOR = 'arn:aws:iam::123456789012:role/actor';

export interface Watched {
  /** Every line that the function wrote. */
  readonly lines: readonly string[];
  readonly items: readonly LedgerItem[];
  readonly world: World;
  /** What went to the topic. */
  readonly published: readonly Notification[];
}

export interface Control {
  readonly tick: (event?: unknown, context?: Context) => ReturnType<Handler>;
  readonly moveTo: (minute: number) => void;
  readonly ledgerUrl: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** The function's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of Systems Manager, by name. */
  readonly parameters: Record<string, string>;
  readonly world: () => World;
  readonly items: () => Promise<readonly LedgerItem[]>;
}

/** The function from its sources, or as it was built. */
type Creating = typeof createHandler | ReturnType<typeof loadBundle>['createHandler'];

interface Stage {
  readonly create?: Creating;
  /** What stands before all of AWS: gives its address, and is told of theirs. */
  readonly before?: (urls: { readonly aws: string; readonly ledger: string }) => Promise<string>;
}

/** The function with real SDK clients, before a simulated EMR and a local DynamoDB, on virtual time. */
export async function watching(
  scenario: Scenario,
  drive: (control: Control) => Promise<void>,
  changed: Readonly<Record<string, string>> = {},
  { create = createHandler, before }: Stage = {},
): Promise<Watched> {
  const clock = virtualClock(START_MS);
  const cluster = simulated(scenario, clock);
  const parameters: Record<string, string> = { lever: LEVER.run };
  const server = await serve(
    { ...cluster, parameters },
    { clusterArn: cluster.world().cluster.arn, clusterTags: () => cluster.world().cluster.tags },
  );
  const ledger = await startLedger();
  const lines: string[] = [];
  const aws = (await before?.({ aws: server.url, ledger: ledger.url })) ?? server.url;
  const environment = {
    AUTOTUNE_TABLE: LEDGER_TABLE,
    AUTOTUNE_MODE: scenario.mode,
    AUTOTUNE_REMEDIATOR_ID: 'rehearsal',
    AUTOTUNE_CLUSTER_IDS: CLUSTER_ID,
    AUTOTUNE_ACTOR_ROLE_ARN: ACTOR,
    AUTOTUNE_LEVER_PARAMETER: 'lever',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    AWS_ENDPOINT_URL_EMR: aws,
    AWS_ENDPOINT_URL_CLOUDWATCH: aws,
    AWS_ENDPOINT_URL_STS: aws,
    AWS_ENDPOINT_URL_SSM: aws,
    AWS_ENDPOINT_URL_SNS: aws,
    AWS_ENDPOINT_URL_DYNAMODB: before === undefined ? ledger.url : aws,
    ...changed,
  };
  try {
    const log = (line: string) => lines.push(line);
    const skewMs = scenario.clockSkewSeconds * 1000;
    const handler = create({ clock: () => clock.now() + skewMs, sleep: clock.sleep, log, environment });
    await drive({
      tick: (event = {}, context = undefined) => handler(event, context),
      moveTo: (minute) => clock.moveTo(START_MS + minute * 60_000),
      ledgerUrl: ledger.url,
      now: clock.now,
      environment,
      parameters,
      world: cluster.world,
      items: ledger.items,
    });
    return { lines, items: await ledger.items(), world: cluster.world(), published: server.published };
  } finally {
    await ledger.close();
    await server.close();
  }
}

export function decisions({ lines }: Watched): Record<string, unknown>[] {
  return lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'decision');
}
