import { InputError } from '../../errors';
import { LOCAL_STORE } from './local-store';
import type { LogStore } from './log-store';

/**
 * The store of a path.
 *
 * @throws InputError `not-local` where logs are not read from there
 */
export function storeFor(path: string): LogStore {
  const [, scheme] = /^(s3a?|s3n|hdfs|wasbs?|gs|abfss?|https?|dbfs):\//.exec(path) ?? [];
  if (scheme === undefined) return LOCAL_STORE;
  const copy = scheme.startsWith('s3')
    ? `aws s3 cp --recursive ${path.replace(/^s3[an]/, 's3')} .`
    : scheme === 'hdfs'
      ? `hdfs dfs -get ${path}`
      : 'a download';
  throw new InputError(
    'not-local',
    `${path} is not on this machine, and logs are read from files; copy it first, with ${copy}`,
  );
}
