import { describe, expect, test } from 'vitest';
import type { Lineage, Observation, Row } from '../../../lib/remedy';
import { fc, property } from '../../support/property';
import { detail, MINUTE, markedArgs, NOW, row, SECOND, stuck } from '../support';
import { at, moved, opened, owned, pages } from './decisions';

interface Situation {
  readonly now: number;
  readonly obs: Observation;
  readonly stored: Row;
}

const sent = { kind: 'cancel', n: 1, nonce: 'x', silentAt: NOW, repeatAt: NOW, answer: 'accepted' } as const;
const lineageSent = (changed: Partial<Lineage> = {}): Lineage =>
  owned({ cancelFirstAt: NOW, cancelRequests: 1, ...changed });
const cancelled = detail({ state: 'CANCELLED', endedAt: NOW });
const attempt = detail({ id: 's-A', args: markedArgs(), createdAt: NOW, startedAt: NOW });

/** The cluster has a security configuration, on which its guard rests. */
const secured = stuck({
  cluster: { securityConfiguration: 'disks' },
  obs: { security: { at: NOW, value: { kind: 'understood', parts: [] } } },
});

/** A situation for each state in which it acts, with everything that can be read. */
const SITUATIONS = {
  watching: () => ({ now: NOW, obs: stuck(), stored: row() }),
  intent: () => ({ now: NOW, obs: secured, stored: opened() }),
  cancelling: () => {
    const now = NOW + MINUTE;
    return { now, obs: stuck({ at: now }), stored: row({ state: 'cancelling', call: sent, lineage: lineageSent() }) };
  },
  fencing: () => {
    const now = NOW + 3 * MINUTE;
    const lineage = lineageSent({ fencedAt: now, fence: 'delay' });
    return { now, obs: stuck({ at: now, root: cancelled }), stored: row({ state: 'fencing', lineage }) };
  },
  submitting: () => {
    const now = NOW + 5 * MINUTE;
    const call = { ...sent, kind: 'add', answer: 'unknown' } as const;
    return {
      now,
      obs: stuck({ at: now, root: cancelled, steps: [attempt, cancelled] }),
      stored: row({ state: 'submitting', call, lineage: lineageSent() }),
    };
  },
  verifying: () => {
    const now = NOW + 20 * MINUTE;
    const lineage = lineageSent({ submissions: [{ n: 1, stepId: 's-A' }] });
    return {
      now,
      obs: stuck({ at: now, root: cancelled, attempt, steps: [attempt, cancelled] }),
      stored: row({ state: 'verifying', lineage }),
    };
  },
  closed: () => ({
    now: NOW,
    obs: stuck({ root: cancelled }),
    stored: row({ state: 'closed', reason: 'improved', lineage: lineageSent() }),
  }),
  held: () => ({ now: NOW, obs: stuck(), stored: row({ state: 'held', reason: 'x', lineage: lineageSent() }) }),
} as const satisfies Readonly<Record<string, () => Situation>>;

type State = keyof typeof SITUATIONS;
const STATES = Object.keys(SITUATIONS) as State[];

type Reading = keyof Observation;
const READINGS: readonly Reading[] = [
  ...(['cluster', 'groups', 'instances', 'autoTermination', 'scaling', 'scan', 'root', 'attempt', 'metrics'] as const),
  ...(['job', 'jobKey', 'lever', 'prepared', 'security'] as const),
];

/** What a request to EMR rests on. */
const RESTS_ON: Partial<Record<State, readonly Reading[]>> = {
  intent: [
    ...(['cluster', 'groups', 'instances', 'autoTermination', 'scaling', 'scan', 'root', 'metrics', 'lever'] as const),
    ...(['prepared', 'security'] as const),
  ],
  cancelling: ['cluster', 'root', 'lever'],
  fencing: ['cluster', 'root', 'scan', 'lever', 'prepared'],
};

const withoutReadings = (obs: Observation, names: readonly Reading[]): Observation => ({
  ...obs,
  ...Object.fromEntries(names.map((name) => [name, undefined])),
});

describe('what could not be read', () => {
  const acting = Object.entries(RESTS_ON) as [State, readonly Reading[]][];

  test.each(acting)('is no reason to act on in %s, and none to give up', (state, readings) => {
    const { now, obs, stored } = SITUATIONS[state]();
    expect(at(now, obs, stored).kind).toBe('call');
    for (const name of readings)
      expect([name, at(now, withoutReadings(obs, [name]), stored).kind]).toEqual([name, 'wait']);
  });

  test.each(['intent', 'fencing'] as const)('includes the ledger: in %s nothing is sent', (state) => {
    const { now, obs, stored } = SITUATIONS[state]();
    expect(at(now, { ...obs, ledger: false }, stored)).toMatchObject({
      kind: 'wait',
      reason: expect.stringContaining('the ledger could not be read'),
    });
  });

  property([fc.constantFrom(...STATES), fc.subarray([...READINGS])], { numRuns: 100 })(
    'leaves something to decide, and no request rests on it',
    (state, names) => {
      const { now, obs, stored } = SITUATIONS[state]();
      const { kind } = at(now, withoutReadings(obs, names), stored);
      if (kind === 'call') expect(names.filter((name) => RESTS_ON[state]?.includes(name))).toEqual([]);
    },
  );
});

describe('what a row does not know', () => {
  /** Without them nothing may be submitted. */
  const needed = ['fencedAt', 'attemptFingerprint'] as const;
  const others = ['deadlines', 'cancelFirstAt', 'submissions', 'jobKey'] as const;
  const none: Partial<Lineage> = { deadlines: {}, submissions: [] };

  property([fc.constantFrom(...STATES), fc.subarray([...needed]), fc.subarray([...others]), fc.boolean()], {
    numRuns: 100,
  })('leaves something to decide', (state, lacking, lost, noCall) => {
    const { now, obs, stored } = SITUATIONS[state]();
    const changed = Object.fromEntries([...lacking, ...lost].map((name) => [name, Reflect.get(none, name)]));
    const lineage = stored.lineage && { ...stored.lineage, ...changed };
    const action = at(now, obs, { ...stored, lineage, ...(noCall ? { call: undefined } : {}) });
    if (action.kind === 'call' && action.call.kind === 'add') expect(lacking).toEqual([]);
  });

  test('when a phase has to be over: then it has had its time', () => {
    const ends = (['intent', 'cancelling', 'fencing', 'submitting'] as const).map((state) => {
      const { now, obs, stored } = SITUATIONS[state]();
      const lineage = { ...stored.lineage!, deadlines: {}, fencedAt: undefined };
      const unlisted = state === 'submitting' ? { ...obs, scan: undefined } : obs;
      return moved(at(now, unlisted, { ...stored, lineage })).reason;
    });
    expect(ends).toEqual(['aborted:expired', 'cancel-stuck', 'submit-stuck', 'submit-stuck']);
    const { now, obs, stored } = SITUATIONS.verifying();
    const unending = { ...stored, lineage: { ...stored.lineage!, deadlines: {} } };
    expect(pages(at(now, obs, unending))).toEqual(['unknown:still-running']);
    const unsubmitted = { ...stored, lineage: { ...stored.lineage!, submissions: [] } };
    expect(at(now, obs, unsubmitted).reason).toBe('the submission could not be read');
    const waiting = { ...attempt, state: 'PENDING' as const };
    const pending = stuck({ at: now, root: cancelled, attempt: waiting, steps: [waiting, cancelled] });
    expect(pages(at(now, pending, moved(at(now, pending, unending))))).toContain('slot-stuck');
  });

  test('the lineage itself: nothing is done', () => {
    const { now, obs, stored } = SITUATIONS.fencing();
    expect(at(now, obs, { ...stored, lineage: undefined })).toMatchObject({
      kind: 'wait',
      reason: 'the row has no lineage',
      until: now + 60 * SECOND,
    });
  });
});
