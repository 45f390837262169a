import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { ClusterLifecycle } from '../account/cluster-request';
import type { CloudWatchBackEnd, EmrBackEnd } from '../back-end';
import { ServiceError } from '../errors';
import { own } from '../own';
import type { WebInterfaces } from '../spark-ui/web-interfaces';
import { ACCOUNT } from '../world/create';
import { type Access, type AccessRules, accessFor } from './access';
import { cloudWatchOperations } from './cloudwatch';
import { clusterOperations } from './clusters';
import { answerControl, type Control } from './control';
import { emrOperations } from './emr';
import { type Call, CLOUDWATCH, type Message, type Reply } from './protocols/call';
import { findCborCall } from './protocols/cbor';
import { errorJson, findJsonCall } from './protocols/json';
import { findQueryCall } from './protocols/query';
import { releaseOperations } from './releases';
import { answerSns, type Notification } from './sns';
import { ssmOperations } from './ssm';
import { answerSts, xmlError } from './sts';
import { answerWebInterface, webInterfaceOperations } from './web-interfaces';
import type { Operation } from './wire';

/** More than any request of these services. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface BackEnds {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  /** Undefined: clusters are neither made nor changed, and the operations that do so are unknown. */
  readonly lifecycle?: ClusterLifecycle;
  /** Undefined: the cluster has none, and the operations that give addresses are unknown. */
  readonly webInterfaces?: WebInterfaces;
  /** Parameters of Systems Manager by name, as they are at the time of a request. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface ServerOptions {
  /** Default: one that is free. */
  readonly port?: number;
  /** The interface to listen on; default: loopback. */
  readonly host?: string;
  /** Its own paths, such as `GET /health`; default: none. */
  readonly control?: Control;
}

export interface RunningServer {
  /** For AWS_ENDPOINT_URL_EMR, _CLOUDWATCH, _STS, _SSM and _SNS. */
  readonly url: string;
  /** What was published to topics, in order. */
  readonly published: readonly Notification[];
  close(): Promise<void>;
}

/**
 * EMR, CloudWatch, STS and the few calls of Systems Manager and SNS that the remediator makes, on one port, in the wire protocols of the
 * AWS SDKs and the AWS command line.
 */
export async function serve(
  backEnds: BackEnds,
  rules: AccessRules,
  { port = 0, host = '127.0.0.1', control }: ServerOptions = {},
): Promise<RunningServer> {
  const { emr, lifecycle, webInterfaces } = backEnds;
  let url = '';
  const services: Services = {
    ElasticMapReduce: {
      ...emrOperations(emr),
      ...releaseOperations(),
      ...(lifecycle === undefined ? {} : clusterOperations(emr, lifecycle)),
      ...(webInterfaces === undefined ? {} : webInterfaceOperations(webInterfaces, () => url)),
    },
    [CLOUDWATCH]: cloudWatchOperations(backEnds.cloudWatch),
    AmazonSSM: ssmOperations(backEnds.parameters ?? {}),
  };
  const published: Notification[] = [];
  const answer = answerer({ services, access: accessFor(rules), published, webInterfaces, control });
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound, family } = server.address() as AddressInfo;
  url = `http://${family === 'IPv6' ? `[${host}]` : host}:${bound}`;
  return {
    url,
    published,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        // Clients keep connections alive, and close waits for them.
        server.closeAllConnections();
      }),
  };
}

type Services = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What stands behind one server. */
interface Served {
  readonly services: Services;
  readonly access: Access;
  readonly published: Notification[];
  readonly webInterfaces?: WebInterfaces;
  readonly control?: Control;
}

/** Answers one request: of a service in one of AWS's protocols, a form to STS or SNS, the server's own, or a browser's to a web interface. */
function answerer(served: Served): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const message = { method, url, headers, body: await readBody(request) };
    const controlled = served.control === undefined ? undefined : await answerControl(served.control, message);
    if (controlled !== undefined) return send(response, controlled);
    if (method === 'GET' && served.webInterfaces !== undefined)
      return answerWebInterface(served.webInterfaces, request, response);
    const call = findJsonCall(message) ?? findCborCall(message) ?? findQueryCall(message);
    send(response, call === undefined ? answerForm(served, message) : await answerCall(served, call, message));
  };
}

async function answerCall({ services, access }: Served, call: Call, { headers }: Message): Promise<Reply> {
  const { service, operation } = call;
  try {
    const handle = own(own(services, service) ?? {}, operation);
    if (handle === undefined) {
      throw new ServiceError('UnknownOperationException', `the simulator does not know ${service}.${operation}`);
    }
    const { authorization } = headers;
    if (service === 'ElasticMapReduce')
      access.check(operation, typeof authorization === 'string' ? authorization : undefined);
    return call.answer(await handle(call.input()));
  } catch (error) {
    return call.refuse(asServiceError(error));
  }
}

function answerForm({ access, published }: Served, { headers, body }: Message): Reply {
  const isForm = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (!isForm) {
    const refusal = new ServiceError(
      'UnknownOperationException',
      'the simulator speaks the protocols of EMR, CloudWatch, Systems Manager, STS and SNS',
      404,
    );
    return {
      status: 404,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(errorJson(refusal)),
    };
  }
  const xml = (status: number, text: string): Reply => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: text,
  });
  try {
    const form = new URLSearchParams(body.toString('utf8'));
    return xml(200, form.get('Action') === 'Publish' ? answerSns(form, published) : answerSts(form, access, ACCOUNT));
  } catch (error) {
    const refusal = asServiceError(error);
    return xml(refusal.status, xmlError(refusal));
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('request too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BYTES }) : body;
}

/** A fault of the simulator itself is shown as the service's, with its message. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers);
  response.end(body);
}
