export { type Rehearsal, rehearse } from './rehearsal';
export type { RunSummary } from './runs';
export type { TimelineEntry } from './timeline';
