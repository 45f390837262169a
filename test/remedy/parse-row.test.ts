import { describe, expect, test } from 'vitest';
import { decide, LedgerRowError, parseRow, type Row, UnknownSchemaError } from '../../lib/remedy';
import { CLUSTER, detail, lineage, NOW, POLICY, row, stuck } from './support';

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
          const changed = structuredClone(whole);
          set(changed, path, junk);
          const parsed = understood(changed);
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

/** Ways to every field, at any depth. */
function pathsIn(value: object): string[][] {
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    const deeper = typeof one === 'object' && one !== null ? pathsIn(one) : [];
    return [[key], ...deeper.map((path) => [key, ...path])];
  });
}

function set(value: object, [key = '', ...rest]: readonly string[], to: unknown): void {
  if (rest.length === 0) Reflect.set(value, key, to);
  else set(Reflect.get(value, key), rest, to);
}

function understood(changed: Row): Row | undefined {
  try {
    return parseRow({ ...changed }, CLUSTER);
  } catch (error) {
    if (error instanceof LedgerRowError) return undefined;
    throw error;
  }
}
