import type { Application, StageView } from './application';
import {
  applicationJson,
  environmentJson,
  executorsJson,
  jobJson,
  stageJson,
  taskListJson,
  taskSummaryJson,
  yarnApplicationJson,
  yarnState,
} from './documents';

/** What a web interface answers. */
export interface WebAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (value: unknown): WebAnswer => ({ status: 200, type: 'application/json', body: JSON.stringify(value) });
/** An error in Spark's words; `text/plain`, as Jersey sends it. */
const notFound = (message: string): WebAnswer => ({ status: 404, type: 'text/plain', body: message });

/** Spark's own defaults of `quantiles`. */
const DEFAULT_QUANTILES = '0.05,0.25,0.5,0.75,0.95';

/**
 * Spark's REST API, below `/api/v1`.
 *
 * @param readToMs of a history server: when it read the logs; undefined for a driver
 */
export function sparkRest(
  applications: readonly Application[],
  path: string,
  query: URLSearchParams,
  sparkVersion: string,
  readToMs?: number,
): WebAnswer {
  const [first, id, document = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (first !== 'applications') return notFound('HTTP 404 Not Found');
  const shown = (app: Application): object => applicationJson(app, sparkVersion, readToMs);
  if (id === undefined) {
    const status = query.get('status');
    return json(
      applications
        .filter(({ endedMs }) => status === null || (status === 'completed') === (endedMs !== undefined))
        .map(shown),
    );
  }
  const app = applications.find((one) => one.id === id);
  if (app === undefined) return notFound(`unknown app ${id}`);
  switch (document) {
    case '':
      return json(shown(app));
    case 'environment':
      return json(environmentJson(app));
    case 'executors':
    case 'allexecutors':
      return json(executorsJson(app, document === 'allexecutors'));
    case 'jobs':
      return json(withStatus(app.stages, query, 'RUNNING', 'SUCCEEDED').map(jobJson));
    case 'stages':
      return stages(app, rest, query);
    default:
      return notFound('HTTP 404 Not Found');
  }
}

function stages(app: Application, [id, attempt, document]: readonly string[], query: URLSearchParams): WebAnswer {
  if (id === undefined)
    return json(withStatus(app.stages, query, 'ACTIVE', 'COMPLETE').map((one) => stageJson(one, app.plan.cpuPerTask)));
  const view = app.stages.find((one) => String(one.id) === id);
  if (view === undefined) return notFound(`unknown stage: ${id}`);
  if (attempt !== undefined && attempt !== '0') return notFound(`unknown attempt for stage ${id}.`);
  if (document === 'taskSummary') {
    const quantiles = (query.get('quantiles') ?? DEFAULT_QUANTILES).split(',').map(Number);
    const summary = taskSummaryJson(view, quantiles);
    // Spark answers a stage without finished tasks with nothing at all.
    return summary === undefined ? { status: 204, type: 'application/json', body: '' } : json(summary);
  }
  if (document === 'taskList') return taskList(view, query);
  return json(stageJson(view, app.plan.cpuPerTask));
}

/** In the order in which the tasks began, which is the only one that anything asks for. */
function taskList(view: StageView, query: URLSearchParams): WebAnswer {
  const [offset, length] = [Number(query.get('offset') ?? 0), Number(query.get('length') ?? 20)];
  const status = query.get('status') ?? undefined;
  // No simulated task fails or is killed.
  if (status !== undefined && status !== 'running' && status !== 'success') return json([]);
  return json(taskListJson(view, { offset, length, status }));
}

/** Newest first, as Spark lists jobs and stages, and only those of the states asked for. */
function withStatus<T extends { readonly endedMs?: number }>(
  views: readonly T[],
  query: URLSearchParams,
  runs: string,
  ended: string,
): T[] {
  const wanted = query.getAll('status').map((one) => one.toUpperCase());
  return views
    .filter(({ endedMs }) => wanted.length === 0 || wanted.includes(endedMs === undefined ? runs : ended))
    .toReversed();
}

/** The ResourceManager's `/ws/v1/cluster/apps`. */
export function yarnApplications(applications: readonly Application[], query: URLSearchParams): WebAnswer {
  const types = query.get('applicationTypes')?.toLowerCase().split(',');
  const states = query.get('states')?.toUpperCase().split(',');
  const shown = applications.filter(
    (app) =>
      (types === undefined || types.includes('spark')) && (states === undefined || states.includes(yarnState(app))),
  );
  // YARN writes null, not an empty list.
  return json({ apps: shown.length === 0 ? null : { app: shown.map(yarnApplicationJson) } });
}
