import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EmrUi } from '../../lib/sources';
import { applicationIn, type Documents, recorded } from '../evidence/recorded';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server over real HTTP. */
export interface Listening {
  readonly address: string;
  /** Paths that were asked for, and the cookies that came with them. */
  readonly asked: { readonly path: string; readonly method: string; readonly cookie?: string }[];
  readonly close: () => Promise<void>;
}

export async function listen(answer: Answer): Promise<Listening> {
  const asked: Listening['asked'] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', method: request.method ?? '', cookie: request.headers.cookie });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function sendJson(response: ServerResponse, document: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
}

/** The recorded answers of a Spark under a path, the list of its applications made of the one that there is. */
export function sparkAnswers(documents: Documents, root = ''): Answer {
  const [only = ''] = Object.keys(documents);
  return (request, response) => {
    const path = (request.url ?? '').replace(`${root}/api/v1/`, '');
    if (path.startsWith('applications?')) return sendJson(response, [documents[only]]);
    if (!(path in documents)) return void response.writeHead(404).end('no such app');
    sendJson(response, documents[path]);
  };
}

const RUN = 'fat-latency-running';
export const documents = recorded(RUN);
export const application = applicationIn(documents);
/** A step in whose window the recorded application started. */
export const step = { startedAtMs: application.startedAtMs - 30_000, othersRan: false };

/** EMR's front doors, all of them shut. */
export function shut(): EmrUi {
  const denied = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('secret words'), { name: 'AccessDeniedException' }));
  return { onClusterUrl: denied, createPersistentUi: denied, persistentUiStatus: denied, persistentUrl: denied };
}
