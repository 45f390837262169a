import { EMRClient } from '@aws-sdk/client-emr';
import { awsConnection } from './aws-connection';
import type { Io } from './io';

/** A client of EMR with the user's own credentials, or at the endpoint that the environment names. */
export function emrClient(region: string | undefined, { environment }: Pick<Io, 'environment'>): EMRClient {
  return new EMRClient(awsConnection('EMR', region, environment));
}
