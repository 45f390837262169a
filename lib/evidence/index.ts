export type * from './cluster-evidence';
