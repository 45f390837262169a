import type { Received, Sent } from './loopback';

export type Service = 'EMR' | 'CloudWatch' | 'DynamoDB' | 'STS' | 'SNS' | 'SSM' | 'web';

/** What a request asks for. */
export interface Operation {
  readonly service: Service;
  readonly name: string;
}

const SERVICES: Readonly<Record<string, Service>> = {
  ElasticMapReduce: 'EMR',
  GraniteServiceVersion20100801: 'CloudWatch',
  DynamoDB_20120810: 'DynamoDB',
  AmazonSSM: 'SSM',
};

export function operationOf({ method, headers, body }: Sent): Operation {
  if (method === 'GET') return { service: 'web', name: 'GET' };
  const [target = '', name = ''] = (headers['x-amz-target'] ?? '').split('.');
  const service = SERVICES[target];
  if (service !== undefined) return { service, name };
  const action = /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? '';
  return { service: action === 'Publish' ? 'SNS' : 'STS', name: action };
}

/** Whether a request changes the cluster. */
export const isWrite = ({ name }: Operation): boolean => name === 'CancelSteps' || name === 'AddJobFlowSteps';

const THROTTLED: Readonly<Record<Service, string>> = {
  EMR: 'ThrottlingException',
  CloudWatch: 'Throttling',
  DynamoDB: 'ProvisionedThroughputExceededException',
  STS: 'Throttling',
  SNS: 'Throttling',
  SSM: 'ThrottlingException',
  web: 'Throttling',
};

export const throttled = ({ service }: Operation): Received =>
  service === 'web' ? html(429) : refusal(service, 400, THROTTLED[service], 'Rate exceeded');

/** EMR sends its own failures with the status of a client's. */
export const failed = ({ service }: Operation): Received =>
  service === 'web' ? html(500) : refusal(service, service === 'EMR' ? 400 : 500, 'InternalServerError', '');

export const unavailable = (): Received => html(503);

const html = (status: number): Received => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>Service Unavailable</h1></body></html>',
});

function refusal(service: Service, status: number, code: string, message: string): Received {
  if (service === 'STS' || service === 'SNS') {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
    return { status, headers: { 'content-type': 'text/xml' }, body };
  }
  const body = JSON.stringify({ __type: code, message });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

/** An answer that is not what it says; which way follows from a number. */
export function malformed(answer: Received, way: number): Received {
  const bodies = ['', 'null', answer.body.slice(0, Math.floor(answer.body.length / 2)), '<html></html>', '{}'];
  return { ...answer, body: bodies[way % bodies.length] ?? '' };
}
