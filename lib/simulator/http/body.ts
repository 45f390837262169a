import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ServiceError } from '../errors';

/** More than any request of these services. */
const MAX_BYTES = 8 * 1024 * 1024;

const unpack = promisify(gunzip);

/**
 * The body of a request, unpacked.
 *
 * @throws ServiceError for one that is too large, packed or unpacked, or not what its encoding says
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What is too much is read and dropped: a sender that is cut off would not get to read the answer.
    if (bytes <= MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MAX_BYTES) throw tooLarge();
  const body = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await unpack(body, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    throw new ServiceError('SerializationException', 'the request is not gzip');
  }
}

const tooLarge = (): ServiceError =>
  new ServiceError('RequestEntityTooLarge', `the request is larger than ${MAX_BYTES} bytes`, 413);
