import { ServiceError } from '../errors';
import { escapeXml } from '../xml';
import type { Access } from './access';

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
  const roleArn = form.get('RoleArn') ?? '';
  const name = form.get('RoleSessionName') ?? '';
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn))
    throw new ServiceError('ValidationError', 'RoleArn is not valid.');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw new ServiceError('ValidationError', 'RoleSessionName is not valid.');
  const { accessKeyId } = access.assumeRole(roleArn, form.get('Policy') ?? undefined);
  const role = roleArn.slice(roleArn.lastIndexOf('/') + 1);
  const credentials =
    `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>rehearsal</SecretAccessKey>` +
    `<SessionToken>rehearsal</SessionToken><Expiration>${EXPIRATION}</Expiration>`;
  const user = `<Arn>arn:aws:sts::${account}:assumed-role/${escapeXml(role)}/${escapeXml(name)}</Arn><AssumedRoleId>AROAREHEARSAL:${escapeXml(name)}</AssumedRoleId>`;
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
