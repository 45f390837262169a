import type { LogEntry } from '../../lib/remedy';
import type { EmrReader } from './adapters/emr';
import { type Config, findClusterId } from './config';
import { clustersToWatch } from './discover';
import { errorFacts } from './errors';
import { type Metric, metricsOfRow, metricsOfTick } from './metrics';
import type { Ports } from './ports';
import { run } from './runner';

/** What Lambda says of an invocation. */
export interface Context {
  getRemainingTimeInMillis(): number;
}

/** What every tick of one sandbox works with. */
export interface Remediator {
  readonly config: Config;
  readonly ports: Omit<Ports, 'remainingMs'>;
  readonly emr: EmrReader;
  /** Requests for steps since this was last asked. */
  readonly stepCalls: () => number;
  readonly sweep: () => Promise<readonly string[]>;
  readonly logMetrics: (metrics: readonly Metric[]) => void;
  /** A name for one invocation. */
  readonly freshHolder: () => string;
}

/** Clusters worked on at the same time. */
const AT_ONCE = 4;

/** One invocation: finds the clusters whose turn it is and works on each; one failing cluster stops no other. */
export async function tick(remediator: Remediator, event: unknown, context?: Context): Promise<{ examined: number }> {
  const { config, logMetrics } = remediator;
  const { clock, log } = remediator.ports;
  const startedAt = clock.now();
  const holder = remediator.freshHolder();
  const endsAt = startedAt + config.policy.timeoutSeconds * 1000;
  const ports: Ports = {
    ...remediator.ports,
    remainingMs: () => context?.getRemainingTimeInMillis() ?? Math.max(0, endsAt - clock.now()),
  };

  let failed = 0;
  const fail = (entry: LogEntry): void => {
    failed += 1;
    log(entry);
  };
  const listings = await indexIn(ports, () => ports.ledger.listings());
  const owing = await indexIn(ports, () => ports.ledger.owing());
  const clusterIds = await discover(remediator, ports, { event, open: [...listings.keys(), ...owing.keys()] }, fail);
  await each(clusterIds, AT_ONCE, async (clusterId) => {
    // One that cannot be finished is better not begun: the invocation would end in the middle of it, and without a heartbeat.
    if (ports.remainingMs() < config.policy.callReserveSeconds * 1000) {
      return fail({ kind: 'cluster-error', clusterId, error: 'NoTimeLeft' });
    }
    try {
      const { state, reason } = await run(ports, clusterId, holder, config.policy, {
        listed: listings.get(clusterId),
      });
      log({ kind: 'ended', clusterId, state: state.row.state, reason, looks: state.looks });
      logMetrics(metricsOfRow(state, clock.now()));
      const owedAt = owing.get(clusterId);
      const isPaid = state.ledger && state.row.pages.length === 0;
      if (owedAt !== undefined && isPaid) await ports.ledger.side({ kind: 'paid', clusterId, at: owedAt });
    } catch (error) {
      // The row says how far it came.
      fail({ kind: 'cluster-error', clusterId, ...errorFacts(error) });
    }
  });
  const examined = clusterIds.length;
  const isScheduled = findClusterId(event) === undefined;
  const stepCalls = remediator.stepCalls();
  logMetrics(metricsOfTick({ now: clock.now(), startedAt, examined, failed, stepCalls, isScheduled }));
  return { examined };
}

async function discover(
  { config, emr, sweep }: Remediator,
  ports: Ports,
  { event, open }: { readonly event: unknown; readonly open: readonly string[] },
  fail: (entry: LogEntry) => void,
): Promise<string[]> {
  return clustersToWatch({
    emr,
    sweep,
    watch: config.watch,
    now: ports.clock.now(),
    open,
    asked: findClusterId(event),
    openOnly: config.mode === 'off' && config.watch.kind === 'tag',
    failed: (clusterId, error) => fail({ kind: 'discovery-error', clusterId, ...errorFacts(error) }),
    hasTime: () => ports.remainingMs() >= config.policy.workSeconds * 1000,
  });
}

/** A ledger that cannot be read is reported; each cluster then finds out for itself that nothing may be written. */
async function indexIn<T>(
  { log }: Ports,
  read: () => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  try {
    return await read();
  } catch (error) {
    log({ kind: 'ledger-error', ...errorFacts(error) });
    return new Map();
  }
}

async function each<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
