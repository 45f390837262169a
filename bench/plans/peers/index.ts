import { bestPracticesGuide } from './best-practices-guide';
import { bigDataBlog } from './big-data-blog';
import { emrAdvisor } from './emr-advisor';
import { emrDefault } from './emr-default';
import { maximizeResourceAllocation } from './maximize-resource-allocation';
import { ours } from './ours';
import { rapidsReserve } from './rapids-reserve';
import { twentyGigabytes } from './twenty-gigabytes';
import type { Peer } from './types';

export { ours } from './ours';
export type * from './types';

/** In the order of tables and pictures; ours last. */
export const PEERS: readonly Peer[] = [
  emrDefault,
  maximizeResourceAllocation,
  bigDataBlog,
  bestPracticesGuide,
  emrAdvisor,
  rapidsReserve,
  twentyGigabytes,
  ours,
];
