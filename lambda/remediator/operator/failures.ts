import { InputError } from '../../../lib/errors';
import { errorFacts } from '../errors';

/** A request to AWS, as a failure names it. */
export interface Asked {
  /** In IAM's words: `dynamodb:GetItem`. */
  readonly action: string;
  /** What it is asked of, for people: `table Ledger`. */
  readonly resource: string;
  /** What to change where that does not exist. */
  readonly find: string;
}

/** By the SDK's and the services' names of errors: what it means, and what to change. */
const KINDS: readonly (readonly [names: RegExp, code: string, words: (asked: Asked) => string])[] = [
  [
    /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/,
    'access-denied',
    ({ action, resource }) => `${action} on ${resource} is not allowed; grant it to the role that you use, see --help`,
  ],
  [
    /^(ResourceNotFoundException|ParameterNotFound)$/,
    'not-found',
    ({ resource, find }) => `${resource} does not exist in this account and region; ${find}`,
  ],
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    'no-credentials',
    () =>
      'there are no AWS credentials; give a --profile that has some, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [
    /^(ExpiredToken|ExpiredTokenException|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException)$/,
    'bad-credentials',
    ({ action }) => `AWS does not accept the credentials for ${action}; renew them, or give another --profile`,
  ],
  [
    /^(ProvisionedThroughputExceededException|RequestLimitExceeded|ThrottlingException|TooManyRequestsException)$/,
    'throttled',
    ({ action, resource }) => `${action} on ${resource} was throttled each time; try again in a minute`,
  ],
];

/** A failed request in one line, by its kind. */
function toInputError(error: unknown, asked: Asked): InputError {
  const { error: name, status } = errorFacts(error);
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Region is missing'))
    return new InputError('no-region', 'the AWS region is not known; give it with --region or in AWS_REGION');
  const kind = KINDS.find(([names]) => names.test(name));
  if (kind !== undefined) return new InputError(kind[1], kind[2](asked));
  if (status === undefined)
    return new InputError(
      'no-connection',
      `${asked.action} got no answer from AWS: ${connectionCode(error) ?? name}; check --region and the network`,
    );
  return new InputError('aws-refused', `${asked.action} on ${asked.resource} failed: ${name} (HTTP ${status})`);
}

/** By what the connection failed, as Node.js names it: `ECONNREFUSED`. */
function connectionCode(error: unknown): string | undefined {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  return [code, cause?.code].find((one): one is string => typeof one === 'string' && /^[A-Z_]{3,40}$/.test(one));
}

/** The answer to a request; a refusal is an InputError. */
export async function asked<T>(what: Asked, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw toInputError(error, what);
  }
}
