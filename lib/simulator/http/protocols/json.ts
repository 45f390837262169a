import { ServiceError } from '../../errors';
import type { WireReply } from '../../faults/malformed';
import { requireObject } from '../wire';
import type { Call, Message } from './call';

const REQUEST_ID = { 'x-amzn-requestid': 'rehearsal' };

/** AWS's JSON 1.0 and 1.1: the operation stands in the header `X-Amz-Target`. */
export function findJsonCall({ headers, body }: Message): Call | undefined {
  const target = headers['x-amz-target'];
  if (typeof target !== 'string') return undefined;
  const [service = '', operation = ''] = target.split('.');
  const given = headers['content-type'];
  const type = typeof given === 'string' ? given : 'application/x-amz-json-1.1';
  const reply = (status: number, value: object, more: WireReply['headers'] = {}): WireReply => ({
    status,
    headers: { 'content-type': type, ...REQUEST_ID, ...more },
    body: JSON.stringify(value),
  });
  return {
    service,
    operation,
    input: () => requireObject(parsed(body.toString('utf8')), 'the request'),
    answer: (output) => reply(200, output),
    // boto3 takes the error's code from the header.
    refuse: (error) => reply(error.status, errorJson(error), { 'x-amzn-query-error': `${error.name};Sender` }),
  };
}

function parsed(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    throw new ServiceError('SerializationException', 'the request is not JSON');
  }
}

/** The body of an error in the JSON protocols. */
export function errorJson(error: ServiceError): object {
  return { __type: error.name, message: error.message, Message: error.message, ErrorCode: error.code };
}
