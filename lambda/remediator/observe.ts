import {
  asksAttempt,
  asksJob,
  EMPTY_JOB,
  endedRun,
  isActive,
  isRowLost,
  isWatched,
  judged,
  type Lever,
  type LogEntry,
  type MetricSeries,
  type Mode,
  mayWrite,
  type Observation,
  type Policy,
  type Prepared,
  type Reading,
  type Row,
  resubmissionOf,
  type StepDetail,
  type StepFacts,
  type StepScan,
  sparkDefaultsInForce,
  understood,
} from '../../lib/remedy';
import type { MetricReader } from './adapters/cloudwatch';
import type { EmrReader } from './adapters/emr';
import type { RunningInstance } from './adapters/emr-facts';
import type { JobReader } from './adapters/job';
import { askAgain, askAttempt, askRunning } from './ask-job';
import { errorFacts } from './errors';
import { fingerprintFor, fingerprintForRequest, jobKeyFor } from './fingerprint';
import { completedLately, historyIn } from './history';
import type { Ledger, Look } from './ports';

const MINUTE_MS = 60_000;

/** Pages of ListSteps in one scan: 350 steps, more than can be active. */
const MAX_STEP_PAGES = 7;
/** A scan goes back this far before the intent: clocks differ, and creation times are EMR's. */
const SCAN_MARGIN_MS = 10 * MINUTE_MS;
const METRIC_HISTORY_MS = 75 * MINUTE_MS;
const VERIFY_HISTORY_MS = 3 * 60 * MINUTE_MS;

export interface ObserverOptions {
  readonly emr: EmrReader;
  readonly metrics: MetricReader;
  readonly ledger: Pick<Ledger, 'listings' | 'isArchived' | 'job' | 'approval'>;
  readonly lever: () => Promise<Lever>;
  /** Asks a step's application about itself; undefined where that is switched off. */
  readonly job: JobReader | undefined;
  readonly mode: Mode;
  readonly policy: Policy;
  readonly remediatorId: string;
  readonly allowedStepNames: readonly string[];
  readonly now: () => number;
  /** 32 random bytes in hex. */
  readonly freshKey: () => string;
  readonly log: (entry: LogEntry) => void;
  /** The engine's word on an observation. Default: the shipped one. */
  readonly judge?: typeof judged;
}

/**
 * Reads of a cluster what its state asks for, and no more: EMR's quotas are shared with everybody's orchestrators. What follows from the
 * readings by arithmetic alone (the engine's word, the resubmission, digests) is worked out here as well, so that the reducer only decides.
 *
 * A datum that cannot be read is missing; that is for the gates to judge.
 */
export function observer(options: ObserverOptions): (look: Look) => Promise<Observation> {
  return async (look) => {
    const asked = look.row.state === 'intent' ? await askAgain(options, look.row, look.deadline) : undefined;
    const { clusterId, row, ledger, nonce, deadline } = look;
    const freshKey = row.lineage?.hmacKey ?? options.freshKey();
    const base: Observation = {
      clusterId,
      mode: options.mode,
      remediatorId: options.remediatorId,
      allowedStepNames: options.allowedStepNames,
      ledger,
      freshKey,
      nonce,
      deadline,
    };
    const reader = readerFor(options, clusterId);
    const parts = await partsFor(reader, options, look);
    const seen = withFingerprints({ ...base, ...parts, asked }, freshKey);
    const { judge: engine = judged } = options;
    const judge = (obs: Observation): Observation => engine(obs, row, options.now(), options.policy);
    const first = judge({ ...seen, prepared: preparedFor(seen, row), ...historyIn(seen, options.now()) });
    if (asksAttempt(first, row, options.now()))
      return judge({ ...first, asked: await askAttempt(options, first, row) });
    if (row.state !== 'watching' || !asksJob(first)) return first;
    return judge({ ...first, asked: await askRunning(options, first) });
  };
}

type Parts = Partial<Observation>;
type Reader = <T>(what: string, read: () => Promise<T>) => Promise<Reading<T> | undefined>;

/** A reading is as old as its request, not its answer. */
function readerFor({ now, log }: ObserverOptions, clusterId: string): Reader {
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

async function partsFor(read: Reader, options: ObserverOptions, { clusterId, row, listed }: Look): Promise<Parts> {
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
  const groups = cluster?.value.usesInstanceFleets ? undefined : await read('groups', () => emr.groups(clusterId));
  return { cluster, scan, groups, root: await root(), lever: await leverFor(read, options) };
}

/** Where nothing is ever written there is nothing to stop. */
async function leverFor(read: Reader, { mode, lever }: ObserverOptions): Promise<Observation['lever']> {
  return mayWrite(mode) ? read('lever', lever) : undefined;
}

/** What is remembered of a job; of one that cannot be told apart from others, nothing. */
async function jobOrNone(
  read: Reader,
  options: ObserverOptions,
  jobKey: string | undefined,
): Promise<Observation['job']> {
  return jobKey === undefined ? read('job', async () => EMPTY_JOB) : jobOf(read, options, jobKey);
}

async function jobOf(
  read: Reader,
  { ledger }: ObserverOptions,
  jobKey: string | undefined,
): Promise<Observation['job']> {
  return jobKey === undefined ? undefined : read('job', () => ledger.job(jobKey));
}

/** The listing as it is now, and what has become of its step. */
async function lost(read: Reader, { emr, ledger }: ObserverOptions, clusterId: string, root: string): Promise<Parts> {
  const listing = await read('listing', async () => {
    const found = (await ledger.listings()).get(clusterId);
    return found && { ...found, archived: await ledger.isArchived(clusterId, found.root) };
  });
  const step = await read('step', () => emr.step(clusterId, listing?.value?.root ?? root));
  return { listing: listing?.value && { at: listing.at, value: listing.value }, root: step };
}

/** Cheapest first: a cluster that runs no step costs two requests. One that ends may have lists of what has just completed. */
async function watch(read: Reader, options: ObserverOptions, clusterId: string): Promise<Parts> {
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
  options: ObserverOptions,
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

/** The attempt as it would be submitted now, where what it is made of could be read. */
function preparedFor(obs: Observation, { lineage, state }: Row): Prepared | undefined {
  const root = obs.root?.value;
  if (lineage === undefined || root?.id !== lineage.root || obs.cluster === undefined) return undefined;
  if (state !== 'intent' && state !== 'fencing') return undefined;
  if (obs.groups === undefined && !obs.cluster.value.usesInstanceFleets) return undefined;
  const n = Math.max(0, ...lineage.submissions.map((one) => one.n)) + 1;
  const marker = { root: lineage.root, n };
  const built = understood(() => resubmissionOf(root, lineage.payload.changes, marker, sparkDefaultsInForce(obs)));
  if (built.value === undefined) return { kind: 'refused', code: built.problem ?? 'unknown' };
  const fingerprint = fingerprintForRequest(built.value, lineage.hmacKey);
  return { kind: 'built', n, step: built.value, fingerprint };
}

/** ListSteps newest first and unfiltered, page by page, until a page satisfies `enough`. */
async function scanSteps(
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
  options: ObserverOptions,
  clusterId: string,
  cluster: Observation['cluster'],
): Promise<Parts> {
  const { emr, now } = options;
  const fleets = cluster?.value.usesInstanceFleets ?? false;
  const groups = fleets ? undefined : await read('groups', () => emr.groups(clusterId));
  const autoTermination = await read('auto-termination', async () => ({
    idleSeconds: await emr.idleSeconds(clusterId),
  }));
  const scaling = await read('scaling', () => emr.scaling(clusterId));
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
  return { groups, autoTermination, scaling, instances, metrics };
}

const ec2Ids = (instances: readonly RunningInstance[]): string[] =>
  instances.flatMap(({ ec2InstanceId }) => ec2InstanceId ?? []);

/** Metrics only until the attempt's figures have been judged. */
async function verifying(
  read: Reader,
  { emr, metrics, now }: ObserverOptions,
  row: Row,
  clusterId: string,
  cluster: Observation['cluster'],
): Promise<Parts> {
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

function withFingerprints(obs: Observation, key: string): Observation {
  const mark = <T extends StepFacts>(step: T): T => ({ ...step, fingerprint: fingerprintFor(step, key) });
  const { scan, root, attempt } = obs;
  return {
    ...obs,
    scan: scan && { at: scan.at, value: { ...scan.value, steps: scan.value.steps.map(mark) } },
    root: root && { at: root.at, value: mark(root.value) },
    attempt: attempt && { at: attempt.at, value: mark(attempt.value) },
  };
}
