import { ServiceError } from '../errors';
import { escapeXml } from '../xml';
import type { Access } from './access';
import { checkRequest } from './request-check';

/** SDKs compare this with the machine's clock, not the virtual one; a fixed time far ahead keeps credentials valid and runs identical. */
const EXPIRATION = '2099-01-01T00:00:00Z';
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Answers STS's form-encoded requests with XML: AssumeRole and GetCallerIdentity. */
export function answerSts(form: URLSearchParams, access: Access, account: string): string {
  const action = form.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    return result(
      action,
      `<Arn>arn:aws:iam::${account}:user/rehearsal</Arn><UserId>REHEARSAL</UserId><Account>${account}</Account>`,
    );
  }
  if (action !== 'AssumeRole')
    throw new ServiceError('InvalidAction', 'The simulator does not know this action of STS.');
  const given = Object.fromEntries([...form].filter(([key]) => !key.includes('.')));
  const { DurationSeconds = '3600' } = given;
  if (!/^-?\d{1,9}$/.test(DurationSeconds)) throw new ServiceError('MalformedInput', 'DurationSeconds is not a number');
  const durationSeconds = Number(DurationSeconds);
  checkRequest('sts', action, { ...given, DurationSeconds: durationSeconds });
  const { RoleArn: roleArn = '', RoleSessionName: sessionName = '', Policy: policy } = given;
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn))
    throw new ServiceError('ValidationError', 'Request ARN is invalid');
  const { accessKeyId, arn } = access.assumeRole({ roleArn, sessionName, policy, durationSeconds });
  const credentials =
    `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>rehearsal</SecretAccessKey>` +
    `<SessionToken>rehearsal</SessionToken><Expiration>${EXPIRATION}</Expiration>`;
  const user = `<Arn>${escapeXml(arn)}</Arn><AssumedRoleId>AROAREHEARSAL:${escapeXml(sessionName)}</AssumedRoleId>`;
  return result(action, `<Credentials>${credentials}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`);
}

/** The error document of the services that answer in XML. */
export function xmlError(error: ServiceError): string {
  return (
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${escapeXml(error.name)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message></Error><RequestId>rehearsal</RequestId></ErrorResponse>`
  );
}

function result(action: string, inner: string): string {
  return (
    `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${inner}</${action}Result>` +
    `<ResponseMetadata><RequestId>rehearsal</RequestId></ResponseMetadata></${action}Response>`
  );
}
