export { AS_MANY_AS_FIT, admit, DEFAULT_MIN_ALLOCATION_MIB } from './admission';
export type * from './types';
