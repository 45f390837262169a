import { describe, expect, test } from 'vitest';
import { decide, LedgerRowError, parseRow, type Row, UnknownSchemaError } from '../../lib/remedy';
import { CLUSTER, detail, lineage, NOW, POLICY, row, stuck } from './support';
import { pathsIn, valueAt, WHOLE_ROW, withValueAt } from './whole-row';

const item = (changed: object = {}): Record<string, unknown> => ({ pk: `cluster#${CLUSTER}`, ...row(), ...changed });

describe('a row of the ledger', () => {
  test('is the item without its key', () => {
    const open = row({ state: 'verifying', lineage: lineage() });
    expect(parseRow({ pk: `cluster#${CLUSTER}`, ...open }, CLUSTER)).toEqual(open);
  });

  test('of the version before is read while nothing is under way, and held otherwise', () => {
    const rested = row({ cooldownUntil: NOW, outcomes: [{ at: NOW, root: 's-1', outcome: 'improved' }] });
    expect(parseRow({ ...rested, schema: 2 }, CLUSTER)).toEqual(rested);
    const open = row({ state: 'verifying', lineage: lineage() });
    for (const [other, schema] of [
      [open, 2],
      [rested, 1],
      [rested, 4],
    ] as const)
      expect(() => parseRow({ ...other, schema }, CLUSTER)).toThrow(UnknownSchemaError);
  });

  test.each<[string, object]>([
    ['of another cluster', { clusterId: 'j-OTHER' }],
    ['in a state that does not exist', { state: 'relaxing' }],
    ['in a state named like a property of every object', { state: 'constructor' }],
    ['without a version', { version: undefined }],
    ['with a version that is a string', { version: '7' }],
    ['without pages', { pages: undefined }],
    ['whose lineage has no deadlines', { state: 'held', lineage: { ...lineage(), deadlines: undefined } }],
    ['whose lineage has no payload', { state: 'held', lineage: { ...lineage(), payload: undefined } }],
    ['with outcomes that are a set', { outcomes: new Set(['improved']) }],
    ['that is open and has no lineage', { state: 'submitting' }],
    ['whose lineage has no key', { state: 'held', lineage: { ...lineage(), hmacKey: undefined } }],
    ['whose lineage has no submissions', { state: 'held', lineage: { ...lineage(), submissions: undefined } }],
  ])('fails where it is one %s', (_, changed) => {
    expect(() => parseRow(item(changed), CLUSTER)).toThrow(LedgerRowError);
  });

  const JUNK = [null, undefined, '', 'x', -1, 1e18, {}, [], [null], true];

  test.each(['cancelling', 'fencing', 'submitting', 'verifying', 'closed', 'held'] as const)(
    '%s: whatever other hands write into a field, it is not understood, or something is decided, and no step is added too early',
    (state) => {
      const kind = state === 'cancelling' ? 'cancel' : 'add';
      const whole = row({
        state,
        reason: 'x',
        lease: { holder: 'h', until: 1 },
        call: { kind, n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW },
        lineage: lineage({ cancelFirstAt: NOW - 30_000, submissions: [{ n: 1, stepId: 's-A' }], fencedAt: NOW }),
        outcomes: [{ at: 1, root: 'r', outcome: 'improved' }],
        pages: [{ reason: 'x', at: 1 }],
        day: { date: 'x', started: 1 },
      });
      const root = detail({ state: 'CANCELLED', endedAt: NOW - 20_000 });
      const obs = stuck({ root, attempt: detail({ id: 's-A' }) });
      for (const path of pathsIn(whole)) {
        for (const junk of JUNK) {
          const parsed = understood(withValueAt(whole, path, junk));
          const action = parsed && decide(obs, parsed, NOW, POLICY);
          expect(action?.kind === 'call' && action.call.kind, `${path.join('.')} ${JSON.stringify(junk)}`).not.toBe(
            'add',
          );
        }
      }
    },
  );

  test.each([undefined, 1, 4, '3'])('of schema %j is told apart: another version wrote it', (schema) => {
    expect(() => parseRow(item({ schema }), CLUSTER)).toThrow(UnknownSchemaError);
  });
});

/** Fields that a row, or what holds them, may do without. Each phase sets its own deadline. */
const OPTIONAL = [
  ...['lease', 'nonce', 'lineage', 'call', 'reason', 'notBefore', 'cooldownUntil', 'day', 'news', 'told'],
  ...['newStepId', 'outcome'].map((name) => `news.0.${name}`),
  ...['approvedUntil', 'attemptFingerprint', 'cancelFirstAt', 'earlierSettledAt', 'fencedAt', 'jobKey'].map(ofLineage),
  ...['rollbackFingerprint', 'secondScanAt', 'unansweredN', 'unreadableUntil', 'applied', 'improved'].map(ofLineage),
  ...['intent', 'cancelling', 'fencing', 'verifying'].map((phase) => ofLineage(`deadlines.${phase}`)),
  ...['asked', 'asked.persistentUiId', 'changes.0.from', 'measured', 'shortestRunMs'].map(ofPayload),
  ...Object.keys(WHOLE_ROW.lineage.payload.measured).map((name) => ofPayload(`measured.${name}`)),
  'call.answer',
  ...['root', 'finding'].map((name) => `pages.0.${name}`),
  ...['startedAt', 'observed', 'predicted', 'slotRatio', 'jobKey', 'isLastOfDay'].map(ofFinding),
  ...Object.keys(WHOLE_ROW.pages[0]!.finding.observed).flatMap((name) => [
    ofFinding(`observed.${name}`),
    ofFinding(`predicted.${name}`),
  ]),
];

function ofLineage(name: string): string {
  return `lineage.${name}`;
}

function ofPayload(name: string): string {
  return `lineage.payload.${name}`;
}

function ofFinding(name: string): string {
  return `pages.0.finding.${name}`;
}

describe('a row with every field', () => {
  // Watching, it needs no lineage either.
  const whole = { ...WHOLE_ROW, state: 'watching' as const };
  const paths = pathsIn(whole);

  test('is read as it is', () => {
    expect(parseRow({ pk: `cluster#${CLUSTER}`, ...WHOLE_ROW }, CLUSTER)).toEqual(WHOLE_ROW);
  });

  test('is read without a field exactly where the field is optional', () => {
    const dispensable = paths.filter((path) => understood(withValueAt(whole, path, undefined)) !== undefined);
    expect(dispensable.map((path) => path.join('.')).toSorted()).toEqual(OPTIONAL.toSorted());
  });

  test('is read with no value of another type in any field', () => {
    const others = { string: [7, true], number: ['7', Number.NaN], boolean: ['true', 1], object: ['x', 7, []] };
    for (const path of paths) {
      const value = valueAt(whole, path);
      const wrong = Array.isArray(value) ? [{}, 'x'] : others[typeof value as keyof typeof others];
      for (const one of [...wrong, null])
        expect([path.join('.'), one, understood(withValueAt(whole, path, one))]).toEqual([
          path.join('.'),
          one,
          undefined,
        ]);
    }
  });

  test.each<[string, readonly unknown[], unknown]>([
    ['state', ['watching', 'intent', 'cancelling', 'fencing', 'submitting', 'verifying', 'closed', 'held'], 'failed'],
    ['lineage.attempt', [1, 2], 3],
    ['lineage.deployMode', ['client', 'cluster'], 'local'],
    ['lineage.fence', ['delay', 'guard'], 'none'],
    ['call.kind', ['cancel', 'add'], 'terminate'],
    ['call.answer', ['accepted', 'rejected', 'throttled', 'refused', 'unknown'], 'lost'],
    ['pages.0.finding.tier', ['T0', 'T1', 'T2'], 'T3'],
    ['pages.0.finding.mode', ['off', 'advise', 'approve', 'remediate'], 'watch'],
  ])('has in %s one of the values that the protocol knows', (name, known, unknown) => {
    const path = name.split('.');
    for (const value of known) expect(understood(withValueAt(whole, path, value))).toBeDefined();
    expect(understood(withValueAt(whole, path, unknown))).toBeUndefined();
  });

  test('that is not read says why, and by which kind of error', () => {
    expect(() => parseRow({ ...whole, pages: 7 }, CLUSTER)).toThrow(
      expect.objectContaining({ name: 'LedgerRowError', message: 'the row of a cluster is not understood' }),
    );
    expect(() => parseRow({ ...whole, schema: 4 }, CLUSTER)).toThrow(
      expect.objectContaining({
        name: 'UnknownSchemaError',
        message: 'the row of a cluster has an unknown schema',
      }),
    );
  });
});

function understood(changed: Row): Row | undefined {
  try {
    return parseRow({ ...changed }, CLUSTER);
  } catch (error) {
    if (error instanceof LedgerRowError) return undefined;
    throw error;
  }
}
