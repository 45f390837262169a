import { describe, expect, test } from 'vitest';
import { asksAttempt, asksJob, isWatched, type Lineage, type Observation, type Row } from '../../lib/remedy';
import type { Assessed } from '../../lib/remedy/assessed';
import { EMPTY_REPORT } from '../../lib/remedy/report';
import { detail, lineage, MINUTE, NOW, row, stuck } from './support';

describe('the job of a finding is asked', () => {
  const found = (changed: Partial<Assessed> = {}, mode: Observation['mode'] = 'remediate') =>
    asksJob({ mode, assessed: { suspect: true, tier: 'T2', refusals: [], report: EMPTY_REPORT, ...changed } });
  const refusedBy = (...gates: NonNullable<Assessed['refusals']>[number]['gate'][]) => ({
    refusals: gates.map((gate) => ({ gate, reason: 'some reason' })),
  });

  test('where it stands, in every mode but off', () => {
    expect(found()).toBe(true);
    expect(found({}, 'advise')).toBe(true);
    expect(found({}, 'off')).toBe(false);
    expect(asksJob({ mode: 'remediate', assessed: undefined })).toBe(false);
  });

  test('not of a suspicion alone, nor of a tier without one', () => {
    expect(found({ tier: undefined })).toBe(false);
    expect(found({ suspect: false })).toBe(false);
  });

  test('where only gates refuse that its figures may open', () => {
    const gates = ['calculator-not-dominant', 'cores-unused', 'limits', 'not-worth-it', 'outside-window'] as const;
    for (const gate of gates) {
      expect([gate, found(refusedBy(gate))]).toEqual([gate, true]);
      expect([gate, found(refusedBy(gate, 'successors'))]).toEqual([gate, false]);
    }
  });

  test('for a person to see where nothing would be done without one', () => {
    for (const gate of ['mode', 'not-opted-in'] as const) {
      expect([gate, found(refusedBy(gate))]).toEqual([gate, false]);
      expect([gate, found(refusedBy(gate), 'advise')]).toEqual([gate, true]);
      expect([gate, found(refusedBy(gate), 'approve')]).toEqual([gate, true]);
    }
    expect(found(refusedBy('opted-out'), 'advise')).toBe(false);
  });
});

describe('an attempt', () => {
  const running = detail({ id: 's-A', startedAt: NOW });
  const verifying = (changed: Partial<Lineage> = {}): Row => row({ state: 'verifying', lineage: lineage(changed) });

  test('is watched while it runs and is not judged', () => {
    const watched = (stored: Row, attempt = running) => isWatched(stuck({ attempt }), stored);
    expect(watched(verifying())).toBe(true);
    expect(watched(verifying({ applied: true }))).toBe(true);
    expect(watched(verifying({ improved: true }))).toBe(true);
    expect(watched(verifying({ applied: true, improved: false }))).toBe(false);
    expect(watched(verifying({ applied: false }))).toBe(false);
    // A rollback has the settings that the job always had.
    expect(watched(verifying({ attempt: 2 }))).toBe(false);
    expect(watched(verifying(), detail({ id: 's-A', state: 'PENDING' }))).toBe(false);
    expect(isWatched(stuck(), verifying())).toBe(false);
    expect(watched(row({ state: 'verifying' }))).toBe(false);
    expect(watched(row({ state: 'closed', lineage: lineage() }))).toBe(false);
  });

  test('is asked in its first three hours, while the owner allows it', () => {
    const asked = (minutes: number, changes: Parameters<typeof stuck>[0] = {}, stored = verifying()) => {
      const now = NOW + minutes * MINUTE;
      return asksAttempt(stuck({ at: now, attempt: running, ...changes }), stored, now);
    };
    expect(asked(1)).toBe(true);
    expect(asked(180)).toBe(true);
    expect(asked(181)).toBe(false);
    expect(asked(1, { obs: { mode: 'off' } })).toBe(false);
    expect(asked(1, { obs: { mode: 'advise' } })).toBe(true);
    expect(asked(1, { cluster: { tags: { 'emr-autotune': 'remediate:two' } } })).toBe(false);
    expect(asked(1, { obs: { cluster: undefined } })).toBe(false);
    expect(asked(1, {}, verifying({ applied: false }))).toBe(false);
    expect(asked(1, { attempt: undefined })).toBe(false);
    expect(asked(1, { attempt: detail({ id: 's-A', startedAt: undefined }) })).toBe(false);
  });

  describe('that has ended behind a guard', () => {
    const ended = (state: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'RUNNING') =>
      detail({ id: 's-A', state, startedAt: NOW - 600 * MINUTE });
    const asked = (
      stored: Row,
      state: Parameters<typeof ended>[0] = 'FAILED',
      changes: Parameters<typeof stuck>[0] = {},
    ) => asksAttempt(stuck({ attempt: ended(state), ...changes }), stored, NOW);
    const guarded = (changed: Partial<Lineage> = {}) => verifying({ fence: 'guard', ...changed });

    test('is asked however late, for its guard may have refused, or found the job done, so that it has no application', () => {
      expect(asked(guarded(), 'FAILED')).toBe(true);
      expect(asked(guarded(), 'COMPLETED')).toBe(true);
      expect(asked(guarded({ attempt: 2 }), 'FAILED')).toBe(true);
      expect(asked(guarded(), 'CANCELLED')).toBe(false);
      expect(asked(guarded(), 'RUNNING')).toBe(false);
      expect(asked(guarded(), 'FAILED', { attempt: undefined })).toBe(false);
    });

    test('is not asked where its application was seen, nor without a guard', () => {
      expect(asked(guarded({ applied: true }))).toBe(false);
      expect(asked(guarded({ applied: false }))).toBe(false);
      expect(asked(verifying({ fence: 'delay' }))).toBe(false);
    });

    test('is not asked once its lineage is closed, nor where the owner does not allow it', () => {
      expect(asked(row({ state: 'closed', lineage: lineage({ fence: 'guard' }) }))).toBe(false);
      expect(asked(row({ state: 'verifying' }))).toBe(false);
      expect(asked(guarded(), 'FAILED', { obs: { mode: 'off' } })).toBe(false);
    });
  });
});
