import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../errors';
import type { OnClusterUi, WebInterfaces } from '../spark-ui/web-interfaces';
import { type Json, type Operation, optionalText, requireString, seconds } from './wire';

const COOKIE = 'emr-app-ui';
const ON_CLUSTER: readonly OnClusterUi[] = ['ResourceManager', 'ApplicationMaster', 'SparkHistoryServer'];

/** EMR's operations on web interfaces. @param baseUrl where they are served */
export function webInterfaceOperations(
  interfaces: WebInterfaces,
  baseUrl: () => string,
): Readonly<Record<string, Operation>> {
  return {
    GetOnClusterAppUIPresignedURL: async (request) => {
      const given = requireString(request, 'OnClusterAppUIType');
      const type = ON_CLUSTER.find((one) => one === given);
      if (type === undefined)
        throw new ServiceError(
          'ValidationException',
          `OnClusterAppUIType must be one of ${ON_CLUSTER.join(', ')} here.`,
        );
      const path = interfaces.onCluster(
        requireString(request, 'ClusterId'),
        type,
        optionalText(request, 'ApplicationId'),
      );
      return { PresignedURLReady: true, PresignedURL: `${baseUrl()}${path}` };
    },
    CreatePersistentAppUI: async (request) => ({
      PersistentAppUIId: interfaces.createPersistent(requireString(request, 'TargetResourceArn')),
      RuntimeRoleEnabledCluster: false,
    }),
    DescribePersistentAppUI: async (request) => {
      const { id, isAttached, createdMs } = interfaces.describePersistent(persistentId(request));
      return {
        PersistentAppUI: {
          PersistentAppUIId: id,
          PersistentAppUITypeList: ['SHS'],
          PersistentAppUIStatus: isAttached ? 'ATTACHED' : 'STARTING',
          CreationTime: seconds(createdMs),
          LastModifiedTime: seconds(createdMs),
        },
      };
    },
    GetPersistentAppUIPresignedURL: async (request) => ({
      PresignedURLReady: true,
      PresignedURL: `${baseUrl()}${interfaces.persistent(persistentId(request))}`,
    }),
  };
}

const persistentId = (request: Json): string => requireString(request, 'PersistentAppUIId');

/** Answers a browser's GET: a token opens a session, whose cookie opens everything below. */
export async function answerWebInterface(
  interfaces: WebInterfaces,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const token = url.searchParams.get('authToken');
  if (token !== null) {
    const session = interfaces.open(token);
    if (session === undefined) {
      response
        .writeHead(403, { 'content-type': 'text/html' })
        .end('<!DOCTYPE html><html><body>Forbidden</body></html>');
      return;
    }
    const cookie = `${COOKIE}=${session}; Path=/; HttpOnly`;
    response.writeHead(302, { location: url.pathname, 'set-cookie': cookie }).end();
    return;
  }
  const session = new RegExp(`(?:^|; )${COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  const answer = await interfaces.get(url.pathname, url.searchParams, session);
  if (answer === undefined) response.destroy();
  else response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
}
