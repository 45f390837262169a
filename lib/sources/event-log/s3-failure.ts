import { InputError } from '../../errors';

/** What an error of S3 or of its client means, by its name, or by its status, which is all that an answer without a body has. */
const MEANINGS: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^(NoSuchBucket)$/, 'there is no such bucket; look at its name'],
  [/^(NoSuchKey|NotFound|404)$/, 'there is no such object any more; run the command again'],
  [
    /^(AccessDenied|Forbidden|403|AllAccessDisabled)$/,
    'access is denied; it needs s3:GetObject and s3:ListBucket (analyze --help has the IAM statements), and kms:Decrypt where the bucket is encrypted with a key of yours',
  ],
  [
    /^(CredentialsProviderError|AuthorizationHeaderMalformed)$/,
    'no credentials for AWS were found; set a profile with --profile, or sign in',
  ],
  [/^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/, 'the credentials have expired; sign in again'],
  [
    /^(InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken)$/,
    'S3 does not know the credentials; look at the profile',
  ],
  [
    /^(PermanentRedirect|IllegalLocationConstraintException|301)$/,
    'the bucket is in another region; give it with --region',
  ],
  [/^InvalidObjectState$/, 'the object is archived; restore it first, with aws s3api restore-object'],
  [/^PreconditionFailed$/, 'the object has changed while it was read; run the command again'],
];

const meaningOf = (name: string): string | undefined => MEANINGS.find(([pattern]) => pattern.test(name))?.[1];

/** @param operation of S3, as IAM and its own documentation call it */
export function s3Failure(error: unknown, operation: string, path: string): InputError {
  const {
    name = 'Error',
    message = '',
    $metadata,
  } = error as Partial<Error> & {
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  if (/region is missing/i.test(message)) {
    return new InputError('s3-failed', `the region of ${path} is not known; give it with --region`);
  }
  const meaning = meaningOf(name) ?? meaningOf(String($metadata?.httpStatusCode ?? ''));
  const { code = name } = error as NodeJS.ErrnoException;
  const reason = meaning ?? `it failed with ${/^\w{1,60}$/.test(code) ? code : 'an error'}; look at network and region`;
  return new InputError('s3-failed', `${operation} of ${path}: ${reason}`);
}

/** Whether S3 said that there is nothing, or, to whom it does not list the bucket, nothing that may be read. */
export function isAbsent(error: unknown): boolean {
  const { name } = error as Partial<Error>;
  return name === 'NotFound' || name === 'NoSuchKey';
}

export function isDenied(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 403;
}
