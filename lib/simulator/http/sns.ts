import { ServiceError } from '../errors';

const NAMESPACE = 'https://sns.amazonaws.com/doc/2010-03-31/';

/** A message that was published. */
export interface Notification {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
  /** Its message attributes by name, those of type String. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Answers SNS's form-encoded Publish with XML, and keeps what was published. */
export function answerSns(form: URLSearchParams, published: Notification[]): string {
  const topicArn = form.get('TopicArn') ?? '';
  const message = form.get('Message') ?? '';
  if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(topicArn)) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: TopicArn');
  }
  if (message === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  published.push({ topicArn, subject: form.get('Subject') ?? '', message, attributes: attributesIn(form) });

  const id = `rehearsal-${published.length}`;
  return (
    `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${id}</MessageId></PublishResult>` +
    '<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata></PublishResponse>'
  );
}

/** Names and values of the query protocol: `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.StringValue`. */
function attributesIn(form: URLSearchParams): Record<string, string> {
  const entry = (n: number, part: string): string | null => form.get(`MessageAttributes.entry.${n}.${part}`);
  const attributes: Record<string, string> = {};
  for (let n = 1, name = entry(n, 'Name'); name !== null; n++, name = entry(n, 'Name')) {
    attributes[name] = entry(n, 'Value.StringValue') ?? '';
  }
  return attributes;
}
