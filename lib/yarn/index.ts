export { admit, DEFAULT_MIN_ALLOCATION_MIB } from './admission';
export type * from './types';
