export { closestKey, editDistance, type Resemblance } from './closest-key';
export { isOpenFamily } from './key-families';
export { defaultIn, isBefore, type KnownKey, kindIn, knownKey, knownKeys, minorOf, type ValueKind } from './known-keys';
