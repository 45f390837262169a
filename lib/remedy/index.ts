export * from './account';
export type * from './action';
export * from './approval';
export { asksAttempt, asksJob, isWatched } from './asks-job';
export { assess } from './assess';
export type * from './assessed';
export type * from './assessment';
export { canonical, canonicalListing } from './canonical';

export * from './contract';
export { decide } from './decide';
export { type FindingNotice, isFinding } from './finding-notice';
export { gates } from './gates';
export { guardFor } from './guard';
export { judged } from './judge';
export { endedWithoutRun, findLastLineage, type LastLineage, lastRoot } from './last-lineage';
export * from './ledger-keys';
export * from './log-entry';
export { findNextRun } from './next-run';
export type * from './observation';
export type * from './operator';
export {
  findPageKind,
  PAGE_KINDS,
  type PageKind,
  RUNBOOK_URL,
  runbookFor,
} from './page-reasons';
export { LedgerRowError, parseRow, UnknownSchemaError } from './parse-row';
export { endedRun, finishedRuns, finishedRunsMs, withRun } from './past-runs';
export { DEFAULT_POLICY, type Policy, policyOf, RELATIONS } from './policy';
export { fiveMinuteMeans, type Published, toSeries } from './published';
export { NOT_CLAIMED, record } from './record';
export { redacted } from './redacted';
export { released } from './released';
export * from './report';
export { resubmissionOf } from './resubmission';
export type * from './row';
export { emptyRow, isOpen, KEPT_MS, untouchedListing, utcDay } from './row';
export { parseSecurityConfiguration, type SecurityFacts, type SecurityPart } from './security-configuration';
export { findStanding, type Sent, type Standing, toStoredRow, type Waiting, type WaitingKind } from './standing';
export { isRowLost } from './states/lost';
export { nextNumber } from './states/markers';
export { sparkDefaultsInForce, understood, writtenFor } from './subject';
export { THRESHOLDS, type Threshold, type ThresholdName } from './thresholds';
export { TRANSITIONS, type Transition } from './transitions';
export { worthOf } from './worth';
