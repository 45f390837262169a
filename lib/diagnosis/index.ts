export { diagnose } from './diagnose';
export * from './lint';
export type * from './types';
