import { CLUSTER } from './cluster';
import { COMMAND } from './command';
import { CONFIGURATIONS } from './configurations';
import { CONTAINER } from './container';
import type { Example } from './example';
import { IN_FORCE } from './in-force';
import { KEYS } from './keys';
import { PARTITIONS } from './partitions';
import { SUPPRESSIONS } from './suppressions';
import { VALUES } from './values';

export const EXAMPLES: readonly Example[] = [
  ...COMMAND,
  ...KEYS,
  ...VALUES,
  ...IN_FORCE,
  ...CONTAINER,
  ...CLUSTER,
  ...PARTITIONS,
  ...CONFIGURATIONS,
  ...SUPPRESSIONS,
];
