import { InputError } from '../../errors';
import { LOCAL_STORE } from './local-store';
import type { LogStore } from './log-store';
import { isS3Path } from './s3-path';
import { type S3Connection, S3Store } from './s3-store';

/**
 * The store of a path: this machine's files, or S3, whose client is loaded only for it.
 *
 * @throws InputError `not-local` where logs are not read from there
 */
export async function storeFor(path: string, s3: S3Connection = {}): Promise<LogStore> {
  if (isS3Path(path)) return new S3Store(await import('@aws-sdk/client-s3'), s3);
  const [, scheme] = /^(hdfs|wasbs?|gs|abfss?|https?|dbfs):\//.exec(path) ?? [];
  if (scheme === undefined) return LOCAL_STORE;
  const copy = scheme === 'hdfs' ? `hdfs dfs -get ${path}` : 'a download';
  throw new InputError(
    'not-local',
    `${path} is neither on this machine nor in S3, where logs are read from; copy it first, with ${copy}`,
  );
}
