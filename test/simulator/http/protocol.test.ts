import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, START_MS } from '../support';
import { opened } from './requests';

describe('on the wire', () => {
  const post = (
    url: string,
    headers: Record<string, string>,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> => fetch(url, { method: 'POST', headers, body });
  const target = (name: string): Record<string, string> => ({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': name,
  });

  test('times are seconds, and the answer is in the protocol of the request', async () => {
    const { server } = await opened();
    const response = await post(
      server.url,
      target('ElasticMapReduce.DescribeCluster'),
      JSON.stringify({ ClusterId: CLUSTER_ID }),
    );
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    const { Cluster } = (await response.json()) as { Cluster: { Status: { Timeline: { ReadyDateTime: number } } } };
    expect(Cluster.Status.Timeline.ReadyDateTime).toBe(START_MS / 1000 - 60);
  });

  test('a gzip body is read', async () => {
    const { server } = await opened();
    const body = gzipSync(JSON.stringify({ ClusterId: CLUSTER_ID }));
    const response = await post(
      server.url,
      { ...target('ElasticMapReduce.ListSteps'), 'content-encoding': 'gzip' },
      new Uint8Array(body),
    );
    expect(response.status).toBe(200);
    expect(((await response.json()) as { Steps: unknown[] }).Steps).toHaveLength(1);
  });

  test.each([
    ['an unknown service', target('DynamoDB_20120810.Scan'), '{}', 400, 'UnknownOperationException'],
    ['a name from the prototype', target('ElasticMapReduce.constructor'), '{}', 400, 'UnknownOperationException'],
    ['text that is not JSON', target('ElasticMapReduce.ListSteps'), '{', 400, 'SerializationException'],
    ['a list for a request', target('ElasticMapReduce.ListSteps'), '[]', 400, 'ValidationException'],
    ['no cluster', target('ElasticMapReduce.ListSteps'), '{}', 400, 'ValidationException'],
    ['no target', { 'content-type': 'text/plain' }, 'hello', 404, 'UnknownOperationException'],
  ])('fails cleanly with %s', async (_, headers, body, status, name) => {
    const { server } = await opened();
    const response = await post(server.url, headers, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: name });
  });

  test('it listens on loopback only', async () => {
    const { server } = await opened();
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });
});
