import { InputError } from '../errors';

const CLUSTER_ID = /^j-[A-Z0-9]+$/;

/** @throws InputError for anything but the id of a cluster */
export function parseClusterId(value: string): string {
  if (CLUSTER_ID.test(value)) return value;
  throw new InputError(
    'bad-cluster-id',
    `--cluster takes the id of a cluster, such as j-2AXXXXXXGAPLF, got "${value}"`,
  );
}
