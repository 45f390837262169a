import { randomBytes } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EMRClient } from '@aws-sdk/client-emr';
import { STSClient } from '@aws-sdk/client-sts';
import { type CallResult, type EmrCall, type LogEntry, toLogLine } from '../../lib/remedy';
import { emrActor } from './adapters/actor';
import { KEYS_CLIENT, READ_CLIENT } from './adapters/clients';
import { cloudWatchReader } from './adapters/cloudwatch';
import { emrReader } from './adapters/emr';
import { dynamoLedger } from './adapters/ledger';
import { type Config, clusterOfEvent, configOf } from './config';
import { clustersToWatch } from './discover';
import { errorFacts } from './errors';
import { metricsOf, metricsOfRow, metricsOfTick } from './metrics';
import { observer } from './observe';
import type { Ledger, Ports } from './ports';
import { run } from './runner';

export { createExaminer } from './examine';

/** What the function takes from outside itself; a rehearsal gives it virtual time. */
export interface Dependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: (line: string) => void;
  /** [0, 1); for nonces and keys. Default: the system's secure source. */
  readonly random?: () => number;
}

export interface Context {
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context?: Context) => Promise<{ examined: number }>;

/** Clusters worked on at the same time. */
const AT_ONCE = 4;

/**
 * The remediator with its clients.
 *
 * @throws InputError for an environment that is incomplete or contradicts itself
 */
export function createHandler(dependencies: Dependencies): Handler {
  const config = configOf(process.env);
  const { clock, sleep } = dependencies;
  const hex = hexFrom(dependencies.random);
  const log = (entry: LogEntry): void => {
    dependencies.log(toLogLine(entry));
    for (const metric of metricsOf(entry, clock())) dependencies.log(JSON.stringify(metric));
  };

  const client = { ...READ_CLIENT, region: config.region };
  const emr = emrReader(new EMRClient(client));
  const ledger = dynamoLedger({
    client: new DynamoDBClient(client),
    table: config.table,
    policy: config.policy,
    now: clock,
    log,
  });
  const observe = observer({
    emr,
    metrics: cloudWatchReader(new CloudWatchClient(client)),
    isOverridden: ledger.isOverridden,
    mode: config.mode,
    remediatorId: config.remediatorId,
    allowedStepNames: config.allowedStepNames,
    now: clock,
    freshKey: () => hex(32),
    log,
  });
  const call = actorOf(config, log);

  return async (event, context) => {
    const startedAt = clock();
    const holder = hex(8);
    const remainingMs = (): number =>
      context?.getRemainingTimeInMillis() ?? Math.max(0, startedAt + config.policy.timeoutSeconds * 1000 - clock());
    const ports: Ports = { clock: { now: clock, sleep }, remainingMs, ledger, observe, call, log };

    let failed = 0;
    const problem = (clusterId: string | undefined, error: unknown): void => {
      failed += 1;
      log({ kind: 'discovery-error', clusterId, ...errorFacts(error) });
    };
    const clusterIds = await clustersToWatch({
      emr,
      watch: config.watch,
      now: startedAt,
      open: await openClusters(ledger, log),
      asked: clusterOfEvent(event),
      openOnly: config.mode === 'off' && config.watch.kind === 'tag',
      failed: problem,
      hasTime: () => remainingMs() >= config.policy.workSeconds * 1000,
    });
    await each(clusterIds, AT_ONCE, async (clusterId) => {
      // One that cannot be finished is better not begun: the invocation would end in the middle of it, and without a heartbeat.
      if (remainingMs() < config.policy.callReserveSeconds * 1000) {
        failed += 1;
        log({ kind: 'cluster-error', clusterId, error: 'NoTimeLeft' });
        return;
      }
      try {
        const { state, why } = await run(ports, clusterId, holder, config.policy);
        log({ kind: 'ended', clusterId, state: state.row.state, reason: why, looks: state.looks });
        for (const metric of metricsOfRow(state, clock())) dependencies.log(JSON.stringify(metric));
      } catch (error) {
        // One failing cluster stops no other; its row says how far it came.
        failed += 1;
        log({ kind: 'cluster-error', clusterId, ...errorFacts(error) });
      }
    });
    const tick = { now: clock(), startedAt, examined: clusterIds.length, failed };
    for (const metric of metricsOfTick(tick)) dependencies.log(JSON.stringify(metric));
    return { examined: clusterIds.length };
  };
}

let deployed: Handler | undefined;

/** The Lambda's entry: built at the first invocation, so that an environment error is logged as one. */
export const handler: Handler = async (event, context) => {
  deployed ??= createHandler({
    clock: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: (line) => process.stdout.write(`${line}\n`),
  });
  return deployed(event, context);
};

/** A ledger that cannot be read is reported; each cluster then finds out for itself that nothing may be written. */
async function openClusters(ledger: Ledger, log: (entry: LogEntry) => void): Promise<readonly string[]> {
  try {
    return await ledger.openClusters();
  } catch (error) {
    log({ kind: 'ledger-error', ...errorFacts(error) });
    return [];
  }
}

/** Without an actor role there is nobody to write as: such a stack never gets here, and if it does, nothing happens. */
function actorOf(config: Config, log: (entry: LogEntry) => void): (call: EmrCall) => Promise<CallResult> {
  const { actorRoleArn: arn, region } = config;
  if (arn === undefined) return async () => ({ kind: 'noEffect', code: 'no-actor' });
  const sts = new STSClient({ ...KEYS_CLIENT, region });
  return emrActor({ sts, role: { arn, region }, log });
}

function hexFrom(random: (() => number) | undefined): (bytes: number) => string {
  if (random === undefined) return (bytes) => randomBytes(bytes).toString('hex');
  return (bytes) =>
    Array.from({ length: bytes }, () =>
      Math.floor(random() * 256)
        .toString(16)
        .padStart(2, '0'),
    ).join('');
}

async function each<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
