import { EMRClient } from '@aws-sdk/client-emr';
import type { Io } from './io';

/** A client of EMR with the user's own credentials, or at the endpoint that the environment names. */
export function emrClient(region: string | undefined, { environment }: Pick<Io, 'environment'>): EMRClient {
  const {
    AWS_ENDPOINT_URL_EMR: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  } = environment;
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined && environment.AWS_PROFILE === undefined;
  return new EMRClient({
    region: region ?? environment.AWS_REGION,
    ...(endpoint ? { endpoint } : {}),
    ...(hasKeys ? { credentials: { accessKeyId, secretAccessKey, sessionToken: environment.AWS_SESSION_TOKEN } } : {}),
  });
}
