import { ServiceError } from '../errors';

const NAMESPACE = 'https://sns.amazonaws.com/doc/2010-03-31/';

/** A message that was published. */
export interface Notification {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/** Answers SNS's form-encoded Publish with XML, and keeps what was published. */
export function answerSns(form: URLSearchParams, published: Notification[]): string {
  const topicArn = form.get('TopicArn') ?? '';
  const message = form.get('Message') ?? '';
  if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(topicArn)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: TopicArn');
  }
  if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  published.push({ topicArn, subject: form.get('Subject') ?? '', message });
  const id = `rehearsal-${published.length}`;
  return (
    `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${id}</MessageId></PublishResult>` +
    '<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata></PublishResponse>'
  );
}
