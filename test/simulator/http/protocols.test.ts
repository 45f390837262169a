import { CloudWatchClient, GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { expect, test } from 'vitest';
import { CLUSTER_ID, MINUTE, START_MS, type Stand } from '../support';
import { opened } from './requests';

type Protocol = NonNullable<ConstructorParameters<typeof CloudWatchClient>[0]>['protocol'];

/** The protocols of the SDK for Java 2, and of SDKs of before 2025. */
const PROTOCOLS: readonly (readonly [string, Protocol])[] = [
  ['CBOR', SmithyRpcV2CborProtocol],
  ['the query protocol', AwsQueryProtocol],
];

function clientOf({ server }: Stand, protocol: Protocol): CloudWatchClient {
  return new CloudWatchClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    ...(protocol !== undefined && { protocol }),
  });
}

const question = (StartTime: Date): GetMetricDataCommand =>
  new GetMetricDataCommand({
    StartTime,
    EndTime: new Date(START_MS + 30 * MINUTE),
    MetricDataQueries: [
      { metric: 'YARNMemoryAvailablePercentage', id: 'free' },
      { metric: 'ContainerPendingRatio', id: 'pending' },
      { metric: 'Absent', id: 'absent' },
    ].map(({ metric, id }) => ({
      Id: id,
      MetricStat: {
        Period: 300,
        Stat: 'Average',
        Metric: {
          Namespace: 'AWS/ElasticMapReduce',
          MetricName: metric,
          Dimensions: [{ Name: 'JobFlowId', Value: CLUSTER_ID }],
        },
      },
    })),
    MaxDatapoints: 7,
  });

const withoutMetadata = ({ $metadata, ...answer }: GetMetricDataCommandOutput): object => answer;

test.each(PROTOCOLS)('%s gives the same answer as JSON, times and fractions included', async (_, protocol) => {
  const one = await opened();
  one.clock.moveTo(START_MS + 30 * MINUTE);
  const asked = question(new Date(START_MS));
  const client = clientOf(one, protocol);
  const answer = await client.send(asked);
  expect(withoutMetadata(answer)).toEqual(withoutMetadata(await one.cloudWatch.send(asked)));
  expect(answer.MetricDataResults![0]!.Timestamps![0]).toEqual(new Date(START_MS + 25 * MINUTE));
  expect(answer.MetricDataResults![0]!.Values![0]).toBeCloseTo(2.335, 3);
  client.destroy();
});

test.each(PROTOCOLS)('%s carries a refusal with its name and message', async (_, protocol) => {
  const one = await opened();
  const client = clientOf(one, protocol);
  const late = question(new Date(START_MS + 60 * MINUTE));
  await expect(client.send(late)).rejects.toMatchObject({
    name: expect.stringMatching(/^Validation/),
    message: 'The parameter StartTime must be less than the parameter EndTime.',
  });
  client.destroy();
});

test('an operation that the simulator does not have is refused in the protocol of the request', async () => {
  const { server } = await opened();
  const response = await fetch(`${server.url}/service/GraniteServiceVersion20100801/operation/GetInsightRuleReport`, {
    method: 'POST',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/cbor']);
  expect(response.headers.get('x-amzn-query-error')).toBe('UnknownOperationException;Sender');
});
