import { cbor, tag } from '@smithy/core/cbor';
import { ServiceError } from '../../errors';
import type { WireReply } from '../../faults/malformed';
import { requireObject } from '../wire';
import { type Call, isTime, type Message } from './call';

const PATH = /^\/service\/([^/]+)\/operation\/([^/?]+)$/;

/** The tag of epoch seconds. */
const EPOCH_TAG = 1;

/** Smithy's RPC v2 over CBOR, which CloudWatch has in newer SDKs: the operation stands in the path. */
export function findCborCall({ url, headers, body }: Message): Call | undefined {
  const [, service, operation] = headers['smithy-protocol'] === 'rpc-v2-cbor' ? (PATH.exec(url) ?? []) : [];
  if (service === undefined || operation === undefined) return undefined;
  const reply = (status: number, value: object, more: WireReply['headers'] = {}): WireReply => ({
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': 'rehearsal',
      ...more,
    },
    body: cbor.serialize(tagged(value)),
  });
  return {
    service,
    operation,
    input: () => requireObject(body.length === 0 ? {} : untagged(decoded(body)), 'the request'),
    answer: (output) => reply(200, output),
    refuse: (error) =>
      reply(
        error.status,
        { __type: `com.amazonaws.cloudwatch#${error.name}`, message: error.message },
        { 'x-amzn-query-error': `${error.name};Sender` },
      ),
  };
}

function decoded(body: Buffer): unknown {
  try {
    return cbor.deserialize(body);
  } catch {
    throw new ServiceError('SerializationException', 'the request is not CBOR');
  }
}

/** Times as tagged seconds, and nothing that is undefined, which CBOR would carry. */
function tagged(value: unknown, member = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => tagged(one, member));
  if (typeof value === 'number' && isTime(member)) return tag({ tag: EPOCH_TAG, value });
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, tagged(one, key)]),
  );
}

/** Plain numbers in place of tagged ones and of 64-bit integers. */
function untagged(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value && Number(value.tag) === EPOCH_TAG) return untagged(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, untagged(one)]));
}
