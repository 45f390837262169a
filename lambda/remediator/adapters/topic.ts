import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { LogEntry, OwedPage } from '../../../lib/remedy';
import { errorFacts } from '../errors';
import type { PageResult } from '../ports';

export interface TopicOptions {
  readonly client: SNSClient;
  /** Without a topic a page is a line of the log and a metric, and taken with that. */
  readonly topicArn?: string;
  readonly remediatorId: string;
  readonly log: (entry: LogEntry) => void;
}

/** Sends one notification for a page; its text holds ids and reasons, never argument values. */
export function topic({
  client,
  topicArn,
  remediatorId,
  log,
}: TopicOptions): (clusterId: string, page: OwedPage) => Promise<PageResult> {
  return async (clusterId, { reason, root, at }) => {
    if (topicArn === undefined) return 'taken';
    const message = { remediatorId, clusterId, stepId: root, reason, since: new Date(at).toISOString() };
    try {
      await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: `emr-autotune: ${reason} on ${clusterId}`.slice(0, 100),
          Message: JSON.stringify(message),
        }),
      );
      return 'taken';
    } catch (error) {
      log({ kind: 'page-error', clusterId, ...errorFacts(error) });
      return 'failed';
    }
  };
}
