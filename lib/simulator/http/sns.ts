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

/** The service's bound on a message with its attributes, in bytes. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** The oldest are forgotten. */
const MAX_KEPT = 10_000;
const TOPIC = /^arn:aws[\w-]*:sns:([\w-]+):(\d{12}):[\w-]{1,256}(?:\.fifo)?$/;

/** Answers SNS's form-encoded Publish with XML, and keeps what was published. */
export function answerSns(form: URLSearchParams, published: Notification[]): string {
  const topicArn = form.get('TopicArn') ?? '';
  const message = form.get('Message') ?? '';
  const subject = form.get('Subject');
  const parts = topicArn.split(':').length;
  if (parts < 6) throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${parts}`);
  if (!TOPIC.test(topicArn)) throw invalid('TopicArn');
  if (message === '') throw invalid('Empty message');
  const attributes = [...form].filter(([key]) => key.startsWith('MessageAttributes.'));
  const bytes = [message, ...attributes.map(([, value]) => value)].reduce(
    (sum, one) => sum + Buffer.byteLength(one),
    0,
  );
  if (bytes > MAX_MESSAGE_BYTES) throw invalid('Message too long');
  // Less than 100 characters, it says, and means at most: of ASCII, on one line, not beginning with a space.
  if (subject !== null && !/^[!-~][ -~]{0,99}$/.test(subject)) throw invalid('Subject');
  published.push({ topicArn, subject: subject ?? '', message, attributes: attributesIn(form) });
  if (published.length > MAX_KEPT) published.shift();
  const id = `rehearsal-${published.length}`;
  return (
    `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${id}</MessageId></PublishResult>` +
    '<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata></PublishResponse>'
  );
}

const invalid = (what: string): ServiceError => new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);

/** Names and values of the query protocol: `MessageAttributes.entry.1.Name`, `MessageAttributes.entry.1.Value.StringValue`. */
function attributesIn(form: URLSearchParams): Record<string, string> {
  const entry = (n: number, part: string): string | null => form.get(`MessageAttributes.entry.${n}.${part}`);
  const attributes: Record<string, string> = {};
  for (let n = 1, name = entry(n, 'Name'); name !== null; n++, name = entry(n, 'Name')) {
    attributes[name] = entry(n, 'Value.StringValue') ?? '';
  }
  return attributes;
}
