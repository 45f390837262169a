import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClusterLifecycle } from '../account/cluster-request';
import type { SecurityConfigurations } from '../account/security-configurations';
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
import { clusterOperations } from './clusters';
import { answerControl, CONTROL_PATHS, type Control } from './control';
import { emrOperations } from './emr';
import { type Call, CLOUDWATCH, type Message } from './protocols/call';
import { findCborCall } from './protocols/cbor';
import { errorJson, findJsonCall } from './protocols/json';
import { findQueryCall } from './protocols/query';
import { releaseOperations } from './releases';
import { checked } from './request-check';
import { securityOperations } from './security-configurations';
import { sendOutcome } from './send-outcome';
import { answerSns, type Notification } from './sns';
import { type Parameters, ssmOperations } from './ssm';
import { answerSts, xmlError } from './sts';
import { answerWebInterface, webInterfaceOperations } from './web-interfaces';
import type { Operation } from './wire';

export interface BackEnds {
  readonly emr: EmrBackEnd;
  readonly cloudWatch: CloudWatchBackEnd;
  /** Undefined: clusters are neither made nor changed, and the operations that do so are unknown. */
  readonly lifecycle?: ClusterLifecycle;
  /** Undefined: the operations on them are unknown. */
  readonly securityConfigurations?: SecurityConfigurations;
  /** Undefined: the cluster has none, and the operations that give addresses are unknown. */
  readonly webInterfaces?: WebInterfaces;
  /** Parameters of Systems Manager by name, as they are at the time of a request; a client may change them. Default: none. */
  readonly parameters?: Parameters;
  /** What spoils the answers. Default: nothing. */
  readonly faults?: ApiFaults;
  /** By which the sessions of AssumeRole end and parameters are dated. Default: it stands at 1970. */
  readonly clock?: Pick<Clock, 'now'>;
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
  /** What was published to topics, in order; the latest 10,000. */
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
  let url = '';
  const { answer, published } = answering(backEnds, rules, () => url, control);
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

/** What answers, without a socket: for a server of one's own. */
export interface Answering {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** What was published to topics, in order. */
  readonly published: readonly Notification[];
}

/** @param url where web interfaces are served, at the time of a request */
export function answering(
  { emr, lifecycle, securityConfigurations, webInterfaces, cloudWatch, parameters, clock, faults }: BackEnds,
  rules: AccessRules,
  url: () => string,
  control?: Control,
): Answering {
  const now = (): number => clock?.now() ?? 0;
  const services: Services = {
    ElasticMapReduce: checked('emr', {
      ...emrOperations(emr),
      ...releaseOperations(),
      ...(lifecycle === undefined ? {} : clusterOperations(emr, lifecycle)),
      ...(securityConfigurations === undefined ? {} : securityOperations(securityConfigurations)),
      ...(webInterfaces === undefined ? {} : webInterfaceOperations(webInterfaces, url)),
    }),
    [CLOUDWATCH]: checked('cloudwatch', cloudWatchOperations(cloudWatch)),
    AmazonSSM: checked('ssm', ssmOperations(parameters ?? {}, now)),
  };
  const published: Notification[] = [];
  const access = accessFor(rules, now);
  return { answer: answerer({ services, access, published, webInterfaces, control, faults }), published };
}

type Services = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What stands behind one server. */
interface Served {
  readonly services: Services;
  readonly access: Access;
  readonly published: Notification[];
  readonly webInterfaces?: WebInterfaces;
  readonly control?: Control;
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

/** Answers one request: of a service in one of AWS's protocols, a form to STS or SNS, the server's own, or a browser's to a web interface. */
function answerer(served: Served): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const head = { method, url, headers };
    if (method === 'GET' && served.webInterfaces !== undefined && !isControl(served, url))
      return answerWebInterface(served.webInterfaces, request, response);
    let body: Buffer;
    try {
      body = await readBody(request);
    } catch (error) {
      return send(response, toCall(served, { ...head, body: Buffer.alloc(0) }).refuse(asServiceError(error)));
    }
    const message = { ...head, body };
    if (served.control !== undefined && isControl(served, url))
      return send(response, await answerControl(served.control, message, request.socket?.remoteAddress));
    const call = toCall(served, message);
    const { service, operation, perform, refuse } = call;
    if (served.faults === undefined || service === undefined) return send(response, await perform());
    sendOutcome(response, await served.faults.answer({ service, operation, body, perform, refuse }));
  };
}

const isControl = ({ control }: Served, url: string): boolean =>
  control !== undefined && CONTROL_PATHS.includes(url.split('?')[0] ?? '');

const FAULTY: Readonly<Record<string, FaultyService>> = {
  ElasticMapReduce: 'emr',
  [CLOUDWATCH]: 'cloudwatch',
  AmazonSSM: 'ssm',
};

function toCall(served: Served, message: Message): ServiceCall {
  const call = findJsonCall(message) ?? findCborCall(message) ?? findQueryCall(message);
  if (call !== undefined) return serviceCall(served, call, message);
  if (message.headers['content-type']?.startsWith('application/x-www-form-urlencoded'))
    return formCall(served, message.body.toString('utf8'));
  const refusal = new ServiceError(
    'UnknownOperationException',
    'the simulator speaks the protocols of EMR, CloudWatch, Systems Manager, STS and SNS',
    404,
  );
  const refuse = (error: ServiceError): WireReply =>
    reply(error.status, 'application/json', JSON.stringify(errorJson(error)));
  return { operation: '', perform: async () => refuse(refusal), refuse };
}

function serviceCall({ services, access }: Served, call: Call, { headers }: Message): ServiceCall {
  const { service, operation, refuse } = call;
  // Without a wait before the operation, so that it has its moment on a virtual clock.
  const perform = async (): Promise<WireReply> => {
    try {
      const handle = own(own(services, service) ?? {}, operation);
      if (handle === undefined) {
        throw new ServiceError('UnknownOperationException', `the simulator does not know ${service}.${operation}`);
      }
      const input = call.input();
      if (service === 'ElasticMapReduce') access.check(operation, input, headers.authorization);
      return call.answer(await handle(input));
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
