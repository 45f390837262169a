import { randomBytes } from 'node:crypto';
import { type LogEntry, toLogLine } from '../../lib/remedy';
import { type Outside, SYSTEM } from '../../lib/sources';
import { emrActor } from './adapters/actor';
import { Clients } from './adapters/clients';
import { cloudWatchReader } from './adapters/cloudwatch';
import { countingSteps } from './adapters/counting-steps';
import { SdkEmrReader } from './adapters/emr';
import { jobReader } from './adapters/job';
import { DynamoLedger } from './adapters/ledger';
import { leverReader } from './adapters/lever';
import { topic } from './adapters/topic';
import { type Config, type Environment, parseConfig } from './config';
import { type Metric, metricsOf } from './metrics';
import { observer } from './observe';
import type { Ports } from './ports';
import { Sweep } from './sweep';
import { type Context, type Remediator, tick } from './tick';

/** What the function takes from outside itself; a rehearsal gives it virtual time and an environment of its own. */
export interface Dependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: (line: string) => void;
  readonly environment: Environment;
  /** How the applications of steps are asked; default: this process's own connections and timers. */
  readonly outside?: Pick<Outside, 'fetch' | 'after'>;
  /** [0, 1); for nonces and keys. Default: the system's secure source. */
  readonly random?: () => number;
}

export type Handler = (event: unknown, context?: Context) => Promise<{ examined: number }>;

/**
 * The remediator with its clients.
 *
 * @throws InputError for an environment that is incomplete or contradicts itself
 */
export function createHandler(dependencies: Dependencies): Handler {
  const remediator = assemble(dependencies);
  return (event, context) => tick(remediator, event, context);
}

function assemble({ clock, sleep, log: logLine, environment, random, outside = SYSTEM }: Dependencies): Remediator {
  const config = parseConfig(environment);
  const clients = new Clients(environment, config.region);
  const hex = hexFrom(random);
  const logMetrics = (metrics: readonly Metric[]): void => {
    for (const metric of metrics) logLine(JSON.stringify(metric));
  };
  const log = (entry: LogEntry): void => {
    logLine(toLogLine(entry));
    logMetrics(metricsOf(entry, clock()));
  };

  const { emr, stepCalls } = countingSteps(new SdkEmrReader(clients.emr()));
  const sweep = new Sweep(emr, log);
  const { table, policy, mode, remediatorId, allowedStepNames } = config;
  const ledger = new DynamoLedger({ client: clients.dynamoDb(), table, policy, now: clock, log });
  const observe = observer({
    emr,
    metrics: cloudWatchReader(clients.cloudWatch()),
    ledger,
    lever: leverReader({ ...clients.ssm(), name: config.leverParameter, now: clock }),
    job: config.readsJobEvidence ? jobReader(clients.emrUi(), { ...outside, now: clock }) : undefined,
    mode,
    policy,
    remediatorId,
    allowedStepNames,
    now: clock,
    freshKey: () => hex(32),
    log,
  });
  return {
    config,
    ports: {
      clock: { now: clock, sleep },
      ledger,
      observe,
      call: actorFor(config, clients, clock, log),
      page: topic({ client: clients.sns(), topicArn: config.topicArn, remediatorId, log }),
      log,
    },
    emr,
    stepCalls,
    sweep: () => sweep.next(),
    logMetrics,
    freshHolder: () => hex(8),
  };
}

/** Without an actor role there is nothing to write with: such a stack never gets here, and if it does, nothing happens. */
function actorFor(config: Config, clients: Clients, now: () => number, log: (entry: LogEntry) => void): Ports['call'] {
  const { actorRoleArn: arn, region } = config;
  if (arn === undefined) return async () => ({ kind: 'noEffect', code: 'no-actor' });
  return emrActor({ sts: clients.sts(), emrWith: (keys) => clients.emrActor(keys), role: { arn, region }, now, log });
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
