import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID } from '../support';
import { opened } from './requests';

const MIB = 2 ** 20;
const JSON_HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'ElasticMapReduce.ListSteps',
};
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' };

/** Sends all of the body, then reads the answer, as the plainest of clients does. */
function post(url: string, headers: object, body: Buffer): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers: { ...headers, 'content-length': body.length } });
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.once('end', () => resolve({ status: response.statusCode!, text }));
    });
    request.end(body);
  });
}

describe('a body', () => {
  test.each([
    ['that is too large', JSON_HEADERS, Buffer.alloc(20 * MIB, ' ')],
    [
      'that unpacks to too much',
      { ...JSON_HEADERS, 'content-encoding': 'gzip' },
      gzipSync(Buffer.alloc(64 * MIB, ' '), { level: 1 }),
    ],
    ['of a form that is too large', FORM_HEADERS, Buffer.alloc(20 * MIB, 'a')],
  ])('%s is refused with an answer', async (_, headers, body) => {
    const { server } = await opened();
    const { status, text } = await post(server.url, headers, body);
    expect(status).toBe(413);
    expect(text).toContain('RequestEntityTooLarge');
    // The server is as before.
    const next = await post(server.url, JSON_HEADERS, Buffer.from(JSON.stringify({ ClusterId: CLUSTER_ID })));
    expect(next.status).toBe(200);
  });

  test('that is not packed as it says is refused', async () => {
    const { server } = await opened();
    const headers = { ...JSON_HEADERS, 'content-encoding': 'gzip' };
    const { status, text } = await post(server.url, headers, Buffer.from('{}'));
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ __type: 'SerializationException' });
  });

  test('of a million empty steps is refused with its first ten faults', async () => {
    const { server } = await opened();
    const headers = { ...JSON_HEADERS, 'x-amz-target': 'ElasticMapReduce.AddJobFlowSteps' };
    const body = Buffer.from(`{"JobFlowId":"${CLUSTER_ID}","Steps":[${'{},'.repeat(1_000_000)}{}]}`);
    const { status, text } = await post(server.url, headers, body);
    expect(status).toBe(400);
    expect(JSON.parse(text).message).toMatch(/^10 validation errors detected: /);
  });
});
