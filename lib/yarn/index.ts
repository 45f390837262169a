export { AS_MANY_AS_FIT, admit } from './admission';
export { DEFAULT_MIN_ALLOCATION_MIB } from './bounds';

export { containersOn, firstNodes, grantedMiB, largestRequestMiB } from './packing';
export type * from './types';
