import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CloudWatchBackEnd, EmrBackEnd } from '../back-end';
import type { Clock } from '../clock';
import { ServiceError } from '../errors';
import type { ApiFaults } from '../faults/api-faults';
import type { WireReply } from '../faults/malformed';
import type { FaultyService } from '../faults/types';
import { own } from '../own';
import type { WebInterfaces } from '../spark-ui/web-interfaces';
import { ACCOUNT } from '../world/create';
import { type Access, type AccessRules, accessFor } from './access';
import { readBody } from './body';
import { cloudWatchOperations } from './cloudwatch';
import { emrOperations } from './emr';
import { checked } from './request-check';
import { sendOutcome } from './send-outcome';
import { answerSns, type Notification } from './sns';
import { ssmOperations } from './ssm';
import { answerSts, xmlError } from './sts';
import { answerWebInterface, webInterfaceOperations } from './web-interfaces';
import { type Operation, requireObject } from './wire';

export interface BackEnds {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  /** Undefined: the cluster has none, and the operations that give addresses are unknown. */
  readonly webInterfaces?: WebInterfaces;
  /** Parameters of Systems Manager by name, as they are at the time of a request. Default: none. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What spoils the answers. Default: nothing. */
  readonly faults?: ApiFaults;
  /** By which the sessions of AssumeRole end. Default: they do not. */
  readonly clock?: Pick<Clock, 'now'>;
}

export interface RunningServer {
  /** For AWS_ENDPOINT_URL_EMR, _CLOUDWATCH, _STS, _SSM and _SNS. */
  readonly url: string;
  /** What was published to topics, in order; the latest 10,000. */
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
    ElasticMapReduce: checked('emr', {
      ...emrOperations(backEnds.emr),
      ...(webInterfaces === undefined ? {} : webInterfaceOperations(webInterfaces, url)),
    }),
    GraniteServiceVersion20100801: checked('cloudwatch', cloudWatchOperations(backEnds.cloudWatch)),
    AmazonSSM: checked('ssm', ssmOperations(backEnds.parameters ?? {})),
  };
  const published: Notification[] = [];
  const access = accessFor(rules, () => backEnds.clock?.now() ?? 0);
  return { answer: answerer({ services, access, published, webInterfaces, faults: backEnds.faults }), published };
}

type Services = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What stands behind one server. */
interface Served {
  readonly services: Services;
  readonly access: Access;
  readonly published: Notification[];
  readonly webInterfaces?: WebInterfaces;
  readonly faults?: ApiFaults;
}

/** A request to a service: whose it is, what it does, and how that service refuses. */
interface ServiceCall {
  /** Undefined: of a service that the simulator does not have. */
  readonly service?: FaultyService;
  readonly operation: string;
  readonly perform: () => Promise<WireReply>;
  readonly refuse: (error: ServiceError) => WireReply;
}

/** Answers one request: of a service in AWS's JSON protocol, a form to STS or SNS, or a browser's to a web interface. */
function answerer(served: Served): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method === 'GET' && served.webInterfaces !== undefined)
      return answerWebInterface(served.webInterfaces, request, response);
    const { headers } = request;
    let body: Buffer;
    try {
      body = await readBody(request);
    } catch (error) {
      return send(response, toCall(served, headers, '').refuse(asServiceError(error)));
    }
    const call = toCall(served, headers, body.toString('utf8'));
    const { service, operation, perform, refuse } = call;
    if (served.faults === undefined || service === undefined) return send(response, await perform());
    sendOutcome(response, await served.faults.answer({ service, operation, body, perform, refuse }));
  };
}

const FAULTY: Readonly<Record<string, FaultyService>> = {
  ElasticMapReduce: 'emr',
  GraniteServiceVersion20100801: 'cloudwatch',
  AmazonSSM: 'ssm',
};

function toCall(served: Served, headers: IncomingMessage['headers'], body: string): ServiceCall {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return jsonCall(served, headers, target, body);
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return formCall(served, body);
  const refusal = new ServiceError(
    'UnknownOperationException',
    'the simulator speaks the JSON protocols of EMR, CloudWatch and Systems Manager, and STS and SNS',
    404,
  );
  const refuse = (error: ServiceError): WireReply =>
    reply(error.status, 'application/json', JSON.stringify(errorJson(error)));
  return { operation: '', perform: async () => refuse(refusal), refuse };
}

function jsonCall(
  { services, access }: Served,
  headers: IncomingMessage['headers'],
  target: string,
  body: string,
): ServiceCall {
  const type = headers['content-type'] ?? 'application/x-amz-json-1.1';
  const [service = '', operation = ''] = target.split('.');
  const refuse = (error: ServiceError): WireReply => {
    const { status, headers, body } = reply(error.status, type, JSON.stringify(errorJson(error)));
    // boto3 takes the error's code from here.
    return { status, headers: { ...headers, 'x-amzn-query-error': `${error.name};Sender` }, body };
  };
  // Without a wait before the operation, so that it has its moment on a virtual clock.
  const perform = async (): Promise<WireReply> => {
    try {
      const handle = own(own(services, service) ?? {}, operation);
      if (handle === undefined) {
        throw new ServiceError('UnknownOperationException', `the simulator does not know ${service}.${operation}`);
      }
      const input = requireObject(parsed(body), 'the request');
      if (service === 'ElasticMapReduce') access.check(operation, input, headers.authorization);
      return reply(200, type, JSON.stringify(await handle(input)));
    } catch (error) {
      return refuse(asServiceError(error));
    }
  };
  return { service: own(FAULTY, service), operation, perform, refuse };
}

function formCall({ access, published }: Served, body: string): ServiceCall {
  const form = new URLSearchParams(body);
  const operation = form.get('Action') ?? '';
  const isPublish = operation === 'Publish';
  const refuse = (error: ServiceError): WireReply => reply(error.status, 'text/xml', xmlError(error));
  const perform = async (): Promise<WireReply> => {
    try {
      return reply(200, 'text/xml', isPublish ? answerSns(form, published) : answerSts(form, access, ACCOUNT));
    } catch (error) {
      return refuse(asServiceError(error));
    }
  };
  return { service: isPublish ? 'sns' : 'sts', operation, perform, refuse };
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

const reply = (status: number, type: string, body: string): WireReply => ({
  status,
  headers: { 'content-type': type, 'x-amzn-requestid': 'rehearsal' },
  body,
});

const send = (response: ServerResponse, reply: WireReply): void => sendOutcome(response, { kind: 'reply', reply });
