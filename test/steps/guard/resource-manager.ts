import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An application as the ResourceManager keeps it. */
export interface Application {
  readonly id: string;
  state: string;
  finalStatus: string;
  readonly startedTime: number;
  readonly applicationType?: string;
  readonly applicationTags?: string;
  readonly name?: string;
  readonly diagnostics?: string;
  /** What becomes of it when it is asked to end; default: it is killed. */
  onKill?(): void;
}

/** Answers in place of the ResourceManager; false: let it answer itself. */
export type Intercept = (url: URL, response: ServerResponse, request: IncomingMessage) => boolean;

export interface FakeResourceManager {
  readonly port: number;
  /** Method and path of each request, in order. */
  readonly requests: string[];
  close(): void;
}

const PREFIX = '/ws/v1/cluster/';

/** A ResourceManager's REST API with these applications, as Hadoop's page "ResourceManager REST API's" describes it. */
export async function startResourceManager(
  applications: readonly Application[],
  { startedOn = 0, intercept = () => false }: { startedOn?: number; intercept?: Intercept } = {},
): Promise<FakeResourceManager> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://rm');
    requests.push(`${request.method} ${url.pathname.slice(PREFIX.length)}${url.search}`);
    if (intercept(url, response, request)) return;
    const [what, id, sub] = url.pathname.slice(PREFIX.length).split('/');
    if (what === 'info') return answer(response, { clusterInfo: { id: startedOn, startedOn, state: 'STARTED' } });
    if (id === undefined) return answer(response, listed(applications, url.searchParams));
    const one = applications.find((application) => application.id === id);
    if (one === undefined) return answer(response, { RemoteException: { exception: 'NotFoundException' } }, 404);
    if (sub === 'state' && request.method === 'PUT') {
      if (one.onKill) one.onKill();
      else Object.assign(one, { state: 'KILLED', finalStatus: 'KILLED' });
      return answer(response, { state: 'KILLING' }, 202);
    }
    return answer(response, { app: shown(one) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function answer(response: ServerResponse, document: unknown, status = 200): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
}

function listed(applications: readonly Application[], wanted: URLSearchParams): unknown {
  const [tag, type] = [wanted.get('applicationTags'), wanted.get('applicationTypes')];
  const [from, to] = [wanted.get('startedTimeBegin'), wanted.get('startedTimeEnd')];
  const app = applications.filter(
    ({ applicationTags = '', applicationType = 'SPARK', startedTime }) =>
      (tag === null || applicationTags.split(',').includes(tag)) &&
      (type === null || applicationType === type) &&
      (from === null || startedTime >= Number(from)) &&
      (to === null || startedTime <= Number(to)),
  );
  return { apps: app.length === 0 ? null : { app: app.map(shown) } };
}

/** The fields of Hadoop 3's answer, in its order. */
function shown({ id, state, finalStatus, startedTime, ...rest }: Application): unknown {
  const { applicationType = 'SPARK', applicationTags = '', name = 'job.py', diagnostics = '' } = rest;
  return {
    ...{
      id,
      user: 'hadoop',
      name,
      queue: 'default',
      state,
      finalStatus,
      progress: 10.0,
      trackingUI: 'ApplicationMaster',
    },
    ...{ trackingUrl: `http://ip-10-0-0-1:20888/proxy/${id}/`, diagnostics, clusterId: 1_700_000_000_000 },
    ...{ applicationType, applicationTags, priority: 0, startedTime, launchTime: startedTime + 90, finishedTime: 0 },
    ...{ elapsedTime: 5, amContainerLogs: 'http://ip-10-0-0-2:8042/logs', allocatedMB: 4096, allocatedVCores: 2 },
    resourceRequests: [{ priority: 1, resourceName: '*', capability: { memory: 4096, vCores: 2 }, numContainers: 3 }],
    timeouts: { timeout: [{ type: 'LIFETIME', expiryTime: 'UNLIMITED', remainingTimeInSeconds: -1 }] },
  };
}
