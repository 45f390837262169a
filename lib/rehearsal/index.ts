export { REHEARSAL_REMEDIATOR_ID } from './function';
export type { LedgerItem } from './ledger';
export { type Rehearsal, type RehearsalOptions, type RehearsedStep, rehearse } from './rehearsal';
export type { RunSummary } from './runs';
export type { Decision, TimelineEntry } from './timeline';
