import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, test } from 'vitest';
import type { Stand } from '../support';
import { opened } from './requests';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:pages';

let clients: SNSClient[] = [];
afterEach(() => {
  for (const client of clients) client.destroy();
  clients = [];
});

async function publishing(): Promise<{
  one: Stand;
  publish: (input: PublishCommandInput) => Promise<string | undefined>;
}> {
  const one = await opened();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SNSClient({ endpoint: one.server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  clients.push(client);
  return { one, publish: async (input) => (await client.send(new PublishCommand(input))).MessageId };
}

describe('a topic', () => {
  test('takes a message of 256 KiB with what is said of it', async () => {
    const { one, publish } = await publishing();
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'page' } };
    const text = 'x'.repeat(256 * 1024 - 'kind'.length - 'String'.length - 'page'.length);
    expect(await publish({ TopicArn: TOPIC, Subject: 's', Message: text, MessageAttributes })).toMatch(/./);
    expect(one.server.published).toMatchObject([{ topicArn: TOPIC, subject: 's', message: text }]);
  });

  const long = { kind: { DataType: 'String', StringValue: 'x'.repeat(256 * 1024) } };
  test.each([
    ['a message that is too long', { Message: 'é'.repeat(131_073) }, 'Invalid parameter: Message too long'],
    ['attributes that are too long', { Message: 'm', MessageAttributes: long }, 'Invalid parameter: Message too long'],
    ['no message', { Message: '' }, 'Invalid parameter: Empty message'],
    ['a subject that is too long', { Message: 'm', Subject: 's'.repeat(101) }, 'Invalid parameter: Subject'],
    ['a subject of two lines', { Message: 'm', Subject: 'a\nb' }, 'Invalid parameter: Subject'],
    [
      'a name in place of an ARN',
      { Message: 'm', TopicArn: 'pages' },
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    ],
    [
      'an ARN of another service',
      { Message: 'm', TopicArn: 'arn:aws:sqs:us-east-1:123456789012:q' },
      'Invalid parameter: TopicArn',
    ],
  ])('refuses %s', async (_, input, message) => {
    const { one, publish } = await publishing();
    await expect(publish({ TopicArn: TOPIC, ...input })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message,
    });
    expect(one.server.published).toEqual([]);
  });
});
