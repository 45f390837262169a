import {
  type EvidenceSource,
  findStepApplication,
  type JobEvidence,
  parseYarnApplications,
  type StepWindow,
} from '../evidence';
import { Budget } from './budget';
import type { EmrUi } from './emr-ui';
import { HttpSession, isPrivate } from './http-session';
import type { Outside } from './outside';
import { errorName, SourceError } from './source-error';
import { applicationById, findApplication, LISTED_BEFORE_MS, readJob, type SparkUi } from './spark-ui';

interface EvidenceRequest {
  readonly step: StepWindow;
  /** undefined: only the given address is asked. */
  readonly emr?: EmrUi;
  /** The persistent history server that was asked for earlier. */
  readonly persistentUiId?: string;
  /** Whether EMR may be told to make one (IAM calls that a write; it changes nothing on the cluster). */
  readonly mayCreatePersistentUi: boolean;
  /** A driver, a proxy or a history server that the user names. */
  readonly givenUrl?: string;
  /** The step's application, where an earlier look has found it. */
  readonly applicationId?: string;
  /** Whether settings, executors and stages are enough: no figures of jobs and tasks are asked for. */
  readonly isBrief?: boolean;
}

/** A source that gave nothing, and why. */
interface SourceTried {
  readonly source: EvidenceSource;
  readonly reason: string;
}

export type EvidenceResult =
  | { readonly kind: 'evidence'; readonly evidence: JobEvidence; readonly tried: readonly SourceTried[] }
  /** EMR makes the persistent history server, which takes about three minutes: ask again with its id. */
  | { readonly kind: 'ask-later'; readonly persistentUiId: string; readonly tried: readonly SourceTried[] }
  | { readonly kind: 'none'; readonly tried: readonly SourceTried[] };

interface Context {
  readonly request: EvidenceRequest;
  readonly emr: EmrUi;
  readonly budget: Budget;
  readonly outside: Outside;
}

/** A persistent history server that is not ready yet. */
class BeingMade extends SourceError {
  constructor(readonly persistentUiId: string) {
    super('EMR makes the persistent history server, which takes about 3 minutes; ask again then');
  }
}

/** The ResourceManager lists every application, and where it does not tell which is the step's, a list of fewer must not. */
class Unknown extends SourceError {
  constructor(reason: string) {
    super(`application-unknown: ${reason}`);
  }
}

/**
 * What the step's application says about itself: from the running driver, else the persistent history server, else the given address. All together
 * at most 20 requests and 30 s. Never throws for what a source does: a source that gives nothing says why.
 */
export async function readJobEvidence(request: EvidenceRequest, outside: Outside): Promise<EvidenceResult> {
  const budget = new Budget(outside);
  const tried: SourceTried[] = [];
  let beingMade: string | undefined;
  let isUnknown = false;
  for (const { source, read } of sourcesFor(request, budget, outside)) {
    if (isUnknown && source === 'persistent-ui') continue;
    try {
      return { kind: 'evidence', evidence: await read(), tried };
    } catch (error) {
      if (error instanceof BeingMade) beingMade = error.persistentUiId;
      tried.push({ source, reason: error instanceof SourceError ? error.reason : 'it could not be read' });
      if (error instanceof Unknown) isUnknown = true;
    }
  }
  return beingMade === undefined ? { kind: 'none', tried } : { kind: 'ask-later', persistentUiId: beingMade, tried };
}

interface Source {
  readonly source: EvidenceSource;
  readonly read: () => Promise<JobEvidence>;
}

function sourcesFor(request: EvidenceRequest, budget: Budget, outside: Outside): Source[] {
  const { emr, givenUrl, persistentUiId, mayCreatePersistentUi } = request;
  const sources: Source[] = [];
  if (emr !== undefined) {
    const context = { request, emr, budget, outside };
    sources.push({ source: 'driver', read: () => fromDriver(context) });
    if (persistentUiId !== undefined || mayCreatePersistentUi)
      sources.push({ source: 'persistent-ui', read: () => fromPersistentUi(context) });
  }
  if (givenUrl !== undefined) {
    sources.push({ source: 'given-url', read: () => fromGivenUrl(givenUrl, { request, budget, outside }) });
  }
  return sources;
}

const YARN_APPLICATION = /^application_\d{1,20}_\d{1,10}$/;

/** The running driver behind YARN's proxy; the ResourceManager names the application. */
async function fromDriver(context: Context): Promise<JobEvidence> {
  const { request } = context;
  const known = request.applicationId;
  if (known !== undefined && !YARN_APPLICATION.test(known))
    throw new SourceError('the id of the application does not have the form of one');
  if (known !== undefined) return await fromApplicationMaster(context, known);
  const session = await open(context, 'GetOnClusterAppUIPresignedURL', () =>
    context.emr.onClusterUrl('ResourceManager'),
  );
  const since = request.step.startedAtMs - LISTED_BEFORE_MS;
  const listed = parseYarnApplications(
    await session.json(`/ws/v1/cluster/apps?applicationTypes=SPARK&startedTimeBegin=${Math.max(0, since)}`),
  );
  if ('reason' in listed) throw new SourceError(listed.reason);
  const found = findStepApplication(listed.value, request.step);
  if ('reason' in found) throw new Unknown(found.reason);
  if (found.value.endedAtMs !== undefined) throw new SourceError('the application has ended');
  return await fromApplicationMaster(context, found.value.id);
}

async function fromApplicationMaster(context: Context, id: string): Promise<JobEvidence> {
  const session = await open(context, 'GetOnClusterAppUIPresignedURL', () =>
    context.emr.onClusterUrl('ApplicationMaster', id),
  );
  const ui = { session, root: `/proxy/${id}` };
  return await readJob(ui, await applicationById(ui, id), { ...context.request, ...reading('driver', context) });
}

async function fromPersistentUi(context: Context): Promise<JobEvidence> {
  const { emr, request } = context;
  const id = request.persistentUiId ?? (await ask(context, 'CreatePersistentAppUI', () => emr.createPersistentUi()));
  if (!/^[A-Za-z0-9-]{1,100}$/.test(id)) throw new SourceError('EMR gave no id of a persistent history server');
  const status = await ask(context, 'DescribePersistentAppUI', () => emr.persistentUiStatus(id));
  if (/^(STARTING|CREATING|ATTACHING)$/.test(status)) throw new BeingMade(id);
  if (status !== 'ATTACHED') throw new SourceError('the persistent history server is not attached');
  const session = await open(context, 'GetPersistentAppUIPresignedURL', () => emr.persistentUrl(id));
  return await fromHistory({ session, root: '/shs' }, 'persistent-ui', context);
}

/** The root of a user interface, whatever page of it was copied. */
const PAGE = /\/(api\/v1|history|jobs|stages|executors|environment|storage|SQL)(\/.*)?$/;

async function fromGivenUrl(address: string, context: Omit<Context, 'emr'>): Promise<JobEvidence> {
  const session = new HttpSession(address, context.budget, context.outside);
  if (new URL(address).search !== '') await session.enter(address);
  const root = new URL(address).pathname.replace(PAGE, '').replace(/\/+$/, '');
  return await fromHistory({ session, root }, 'given-url', context);
}

async function fromHistory(ui: SparkUi, source: EvidenceSource, context: Omit<Context, 'emr'>): Promise<JobEvidence> {
  const { step, applicationId } = context.request;
  const application =
    applicationId === undefined ? await findApplication(ui, step) : await applicationById(ui, applicationId);
  if (application.endedAtMs !== undefined && step.endedAtMs === undefined && source === 'persistent-ui')
    throw new SourceError('the application has ended, and the step runs');
  return await readJob(ui, application, { ...context.request, ...reading(source, context) });
}

const reading = (source: EvidenceSource, { budget, outside }: Omit<Context, 'emr' | 'request'>) => ({
  source,
  budget,
  now: outside.now,
});

/** A session at an address that EMR gives. */
async function open(
  context: Context,
  action: string,
  address: () => Promise<string | undefined>,
): Promise<HttpSession> {
  const given = await ask(context, action, address);
  if (given === undefined) throw new SourceError('EMR has not prepared the address yet');
  if (!isPrivate(given)) throw new SourceError('EMR gave an address that is not encrypted');
  const session = new HttpSession(given, context.budget, context.outside);
  await session.enter(given);
  return session;
}

async function ask<T>({ budget }: Context, action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await budget.request(call);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`elasticmapreduce:${action} failed with ${errorName(error)}`);
  }
}
