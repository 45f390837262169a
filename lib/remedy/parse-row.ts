import { MODES, ROW_STATES, TIER } from './contract';
import type { FindingNotice } from './finding-notice';
import type { Refusal } from './report';
import {
  type ChangedSetting,
  type Deadline,
  EARLIER_ROW_SCHEMA,
  type Lineage,
  type Outcome,
  type OwedPage,
  type Payload,
  type PendingCall,
  ROW_SCHEMA,
  type Row,
  type StepNews,
  type Told,
} from './row';

/** The stored row is not one that this version wrote; nothing may be decided from it. */
export class LedgerRowError extends Error {
  public override readonly name: string = 'LedgerRowError';
}

/** The stored row was written by a version with another schema: it is left as it is, and a person has to look. */
export class UnknownSchemaError extends LedgerRowError {
  public override readonly name = 'UnknownSchemaError';
}

type Check = (value: unknown) => boolean;
type Checks<T> = Readonly<Record<keyof T, Check>>;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const mapOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

function objectOf<T>(checks: Checks<T>): Check {
  const all = Object.entries<Check>(checks);
  return (value) => isObject(value) && all.every(([key, check]) => check(value[key]));
}

const LINEAGE: Checks<Lineage> = {
  root: text,
  attempt: oneOf([1, 2]),
  hmacKey: text,
  fingerprint: text,
  attemptFingerprint: optional(text),
  rollbackFingerprint: optional(text),
  plan: text,
  jobKey: optional(text),
  deployMode: oneOf(['client', 'cluster']),
  fence: oneOf(['delay', 'guard']),
  approvedUntil: optional(number),
  deadlines: mapOf(objectOf<Deadline>({ pageAt: number, endAt: number })),
  cancelFirstAt: optional(number),
  cancelRequests: number,
  maybeSent: flag,
  earlierSettledAt: optional(number),
  throttled: number,
  fencedAt: optional(number),
  submissions: listOf(objectOf<Lineage['submissions'][number]>({ n: number, stepId: text })),
  unansweredN: optional(number),
  secondScanAt: optional(number),
  seenRunning: flag,
  unreadableUntil: optional(number),
  applied: optional(flag),
  improved: optional(flag),
  paged: listOf(text),
  payload: objectOf<Payload>({
    openedAt: number,
    changes: listOf(objectOf<ChangedSetting>({ key: text, from: optional(text), to: text })),
    predicted: objectOf<Payload['predicted']>({
      containerMiB: number,
      applicationMasterMiB: number,
      executors: number,
      executorCores: number,
      memoryUtilisation: number,
      coreUtilisation: number,
      slotRatio: number,
    }),
    before: objectOf<Payload['before']>({ taskSlots: number, vcpus: number }),
    asked: optional(
      objectOf<NonNullable<Payload['asked']>>({
        applicationId: text,
        startedAtMs: number,
        persistentUiId: optional(text),
      }),
    ),
    shortestRunMs: optional(number),
    measured: optional(mapOf(number)),
  }),
};

const CALL: Checks<PendingCall> = {
  kind: oneOf(['cancel', 'add']),
  n: number,
  nonce: text,
  silentAt: number,
  repeatAt: number,
  answer: optional(oneOf(['accepted', 'rejected', 'throttled', 'refused', 'unknown'])),
};

const NOTICE: Checks<FindingNotice> = {
  stepId: text,
  finding: text,
  tier: oneOf(Object.values(TIER)),
  mode: oneOf(MODES),
  since: number,
  startedAt: optional(number),
  observed: optional(mapOf(number)),
  predicted: optional(mapOf(number)),
  slotRatio: optional(number),
  settings: listOf(objectOf<FindingNotice['settings'][number]>({ key: text, to: text })),
  refusals: listOf(objectOf<Refusal>({ gate: text, reason: text })),
  jobKey: optional(text),
  isLastOfDay: optional(flag),
};

const TOLD: Checks<Told> = {
  day: objectOf<Told['day']>({ date: text, sent: number }),
  findings: listOf(objectOf<Told['findings'][number]>({ job: text, said: text })),
};

const ROW: Checks<Row> = {
  schema: number,
  clusterId: text,
  version: number,
  state: oneOf(ROW_STATES),
  lease: optional(objectOf<NonNullable<Row['lease']>>({ holder: text, until: number })),
  nonce: optional(text),
  lineage: optional(objectOf(LINEAGE)),
  call: optional(objectOf(CALL)),
  reason: optional(text),
  notBefore: optional(number),
  cooldownUntil: optional(number),
  day: optional(objectOf<NonNullable<Row['day']>>({ date: text, started: number })),
  outcomes: listOf(objectOf<Outcome>({ at: number, root: text, outcome: text })),
  pages: listOf(
    objectOf<OwedPage>({ reason: text, root: optional(text), at: number, finding: optional(objectOf(NOTICE)) }),
  ),
  news: optional(
    listOf(
      objectOf<StepNews>({
        kind: oneOf(['cancelled', 'resubmitted', 'closed']),
        root: text,
        at: number,
        newStepId: optional(text),
        outcome: optional(text),
      }),
    ),
  ),
  told: optional(objectOf(TOLD)),
};

const isRow = objectOf(ROW);

/**
 * The item `cluster#<id>` as a row.
 *
 * A row of the version before is read where it has no lineage.
 *
 * @throws UnknownSchemaError for a row of another schema
 * @throws LedgerRowError for whatever does not look like a row: a person may have edited it, and then nothing is written to EMR
 */
export function parseRow(item: Readonly<Record<string, unknown>>, clusterId: string): Row {
  const { pk: _, ...stored } = item;
  const isReadable = stored.schema === EARLIER_ROW_SCHEMA && stored.lineage === undefined;
  const row = isReadable ? { ...stored, schema: ROW_SCHEMA } : stored;
  if (row.schema !== ROW_SCHEMA) throw new UnknownSchemaError('the row of a cluster has an unknown schema');
  const isWhole = row.state === 'watching' || row.lineage !== undefined;
  if (row.clusterId !== clusterId || !isRow(row) || !isWhole) {
    throw new LedgerRowError('the row of a cluster is not understood');
  }
  return row as unknown as Row;
}
