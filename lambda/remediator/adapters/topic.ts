import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { LogEntry, OwedPage, StepNews } from '../../../lib/remedy';
import { toMessage } from '../../../lib/render/page-text';
import { errorFacts } from '../errors';
import type { PageResult } from '../ports';

export interface TopicOptions {
  readonly client: SNSClient;
  /** Without a topic a page is a line of the log and a metric, and taken with that. */
  readonly topicArn?: string;
  readonly remediatorId: string;
  readonly log: (entry: LogEntry) => void;
}

/** Sends one notification for a page, or for news of a step: text for people, and attributes for programs and for filters of subscriptions. */
export function topic({
  client,
  topicArn,
  remediatorId,
  log,
}: TopicOptions): (clusterId: string, page: OwedPage | StepNews) => Promise<PageResult> {
  return async (clusterId, page) => {
    if (topicArn === undefined) return 'taken';
    const { subject, text, json } = toMessage({ remediatorId, clusterId, page });
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subject,
          Message: text,
          MessageAttributes: {
            kind: attribute(json.kind),
            reason: attribute(json.reason),
            clusterId: attribute(clusterId),
            json: attribute(JSON.stringify(json)),
          },
        }),
      );
      // Who answers without an id is not the topic: the page stays owed.
      if (!MessageId) throw new TypeError('Publish returned no id');
      return 'taken';
    } catch (error) {
      log({ kind: 'page-error', clusterId, ...errorFacts(error) });
      return 'failed';
    }
  };
}
