export type { CloudWatchBackEnd, ClusterView, EmrBackEnd } from './back-end';
export { type Clock, type VirtualClock, virtualClock } from './clock';
export { ServiceError } from './errors';
export type { AccessRules } from './http/access';
export { type BackEnds, type RunningServer, serve } from './http/server';
export {
  type Rehearsal,
  type RehearsalOptions,
  type RehearsedStep,
  rehearse,
} from './rehearsal';
export { loadBundle } from './rehearsal/bundle';
export { REHEARSAL_REMEDIATOR_ID } from './rehearsal/function';
export type { LedgerItem } from './rehearsal/ledger';
export type { RunSummary } from './rehearsal/runs';
export type { Decision, TimelineEntry } from './rehearsal/timeline';
export { DEFAULT_FAULTS, DEFAULT_TIMING } from './scenario/defaults';
export { ScenarioError } from './scenario/fields';
export { parseScenario } from './scenario/parse';
export type * from './scenario/types';
export { briefScenario, briefScenarioLate } from './scenarios';
export { type Simulated, simulated } from './simulated';
export { type Figures, figuresAt } from './world/figures';
