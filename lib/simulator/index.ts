export type { CloudWatchBackEnd, ClusterView, EmrBackEnd } from './back-end';
export { type Clock, type VirtualClock, virtualClock } from './clock';
export { ServiceError } from './errors';
export type { AccessRules } from './http/access';
export { type BackEnds, type RunningServer, serve } from './http/server';
export { type ClockKind, type Health, type LocalEmr, startLocalEmr } from './local-emr';
export { DEFAULT_TIMING } from './scenario/defaults';

export { parseScenario } from './scenario/parse';
export type * from './scenario/types';
export { briefScenario, briefScenarioLate, briefScenarioLong } from './scenarios';
export { type Simulated, simulated } from './simulated';
export { REGION } from './world/create';
