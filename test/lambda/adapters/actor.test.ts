import { afterEach, describe, expect, test } from 'vitest';
import { emrActor } from '../../../lambda/remediator/adapters/actor';
import type { Clients } from '../../../lambda/remediator/adapters/clients';
import type { EmrCall } from '../../../lib/remedy';
import { type Answer, clientsAt, error, type StubAws, stubAws } from '../stub-aws';

let aws: StubAws | undefined;
afterEach(async () => {
  await aws?.close();
  aws = undefined;
});

const ROLE = { arn: 'arn:aws-cn:iam::123456789012:role/path/actor', region: 'eu-central-1' };
const cancel: EmrCall = { kind: 'cancel', clusterId: 'j-ONE', stepId: 's-ROOT', n: 1 };
const add: EmrCall = {
  kind: 'add',
  clusterId: 'j-ONE',
  n: 1,
  step: {
    Name: 'x',
    ActionOnFailure: 'CONTINUE',
    HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', 'a.py'] },
  },
};

const NOW = 1_000_000;
const actorOver = (clients: Clients, log: (line: object) => void = () => {}, now = () => NOW) =>
  emrActor({ sts: clients.sts(), emrWith: (keys) => clients.emrActor(keys), role: ROLE, now, log });

async function making(call: EmrCall, answer: Answer) {
  aws = await stubAws(() => answer);
  const lines: object[] = [];
  const result = await actorOver(clientsAt(aws.url), (line) => lines.push(line))(call, NOW);
  const writes = aws.requests.filter(({ operation }) => operation === 'CancelSteps' || operation === 'AddJobFlowSteps');
  return { result, writes, lines, requests: aws.requests };
}

describe('a write call', () => {
  test('is made with keys of the actor role for one action on one cluster', async () => {
    const { requests, writes } = await making(cancel, {
      json: { CancelStepsInfoList: [{ StepId: 's-ROOT', Status: 'SUBMITTED' }] },
    });
    const policy = JSON.parse(String(requests.find(({ operation }) => operation === 'AssumeRole')?.body.Policy));
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'elasticmapreduce:CancelSteps',
        Resource: 'arn:aws-cn:elasticmapreduce:eu-central-1:123456789012:cluster/j-ONE',
      },
    ]);
    expect(writes[0]?.authorization).toContain('Credential=ACTORKEY/');
    expect(writes[0]?.body).toEqual({ ClusterId: 'j-ONE', StepIds: ['s-ROOT'] });
  });

  test.each([
    ['SUBMITTED', { kind: 'done', accepted: true }],
    ['FAILED', { kind: 'done', accepted: false }],
  ])('CancelSteps answered %s', async (Status, expected) => {
    const { result } = await making(cancel, { json: { CancelStepsInfoList: [{ StepId: 's-ROOT', Status }] } });
    expect(result).toEqual(expected);
  });

  test('CancelSteps answered without a word about our step is unknown', async () => {
    expect((await making(cancel, { json: {} })).result).toEqual({ kind: 'unknown' });
  });

  test('AddJobFlowSteps gives the step id and passes the step as it is', async () => {
    const { result, writes } = await making(add, { json: { StepIds: ['s-A'] } });
    expect(result).toEqual({ kind: 'done', stepId: 's-A' });
    expect(writes[0]?.body).toEqual({ JobFlowId: 'j-ONE', Steps: [add.kind === 'add' ? add.step : undefined] });
  });

  test.each([
    'ThrottlingException',
    'ValidationException',
    'ValidationError',
    'InvalidRequestException',
    'AccessDeniedException',
  ])('%s had no effect, and is not repeated by the client', async (name) => {
    const { result, writes } = await making(add, error(name, name === 'AccessDeniedException' ? 403 : 400));
    expect(result).toEqual({ kind: 'noEffect', code: name });
    expect(writes).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ['InternalServerError with HTTP 400', error('InternalServerError')],
    ['InternalServerException', error('InternalServerException', 500)],
    ['a throttling name with HTTP 500', error('ThrottlingException', 500)],
    ['an error nobody knows', error('SomethingNew')],
    ['a connection that breaks', 'hang-up'],
    ['an answer without a step id', { json: {} }],
    ['an answer that is not understood', { json: { StepIds: [] } }],
  ])('fails as unknown after %s, and is not repeated by the client', async (_, answer) => {
    const { result, writes } = await making(add, answer);
    expect(result).toEqual({ kind: 'unknown' });
    expect(writes).toHaveLength(1);
  });

  test('fails without effect where the actor role cannot be assumed', async () => {
    aws = await stubAws(() => ({ json: {} }));
    const unreachable = clientsAt(aws.url, { AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1' });
    expect(await actorOver(unreachable)(add, NOW)).toEqual({
      kind: 'noEffect',
      code: 'actor-unavailable',
    });
    expect(aws.requests).toEqual([]);
  });

  test('is not made where the keys took so long that the look it rests on is too old', async () => {
    aws = await stubAws(() => ({ json: { CancelStepsInfoList: [{ StepId: 's-ROOT', Status: 'SUBMITTED' }] } }));
    const actor = actorOver(clientsAt(aws.url), undefined, () => NOW + 1);
    expect(await actor(cancel, NOW)).toEqual({ kind: 'noEffect', code: 'look-too-old' });
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['AssumeRole']);
  });

  test('says of an error its name, status and request id, not its message', async () => {
    const { lines } = await making(add, error('ValidationException', 400, 'argument --password hunter2 is bad'));
    expect(lines).toEqual([
      {
        kind: 'call-error',
        clusterId: 'j-ONE',
        call: 'add',
        error: 'ValidationException',
        status: 400,
        requestId: 'request-1',
      },
    ]);
  });
});
