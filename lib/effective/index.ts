export {
  admissionRequest,
  calculatorFor,
  capacityOf,
  knownNodes,
  outsideTheModel,
  type Refusal,
  refusals,
  stepMiB,
} from './admission';
export { effective } from './effective';
export { reachesSubmit, replacesDefaults, toCommand } from './origins';
export { placeOf } from './place';
export { Properties } from './properties';
export { amResourcePercent, queueInForce } from './queue';
export { capacityFaults } from './queue-faults';
export { readable } from './readable';
export { releaseInForce } from './release';
export type * from './types';
export type * from './written';
export { isUnresolved } from './written';
