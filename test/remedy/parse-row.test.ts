import { describe, expect, test } from 'vitest';
import { LedgerRowError, parseRow, UnknownSchemaError } from '../../lib/remedy';
import { CLUSTER, lineage, row } from './support';

const item = (changed: object = {}): Record<string, unknown> => ({ pk: `cluster#${CLUSTER}`, ...row(), ...changed });

describe('a row of the ledger', () => {
  test('is the item without its key', () => {
    const open = row({ state: 'verifying', lineage: lineage() });
    expect(parseRow({ pk: `cluster#${CLUSTER}`, ...open }, CLUSTER)).toEqual(open);
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

  test.each([undefined, 1, 3, '2'])('of schema %j is told apart: another version wrote it', (schema) => {
    expect(() => parseRow(item({ schema }), CLUSTER)).toThrow(UnknownSchemaError);
  });
});
