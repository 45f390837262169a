export { closestKey, type Resemblance } from './closest-key';
export { isOpenFamily } from './key-families';
export { defaultIn, isBefore, kindIn, knownKey, knownKeys, minorOf } from './known-keys';
export type { KnownKey, ValueKind } from './types';
