import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { CloudWatchBackEnd, EmrBackEnd } from '../back-end';
import { ServiceError } from '../errors';
import { own } from '../own';
import type { WebInterfaces } from '../spark-ui/web-interfaces';
import { ACCOUNT } from '../world/create';
import { type Access, type AccessRules, accessFor } from './access';
import { cloudWatchOperations } from './cloudwatch';
import { emrOperations } from './emr';
import { answerSns, type Notification } from './sns';
import { ssmOperations } from './ssm';
import { answerSts, xmlError } from './sts';
import { answerWebInterface, webInterfaceOperations } from './web-interfaces';
import { type Operation, requireObject } from './wire';

/** More than any request of these services. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface BackEnds {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  /** Undefined: the cluster has none, and the operations that give addresses are unknown. */
  readonly webInterfaces?: WebInterfaces;
  /** Parameters of Systems Manager by name, as they are at the time of a request. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  /** For AWS_ENDPOINT_URL_EMR, _CLOUDWATCH, _STS, _SSM and _SNS. */
  readonly url: string;
  /** What was published to topics, in order. */
  readonly published: readonly Notification[];
  close(): Promise<void>;
}

/**
 * EMR, CloudWatch, STS and the few calls of Systems Manager and SNS that the remediator makes, on one loopback port, in the wire protocols
 * of the AWS SDKs and the AWS command line.
 */
export async function serve(backEnds: BackEnds, rules: AccessRules, port = 0): Promise<RunningServer> {
  let url = '';
  const { answer, published } = answering(backEnds, rules, () => url);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${bound}`;
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

/** What answers, without a socket: for a server of one's own. */
export interface Answering {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** What was published to topics, in order. */
  readonly published: readonly Notification[];
}

/** @param url where web interfaces are served, at the time of a request */
export function answering(backEnds: BackEnds, rules: AccessRules, url: () => string): Answering {
  const { webInterfaces } = backEnds;
  const services: Services = {
    ElasticMapReduce: {
      ...emrOperations(backEnds.emr),
      ...(webInterfaces === undefined ? {} : webInterfaceOperations(webInterfaces, url)),
    },
    GraniteServiceVersion20100801: cloudWatchOperations(backEnds.cloudWatch),
    AmazonSSM: ssmOperations(backEnds.parameters ?? {}),
  };
  const published: Notification[] = [];
  return { answer: answerer(services, accessFor(rules), published, webInterfaces), published };
}

type Services = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** Answers one request: of a service in AWS's JSON protocol, a form to STS or SNS, or a browser's to a web interface. */
function answerer(
  services: Services,
  access: Access,
  published: Notification[],
  webInterfaces?: WebInterfaces,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && webInterfaces !== undefined)
      return answerWebInterface(webInterfaces, request, response);
    const body = await readBody(request);
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') return answerJson(request, response, target, body);
    if (request.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
      return answerForm(response, body);
    const refusal = new ServiceError(
      'UnknownOperationException',
      'the simulator speaks the JSON protocols of EMR, CloudWatch and Systems Manager, and STS and SNS',
      404,
    );
    return send(response, 404, 'application/json', JSON.stringify(errorJson(refusal)));
  }

  async function answerJson(
    request: IncomingMessage,
    response: ServerResponse,
    target: string,
    body: string,
  ): Promise<void> {
    const type = request.headers['content-type'] ?? 'application/x-amz-json-1.1';
    const [service = '', operation = ''] = target.split('.');
    try {
      const handle = own(own(services, service) ?? {}, operation);
      if (handle === undefined) {
        throw new ServiceError('UnknownOperationException', `the simulator does not know ${service}.${operation}`);
      }
      if (service === 'ElasticMapReduce') access.check(operation, request.headers.authorization);
      const result = await handle(requireObject(parsed(body), 'the request'));
      send(response, 200, type, JSON.stringify(result));
    } catch (error) {
      const refusal = asServiceError(error);
      // boto3 takes the error's code from here.
      response.setHeader('x-amzn-query-error', `${refusal.name};Sender`);
      send(response, refusal.status, type, JSON.stringify(errorJson(refusal)));
    }
  }

  function answerForm(response: ServerResponse, body: string): void {
    try {
      const form = new URLSearchParams(body);
      const xml = form.get('Action') === 'Publish' ? answerSns(form, published) : answerSts(form, access, ACCOUNT);
      send(response, 200, 'text/xml', xml);
    } catch (error) {
      const refusal = asServiceError(error);
      send(response, refusal.status, 'text/xml', xmlError(refusal));
    }
  }

  return answer;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error('request too large');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BYTES }) : body;
  return text.toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new ServiceError('SerializationException', 'the request is not JSON');
  }
}

function errorJson(error: ServiceError): object {
  return { __type: error.name, message: error.message, Message: error.message, ErrorCode: error.code };
}

/** A fault of the simulator itself is shown as the service's, with its message. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'rehearsal' });
  response.end(body);
}
