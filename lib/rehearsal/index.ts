export { LEVER_PARAMETER, parametersWithLever } from './function';
export { type Rehearsal, type RehearsalOptions, type RehearsalProgress, rehearse } from './rehearsal';
export type { RunSummary } from './runs';
export type { TimelineEntry } from './timeline';
