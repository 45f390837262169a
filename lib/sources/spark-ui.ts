import {
  type EvidenceSource,
  findStepApplication,
  type JobEvidence,
  parseApplication,
  parseApplications,
  type SparkApplication,
  type StepWindow,
  type TaskDocuments,
  type TaskQuestion,
  taskQuestions,
  toJobEvidence,
  withTasks,
} from '../evidence';
import type { Budget } from './budget';
import type { HttpSession } from './http-session';
import { SourceError } from './source-error';

/** Where Spark's REST API answers. */
export interface SparkUi {
  readonly session: HttpSession;
  /** The path before `/api/v1`, without a slash at its end. */
  readonly root: string;
}

const QUANTILES = 'quantiles=0.05,0.5,0.95,1.0';

/** A start this long before the step's may still be its own; more than the margin of `findStepApplication`. */
export const LISTED_BEFORE_MS = 10 * 60_000;

/** Far more applications than a step starts. */
const MAX_LISTED = 500;

function readOrThrow<T>(read: { readonly value: T } | { readonly reason: string }): T {
  if ('value' in read) return read.value;
  throw new SourceError(read.reason);
}

/** The step's application among those that this Spark lists. */
export async function findApplication({ session, root }: SparkUi, step: StepWindow): Promise<SparkApplication> {
  const since = new Date(step.startedAtMs - LISTED_BEFORE_MS).toISOString().replace('Z', 'GMT');
  const listed = readOrThrow(
    parseApplications(await session.json(`${root}/api/v1/applications?minDate=${since}&limit=${MAX_LISTED}`)),
  );
  const found = findStepApplication(listed, step);
  if ('reason' in found) throw new SourceError(`application-unknown: ${found.reason}`);
  return found.value;
}

/** An application by its id. */
export async function applicationById({ session, root }: SparkUi, id: string): Promise<SparkApplication> {
  const application = readOrThrow(parseApplication(await session.json(`${root}/api/v1/applications/${id}`)));
  if (application.id !== id) throw new SourceError('another application answered');
  return application;
}

/** What one application says about itself. */
export async function readJob(
  ui: SparkUi,
  application: SparkApplication,
  {
    source,
    step,
    isBrief = false,
    budget,
    now,
  }: {
    readonly source: EvidenceSource;
    readonly step: StepWindow;
    readonly isBrief?: boolean;
    readonly budget: Budget;
    readonly now: () => number;
  },
): Promise<JobEvidence> {
  const readAtMs = now();
  const attempt = application.attemptId === undefined ? '' : `/${application.attemptId}`;
  const at = `${ui.root}/api/v1/applications/${application.id}${attempt}`;
  const environment = await ui.session.json(`${at}/environment`);
  const executors = await ui.session.json(`${at}/allexecutors`);
  const readStages = () => ui.session.json(`${at}/stages`);
  const firstStages = await readStages();
  const jobs = isBrief ? undefined : await optional(() => ui.session.json(`${at}/jobs`));
  const evidenceWith = (stages: unknown): JobEvidence =>
    readOrThrow(
      toJobEvidence({ environment, executors, stages, jobs }, { source, readAtMs, application, marker: step.marker }),
    );
  const first = evidenceWith(firstStages);
  if (isBrief) return first;
  const ask = (questions: readonly TaskQuestion[], spare = 0) =>
    askTasks(ui, at, questions, () => budget.allows(1 + spare));
  const [running, others] = partitioned(taskQuestions(first));
  if (running.length === 0) return withTasks(first, await ask(others));
  // A history server reads more of the log between two requests. The newest launches date the figures of the stages, so these are read after them.
  const launches = await ask(running, 1);
  const evidence = evidenceWith(await readStages());
  return withTasks(evidence, [...launches, ...(await ask(partitioned(taskQuestions(evidence))[1]))]);
}

/** Questions about tasks that run, which are asked of a history server alone, and all others. */
function partitioned(questions: readonly TaskQuestion[]): [running: TaskQuestion[], others: TaskQuestion[]] {
  const isRunning = ({ kind }: TaskQuestion): boolean => kind === 'running';
  return [questions.filter(isRunning), questions.filter((one) => !isRunning(one))];
}

/** Of these questions, the most important ones first, as many as may be asked. */
async function askTasks(
  ui: SparkUi,
  at: string,
  questions: readonly TaskQuestion[],
  mayAsk: () => boolean,
): Promise<TaskDocuments[]> {
  const answers: TaskDocuments[] = [];
  for (const { kind, stageId, attemptId, offset, length } of questions) {
    if (!mayAsk()) break;
    const stage = `${at}/stages/${stageId}/${attemptId}`;
    const paths = {
      summary: `${stage}/taskSummary?${QUANTILES}`,
      newer: `${stage}/taskList?sortBy=ID&offset=${offset}&length=${length}`,
      failed: `${stage}/taskList?status=failed&offset=${offset}&length=${length}`,
      running: `${stage}/taskList?status=running&offset=${offset}&length=${length}`,
    };
    answers.push({ stageId, attemptId, [kind]: await optional(() => ui.session.json(paths[kind])) });
  }
  return answers;
}

/** What the evidence can do without. */
async function optional(ask: () => Promise<unknown>): Promise<unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
