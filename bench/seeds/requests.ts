import type { ServiceError } from '../../lib/simulator';
import { malformed, pageReply, type WireReply } from '../../lib/simulator/faults/malformed';
import * as refusals from '../../lib/simulator/faults/refusals';
import { type FaultyService, MALFORMED_FORMS } from '../../lib/simulator/faults/types';
import type { Received, Sent } from './loopback';

/** Where a request goes: to a service, or as a browser's to a web interface. */
type Service = FaultyService | 'web';

/** What a request asks for. */
export interface Operation {
  readonly service: Service;
  readonly name: string;
}

const SERVICES: Readonly<Record<string, Service>> = {
  ElasticMapReduce: 'emr',
  GraniteServiceVersion20100801: 'cloudwatch',
  DynamoDB_20120810: 'dynamodb',
  AmazonSSM: 'ssm',
};

export function operationOf({ method, headers, body }: Sent): Operation {
  if (method === 'GET') return { service: 'web', name: 'GET' };
  const [target = '', name = ''] = (headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[target];
  if (service !== undefined) return { service, name };
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '';
  return { service: action === 'Publish' ? 'sns' : 'sts', name: action };
}

/** Whether a request changes the cluster. */
export const isWrite = ({ name }: Operation): boolean => name === 'CancelSteps' || name === 'AddJobFlowSteps';

/** An operation's refusal or failure, as its service words it. */
function refusal({ service }: Operation, { name, message, status }: ServiceError): Received {
  if (service === 'sts' || service === 'sns') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${name}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  const body = JSON.stringify({ __type: name, message });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

const page = (status: number): Received => toReceived(pageReply(status, 'Service Temporarily Unavailable'));

export const throttled = (operation: Operation): Received =>
  operation.service === 'web' ? page(429) : refusal(operation, refusals.throttled(operation.service));

export const failed = (operation: Operation): Received =>
  operation.service === 'web'
    ? page(500)
    : refusal(operation, refusals.internalError(operation.service, operation.name));

export const unavailable = (): Received => page(503);

const FORMS = MALFORMED_FORMS.filter((form) => form !== 'broken-off');

/** An answer that is not what it says; which way follows from a number. */
export const misshapen = (answer: Received, way: number): Received =>
  toReceived(malformed(answer, FORMS[way % FORMS.length] ?? 'empty'));

const toReceived = ({ status, headers, body }: WireReply): Received => ({
  status,
  headers,
  body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8'),
});
