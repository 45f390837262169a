import type { FindingNotice, Lineage, OwedPage, Row } from '../../lib/remedy';
import { lineage, NOW, ROOT, row } from './support';

/** A type without optional fields, at any depth: the compiler asks for each field that a row may have. */
type Whole<T> = T extends readonly (infer One)[]
  ? readonly Whole<One>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T;

const finding: Whole<FindingNotice> = {
  stepId: ROOT,
  finding: 'stranded-cores',
  tier: 'T2',
  mode: 'remediate',
  since: NOW,
  startedAt: NOW,
  observed: {
    memoryMB: 1,
    memoryTotalMB: 1,
    memoryUtilisation: 1,
    containers: 1,
    containersPending: 1,
    cores: 1,
    vcores: 1,
    coreUtilisation: 1,
    cpu: 1,
    at: NOW,
  },
  predicted: {
    memoryMB: 1,
    memoryTotalMB: 1,
    memoryUtilisation: 1,
    containers: 1,
    containersPending: 1,
    cores: 1,
    vcores: 1,
    coreUtilisation: 1,
    cpu: 1,
    at: NOW,
  },
  slotRatio: 2,
  settings: [{ key: 'spark.executor.cores', to: '4' }],
  refusals: [{ gate: 'mode', reason: 'mode advise never writes to EMR' }],
  jobKey: 'job-1',
  isLastOfDay: false,
};

const page: Whole<OwedPage> = { reason: 'notice', root: ROOT, at: NOW, finding };

const { deadlines, payload, ...others } = lineage();
const wholeLineage: Whole<Lineage> = {
  ...others,
  attemptFingerprint: 'fingerprint-of-attempt',
  rollbackFingerprint: 'fingerprint-of-rollback',
  unansweredN: 1,
  jobKey: 'job-1',
  approvedUntil: NOW,
  deadlines: deadlines as Whole<Lineage['deadlines']>,
  cancelFirstAt: NOW,
  cancelRequests: 1,
  earlierSettledAt: NOW,
  fencedAt: NOW,
  submissions: [{ n: 1, stepId: 's-A' }],
  secondScanAt: NOW,
  unreadableUntil: NOW,
  applied: true,
  improved: false,
  paged: ['cancel-slow'],
  payload: {
    ...payload,
    changes: [{ key: 'spark.executor.cores', from: '7', to: '4' }],
    asked: { applicationId: 'application_1_0001', startedAtMs: NOW, persistentUiId: 'p-1' },
    shortestRunMs: 1,
    measured: { containerMiB: 1, memoryUtilisation: 1, coreUtilisation: 1, runningTasks: 1, taskSlots: 1 },
  },
};

/** A row with every field that a row may have. */
export const WHOLE_ROW: Whole<Row> = {
  ...row(),
  state: 'held',
  lease: { holder: 'invocation-1', until: NOW },
  nonce: 'nonce-0',
  lineage: wholeLineage,
  call: { kind: 'add', n: 1, nonce: 'nonce-0', silentAt: NOW, repeatAt: NOW, answer: 'unknown' },
  reason: 'submit-ambiguous',
  notBefore: NOW,
  cooldownUntil: NOW,
  day: { date: '2026-01-05', started: 1 },
  outcomes: [{ at: NOW, root: ROOT, outcome: 'improved' }],
  pages: [page],
  news: [{ kind: 'closed', root: ROOT, at: NOW, newStepId: 's-A', outcome: 'improved' }],
  told: { day: { date: '2026-01-05', sent: 1 }, findings: [{ job: 'job-1', said: 'stranded-cores' }] },
};

/** Ways to every field of a value, at any depth. */
export function pathsIn(value: object): string[][] {
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    const deeper = typeof one === 'object' && one !== null ? pathsIn(one) : [];
    return [[key], ...deeper.map((path) => [key, ...path])];
  });
}

/** The value that lies there. */
export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((one, key) => Reflect.get(one as object, key), value);

/** A copy with another value there; undefined: without the field. */
export function withValueAt<T extends object>(value: T, path: readonly string[], to: unknown): T {
  const copy = structuredClone(value);
  const owner = valueAt(copy, path.slice(0, -1)) as object;
  const key = path.at(-1) ?? '';
  if (to === undefined && !Array.isArray(owner)) Reflect.deleteProperty(owner, key);
  else Reflect.set(owner, key, to);
  return copy;
}
