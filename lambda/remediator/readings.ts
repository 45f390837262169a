import {
  EMPTY_JOB,
  endedRun,
  isActive,
  isRowLost,
  isWatched,
  type Lever,
  type LogEntry,
  type MetricSeries,
  type Mode,
  mayWrite,
  type Observation,
  type Reading,
  type Row,
  type StepDetail,
  type StepFacts,
  type StepScan,
} from '../../lib/remedy';
import type { MetricReader } from './adapters/cloudwatch';
import type { EmrReader } from './adapters/emr';
import type { RunningInstance } from './adapters/emr-facts';
import { errorFacts } from './errors';
import { jobKeyFor } from './fingerprint';
import { completedLately } from './history';
import type { Ledger, Look } from './ports';

const MINUTE_MS = 60_000;

/** Pages of ListSteps in one scan: 350 steps, more than can be active. */
const MAX_STEP_PAGES = 7;
/** A scan goes back this far before the intent: clocks differ, and creation times are EMR's. */
const SCAN_MARGIN_MS = 10 * MINUTE_MS;
const METRIC_HISTORY_MS = 75 * MINUTE_MS;
const VERIFY_HISTORY_MS = 3 * 60 * MINUTE_MS;

/** Where a look reads from. */
export interface ReadingSources {
  readonly emr: EmrReader;
  readonly metrics: MetricReader;
  readonly ledger: Pick<Ledger, 'listings' | 'isArchived' | 'job' | 'approval'>;
  readonly lever: () => Promise<Lever>;
  readonly mode: Mode;
  readonly now: () => number;
  readonly log: (entry: LogEntry) => void;
}

type Readings = Partial<Observation>;
type Reader = <T>(what: string, read: () => Promise<T>) => Promise<Reading<T> | undefined>;

/** A reading is as old as its request, not its answer. */
function readerFor({ now, log }: ReadingSources, clusterId: string): Reader {
  return async (what, read) => {
    const at = now();
    try {
      return { at, value: await read() };
    } catch (error) {
      log({ kind: 'read-error', clusterId, what, ...errorFacts(error) });
      return undefined;
    }
  };
}

/**
 * What is read of a cluster for one look: what the state of its row asks for, and no more, because EMR's quotas are shared with everybody's
 * orchestrators.
 *
 * A datum that cannot be read is missing; that is for the gates to judge.
 */
export async function readingsFor(options: ReadingSources, { clusterId, row, listed }: Look): Promise<Readings> {
  const read = readerFor(options, clusterId);
  if (row.state === 'held') return {};
  if (isRowLost(row, listed)) return lost(read, options, clusterId, listed.root);
  if (row.state === 'closed') return { job: await jobOrNone(read, options, row.lineage?.jobKey) };
  if (row.state === 'watching') return options.mode === 'off' ? {} : watch(read, options, clusterId);
  const { lineage } = row;
  if (lineage === undefined) return {};
  const { emr } = options;
  const cluster = await read('cluster', () => emr.cluster(clusterId));
  const root = (): Promise<Reading<StepDetail> | undefined> => read('step', () => emr.step(clusterId, lineage.root));
  if (row.state === 'cancelling') return { cluster, root: await root(), lever: await leverFor(read, options) };
  const since = lineage.payload.openedAt - SCAN_MARGIN_MS;
  const scan = await read('steps', () =>
    scanSteps(emr, clusterId, (page) => page.every((step) => step.createdAt < since)),
  );
  if (row.state === 'verifying') return { cluster, scan, ...(await verifying(read, options, row, clusterId, cluster)) };
  if (row.state === 'submitting') return { cluster, scan };
  if (row.state === 'intent') {
    const capacity = await capacityAndMetrics(read, options, clusterId, cluster);
    return { ...capacity, cluster, scan, root: await root(), lever: await leverFor(read, options) };
  }
  const fleets = cluster?.value.usesInstanceFleets ?? false;
  const groups = await read('groups', () => emr.groups(clusterId, fleets));
  return { cluster, scan, groups, root: await root(), lever: await leverFor(read, options) };
}

/** Where nothing is ever written there is nothing to stop. */
async function leverFor(read: Reader, { mode, lever }: ReadingSources): Promise<Observation['lever']> {
  return mayWrite(mode) ? read('lever', lever) : undefined;
}

/** What is remembered of a job; of one that cannot be told apart from others, nothing. */
async function jobOrNone(
  read: Reader,
  options: ReadingSources,
  jobKey: string | undefined,
): Promise<Observation['job']> {
  return jobKey === undefined ? read('job', async () => EMPTY_JOB) : jobOf(read, options, jobKey);
}

async function jobOf(
  read: Reader,
  { ledger }: ReadingSources,
  jobKey: string | undefined,
): Promise<Observation['job']> {
  return jobKey === undefined ? undefined : read('job', () => ledger.job(jobKey));
}

/** The listing as it is now, and what has become of its step. */
async function lost(read: Reader, { emr, ledger }: ReadingSources, clusterId: string, root: string): Promise<Readings> {
  const listing = await read('listing', async () => {
    const found = (await ledger.listings()).get(clusterId);
    return found && { ...found, archived: await ledger.isArchived(clusterId, found.root) };
  });
  const step = await read('step', () => emr.step(clusterId, listing?.value?.root ?? root));
  return { listing: listing?.value && { at: listing.at, value: listing.value }, root: step };
}

/** Cheapest first: a cluster that runs no step costs two requests. One that ends may have lists of what has just completed. */
async function watch(read: Reader, options: ReadingSources, clusterId: string): Promise<Readings> {
  const { emr, ledger, mode } = options;
  const cluster = await read('cluster', () => emr.cluster(clusterId));
  if (cluster !== undefined && !LISTING.has(cluster.value.state)) return { cluster };
  const scan = await read('steps', () => scanSteps(emr, clusterId, (page) => !page.some(isActive)));
  const running = scan?.value.steps.findLast(({ state }) => state === 'RUNNING');
  const ended = await endedRuns(read, options, clusterId, scan?.value);
  if (running === undefined || cluster?.value.state === 'TERMINATING') return { cluster, scan, ended };
  const root = await read('step', () => emr.step(clusterId, running.id));
  const jobKey = root && jobKeyFor(root.value);
  const job = await jobOf(read, options, jobKey);
  const approval =
    mode === 'approve' ? await read('approval', () => ledger.approval(clusterId, running.id)) : undefined;
  return {
    ...(await capacityAndMetrics(read, options, clusterId, cluster)),
    cluster,
    scan,
    ended,
    root,
    jobKey,
    job,
    approval: approval?.value && { at: approval.at, value: approval.value },
    lever: await leverFor(read, options),
  };
}

const LISTING: ReadonlySet<string> = new Set(['RUNNING', 'WAITING', 'TERMINATING']);

/** Runs that have completed lately and of which the ledger does not know that yet. */
async function endedRuns(
  read: Reader,
  options: ReadingSources,
  clusterId: string,
  scan: StepScan | undefined,
): Promise<Observation['ended']> {
  const lately = scan === undefined ? [] : completedLately(scan, options.now());
  const jobs = new Map<string, Observation['job']>();
  for (const { jobKey } of lately) if (!jobs.has(jobKey)) jobs.set(jobKey, await jobOf(read, options, jobKey));
  return lately.flatMap(({ jobKey, run }) => {
    const job = jobs.get(jobKey);
    const ended = job && endedRun(job.value, clusterId, run);
    return ended === undefined ? [] : [{ jobKey, run: ended }];
  });
}

/** ListSteps newest first and unfiltered, page by page, until a page satisfies `enough`. */
export async function scanSteps(
  emr: EmrReader,
  clusterId: string,
  enough: (page: readonly StepFacts[]) => boolean,
): Promise<StepScan> {
  const steps: StepFacts[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MAX_STEP_PAGES; page++) {
    const found = await emr.steps(clusterId, marker);
    steps.push(...found.steps);
    // An empty page with more behind it says nothing of how far back the list has been read.
    if (found.marker === undefined || (found.steps.length > 0 && enough(found.steps))) return { steps, complete: true };
    marker = found.marker;
  }
  return { steps, complete: false };
}

async function capacityAndMetrics(
  read: Reader,
  options: ReadingSources,
  clusterId: string,
  cluster: Observation['cluster'],
): Promise<Readings> {
  const { emr, now } = options;
  const fleets = cluster?.value.usesInstanceFleets ?? false;
  const groups = await read('groups', () => emr.groups(clusterId, fleets));
  const autoTermination = await read('auto-termination', async () => ({
    idleSeconds: await emr.idleSeconds(clusterId),
  }));
  const scaling = await read('scaling', () => emr.scaling(clusterId));
  const security = cluster && (await read('security-configuration', () => emr.security(clusterId, cluster.value)));
  const workers = await read('instances', () => emr.workers(clusterId, fleets));
  const primaries = await read('instances', () => emr.primaries(clusterId, fleets));
  const metrics = await read('metrics', () =>
    options.metrics({
      clusterId,
      workers: ec2Ids(workers?.value ?? []),
      primary: ec2Ids(primaries?.value ?? [])[0],
      fromMs: now() - METRIC_HISTORY_MS,
      toMs: now(),
    }),
  );
  const instances = workers &&
    primaries && {
      at: Math.min(workers.at, primaries.at),
      value: { workers: workers.value, primaries: primaries.value.length },
    };
  return {
    groups,
    autoTermination,
    scaling,
    instances,
    metrics,
    security: security?.value && { at: security.at, value: security.value },
  };
}

const ec2Ids = (instances: readonly RunningInstance[]): string[] =>
  instances.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []);

/** Metrics only until the attempt's figures have been judged. */
async function verifying(
  read: Reader,
  { emr, metrics, now }: ReadingSources,
  row: Row,
  clusterId: string,
  cluster: Observation['cluster'],
): Promise<Readings> {
  const id = row.lineage?.submissions.at(-1)?.stepId;
  const attempt: Reading<StepDetail> | undefined =
    id === undefined ? undefined : await read('step', () => emr.step(clusterId, id));
  if (attempt === undefined || !isWatched({ attempt }, row)) return { attempt };
  const fleets = cluster?.value.usesInstanceFleets ?? false;
  const workers = await read('instances', () => emr.workers(clusterId, fleets));
  const series: Reading<MetricSeries> | undefined = await read('metrics', () =>
    metrics({
      clusterId,
      workers: [],
      fromMs: Math.max(attempt.value.createdAt, now() - VERIFY_HISTORY_MS),
      toMs: now(),
    }),
  );
  const instances = workers && { at: workers.at, value: { workers: workers.value, primaries: 0 } };
  return { attempt, metrics: series, instances };
}
