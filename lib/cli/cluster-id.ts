import { InputError } from '../errors';
import { isClusterId } from '../remedy';

/** @throws InputError for anything but the id of a cluster */
export function parseClusterId(value: string): string {
  if (isClusterId(value)) return value;
  throw new InputError(
    'bad-cluster-id',
    `--cluster takes the id of a cluster, such as j-2AXXXXXXGAPLF, got "${value}"`,
  );
}
