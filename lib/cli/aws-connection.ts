import type { Environment } from '../built-function';

/** How a client of AWS reaches its service: region, endpoint and credentials, by the names that the SDK itself reads. */
export interface AwsConnection {
  readonly region?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

/**
 * With the user's own credentials, a profile before keys, or at the endpoint that the environment names.
 *
 * @param service as AWS_ENDPOINT_URL_… spells it
 * @param region default: the environment's, then what the SDK finds
 */
export function awsConnection(
  service: 'EMR' | 'S3',
  region: string | undefined,
  environment: Environment,
): AwsConnection {
  const endpoint = environment[`AWS_ENDPOINT_URL_${service}`];
  const {
    AWS_PROFILE: profile,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = environment;
  return {
    region: region ?? (environment.AWS_REGION || undefined),
    ...(endpoint ? { endpoint } : {}),
    ...(profile ? { profile } : {}),
    ...(!profile && accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, sessionToken } }
      : {}),
  };
}
