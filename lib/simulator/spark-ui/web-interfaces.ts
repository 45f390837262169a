import type { Clock } from '../clock';
import { ServiceError } from '../errors';
import type { SparkUiFault } from '../scenario/types';
import { idStem } from '../world/ids';
import type { World } from '../world/types';
import { applicationsOf } from './application';
import { impossible, ofAnother } from './lies';
import { PersistentUis } from './persistent-uis';
import { sparkRest, type WebAnswer, yarnApplications } from './rest';
import { Sessions } from './sessions';

/** How far a history server lags behind the application whose log it reads (EMR: at least two minutes). */
const HISTORY_LAG_MS = 120_000;
/** How old the answers of an interface are that has stopped reading. */
const STALE_MS = 3_600_000;
const APPLICATION_ID = /^application_\d+_\d+$/;

/** What GetOnClusterAppUIPresignedURL gives an address of; of the types that EMR has, those that the simulator serves. */
export type OnClusterUi = 'ResourceManager' | 'ApplicationMaster' | 'SparkHistoryServer';

/** The web interfaces of a cluster, as EMR lets a caller with IAM permission in: an address with a token, which a cookie then stands for. */
export interface WebInterfaces {
  /** The path and query of an address that opens a session. */
  onCluster(clusterId: string, type: OnClusterUi, applicationId: string | undefined): string;
  createPersistent(clusterArn: string): string;
  describePersistent(id: string): { readonly id: string; readonly isAttached: boolean; readonly createdMs: number };
  persistent(id: string): string;
  /** Takes the token of an address: the session that it opens, or undefined where it is not valid any more. */
  open(token: string): string | undefined;
  /** What a GET gives; undefined: the connection ends without an answer. */
  get(
    path: string,
    query: URLSearchParams,
    session: string | undefined,
  ): WebAnswer | undefined | Promise<WebAnswer | undefined>;
}

type Kind = 'cluster' | 'persistent';

const page = (status: number, text: string): WebAnswer => ({
  status,
  type: 'text/html',
  body: `<!DOCTYPE html><html><body><h1>${text}</h1></body></html>`,
});

/** The interfaces of a simulated world; `world` moves it to the clock's time. */
export function webInterfaces(clusterId: string, world: () => World, clock: Pick<Clock, 'sleep'>): WebInterfaces {
  const stem = idStem(clusterId);
  let sessions = new Sessions<Kind>(stem);
  let restarts = 0;
  /** The sessions since the interfaces were last started. */
  const current = (): Sessions<Kind> => {
    const { webRestarts } = world();
    if (webRestarts !== restarts) sessions = new Sessions(`${stem}-${webRestarts}`);
    restarts = webRestarts;
    return sessions;
  };
  const persistent = new PersistentUis(world);
  return {
    onCluster: (clusterId, type, applicationId) => {
      refuseOnCluster(world(), clusterId, applicationId);
      const { path, kind } = entryOf(type, applicationId);
      return current().address(path, kind);
    },
    createPersistent: (clusterArn) => persistent.create(clusterArn),
    describePersistent: (id) => persistent.describe(id),
    persistent: (id) => {
      persistent.requireAttached(id);
      return current().address('/shs/', 'persistent');
    },
    open: (token) => current().open(token),
    get: async (path, query, session) => {
      const kind = current().kindOf(session);
      if (kind === undefined) return page(403, 'Forbidden');
      const { sparkUi } = world().faults;
      const fault = sparkUi[kind === 'cluster' ? 'driver' : 'persistent'];
      if (fault === 'slow') await clock.sleep(sparkUi.slowMs);
      const now = world();
      const answer = (then: World): WebAnswer =>
        kind === 'cluster' ? onCluster(then, path, query) : history(then, path, query);
      return faulty(fault, answer, now);
    },
  };
}

/** @throws ServiceError where EMR would give no address */
function refuseOnCluster({ cluster, faults }: World, clusterId: string, applicationId: string | undefined): void {
  if (clusterId !== cluster.id)
    throw new ServiceError('InvalidRequestException', `Cluster id '${clusterId}' is not valid.`, 400, 'NoSuchCluster');
  if (faults.sparkUi.driver === 'absent')
    throw new ServiceError(
      'InvalidRequestException',
      'On-cluster application user interfaces are not supported for this cluster.',
    );
  if (applicationId !== undefined && !APPLICATION_ID.test(applicationId))
    throw new ServiceError('ValidationException', 'ApplicationId is not valid.');
}

/** Where an interface begins. */
function entryOf(type: OnClusterUi, applicationId: string | undefined): { readonly path: string; readonly kind: Kind } {
  switch (type) {
    case 'ResourceManager':
      return { path: '/', kind: 'cluster' };
    case 'SparkHistoryServer':
      return { path: '/shs/', kind: 'persistent' };
    case 'ApplicationMaster':
      if (applicationId === undefined)
        throw new ServiceError('ValidationException', 'ApplicationMaster needs an ApplicationId.');
      return { path: `/proxy/${applicationId}/`, kind: 'cluster' };
  }
}

function faulty(fault: SparkUiFault, answer: (then: World) => WebAnswer, now: World): WebAnswer | undefined {
  switch (fault) {
    case 'answers':
    case 'slow':
      return answer(now);
    case 'stale':
      return answer({ ...now, nowMs: Math.max(now.startMs, now.nowMs - STALE_MS) });
    case 'impossible':
      return impossible(answer(now));
    case 'another-application':
      return ofAnother(answer(now));
    case 'nonsense':
      return page(200, 'Please sign in');
    case 'silent':
    case 'absent':
      return undefined;
  }
}

/** YARN's web proxy, through which a running driver's own server answers, and the ResourceManager's REST API. */
function onCluster(now: World, path: string, query: URLSearchParams): WebAnswer {
  const applications = applicationsOf(now);
  if (path === '/') return page(200, 'All Applications');
  if (path === '/ws/v1/cluster/apps') return yarnApplications(applications, query);
  const [, id, rest] = /^\/proxy\/([^/]+)\/(?:api\/v1(\/.*))?$/.exec(path) ?? [];
  const running = applications.filter((app) => app.id === id && app.endedMs === undefined);
  if (running.length === 0) return page(404, 'Not found');
  if (rest === undefined) return page(200, 'Spark Jobs');
  return sparkRest(running, rest, query, now.cluster.sparkVersion);
}

function history(now: World, path: string, query: URLSearchParams): WebAnswer {
  const readToMs = Math.max(now.startMs, now.nowMs - HISTORY_LAG_MS);
  const [, rest] = /^\/shs\/api\/v1(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return page(200, 'Spark history server');
  return sparkRest(applicationsOf({ ...now, nowMs: readToMs }), rest, query, now.cluster.sparkVersion, readToMs);
}
