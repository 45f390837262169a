import { describe, expect, test } from 'vitest';
import { decide, LEVER, type Row, resubmissionOf, type StepFacts } from '../../../lib/remedy';
import { detail, FAT_ARGS, MINUTE, markedArgs, NOW, POLICY, ROOT, row, SECOND, START, step, stuck } from '../support';
import { at, called, moved, owned, pages } from './decisions';

describe('fencing', () => {
  const seen = NOW;
  const ready = seen + 120 * SECOND;
  const cancelled = detail({ state: 'CANCELLED' });
  const stored = (changed: Partial<Row> = {}): Row =>
    row({
      state: 'fencing',
      lineage: owned({ cancelFirstAt: seen - 20 * SECOND, fencedAt: ready }),
      ...changed,
    });
  const withFence = (fence: 'delay' | 'guard'): Row =>
    stored({ lineage: owned({ cancelFirstAt: seen - 20 * SECOND, fencedAt: ready, fence }) });
  const look = (now: number, steps: readonly StepFacts[] = [], changed: Parameters<typeof stuck>[0] = {}) =>
    stuck({ at: now, root: cancelled, steps: [...steps, cancelled], ...changed });

  test('a step with the marker is adopted, even one that has ended', () => {
    for (const state of ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const) {
      const marked = step({ id: 's-A', state, args: markedArgs(), createdAt: seen });
      const next = moved(at(ready, look(ready, [marked]), stored()));
      expect(next.state).toBe('verifying');
      expect(next.lineage?.submissions).toEqual([{ n: 1, stepId: 's-A' }]);
    }
  });

  test('the marker of another lineage is not ours', () => {
    const other = step({ id: 's-A', state: 'COMPLETED', args: markedArgs(1, 's-OTHER') });
    expect(at(ready, look(ready, [other]), stored()).kind).toBe('call');
  });

  test('a live copy that others submitted after the cancel replaces ours, and pages', () => {
    const copy = step({ id: 's-COPY', state: 'PENDING', createdAt: seen });
    const next = moved(at(ready, look(ready, [copy]), stored()));
    expect(next).toMatchObject({ state: 'closed', reason: 'replaced-by-other' });
    expect(next.pages.map(({ reason }) => reason)).toEqual(['replaced-by-other']);
  });

  test('a copy that has completed, or that our clock is a minute ahead of, replaces ours as well', () => {
    const completed = step({ id: 's-COPY', state: 'COMPLETED', createdAt: seen });
    const early = step({ id: 's-COPY', state: 'RUNNING', createdAt: seen - 80 * SECOND });
    for (const copy of [completed, early]) {
      expect(moved(at(ready, look(ready, [copy]), stored())).reason).toBe('replaced-by-other');
    }
  });

  test('an equal step from before the cancel, or one that failed, is no replacement', () => {
    const earlier = step({ id: 's-COPY', state: 'FAILED', createdAt: seen });
    const older = step({ id: 's-OLD', state: 'PENDING', createdAt: START });
    expect(at(ready, look(ready, [earlier]), stored()).kind).toBe('call');
    expect(at(ready, look(ready, [older]), stored()).kind).toBe('call');
  });

  test.each([
    ['the tag is off', { cluster: { tags: { 'emr-autotune': 'off' } } }],
    ['the tag is gone', { cluster: { tags: {} } }],
    ['the mode is lowered', { obs: { mode: 'advise' } }],
    ['the emergency lever is pulled', { obs: { lever: { at: ready, value: LEVER.stop } } }],
  ] as const)('is held when %s', (_, changed) => {
    expect(moved(at(ready, look(ready, [], changed), stored()))).toMatchObject({
      state: 'held',
      reason: 'opt-out-midway',
    });
  });

  test('waits until 120 s have passed since CANCELLED was seen', () => {
    const early = ready - 1;
    const delayed = (now: number) => at(now, look(now), withFence('delay'));
    expect(delayed(early).kind).toBe('wait');
    expect(delayed(ready).kind).toBe('call');
  });

  test('with a guard there is nothing to wait for', () => {
    const early = seen + SECOND;
    expect(at(early, look(early), withFence('guard')).kind).toBe('call');
  });

  test('waits as long after the end that EMR gives, whatever the row says', () => {
    const root = detail({ state: 'CANCELLED', endedAt: seen + 30 * SECOND });
    const seeing = (now: number) => at(now, look(now, [], { root }), withFence('delay'));
    expect(seeing(ready + 30 * SECOND - 1).kind).toBe('wait');
    expect(seeing(ready + 30 * SECOND).kind).toBe('call');
  });

  test('waits for as long as EMR throttles, and the row forgets it then', () => {
    const throttled = stored({ notBefore: ready + 5 * SECOND });
    const early = ready + 5 * SECOND - 1;
    expect(at(early, look(early), throttled)).toMatchObject({ kind: 'wait', reason: 'EMR throttled the submission' });
    const { before } = called(at(early + 1, look(early + 1), throttled));
    expect(before).not.toHaveProperty('notBefore');
  });

  test('waits while EMR has no slot: 256 steps that wait or run, those that have ended not counted', () => {
    const full = Array.from({ length: 256 }, (_, i) => step({ id: `s-${i}`, state: 'PENDING', fingerprint: `f${i}` }));
    expect(at(ready, look(ready, full), stored()).kind).toBe('wait');
    const room = full.map((one, i) => (i < 1 ? { ...one, state: 'COMPLETED' as const } : one));
    expect(at(ready, look(ready, room), stored()).kind).toBe('call');
  });

  test('is held where EMR or YARN would refuse the resubmission', () => {
    const refused = look(ready, [], { obs: { prepared: { kind: 'refused', code: 'too-long' } } });
    expect(moved(at(ready, refused, stored()))).toMatchObject({ state: 'held', reason: 'submit-refused' });
  });

  test('needs no instance groups where the cluster has none', () => {
    const fleets = look(ready, [], { obs: { groups: undefined } });
    const { before, freshUntil } = called(at(ready, fleets, stored()));
    expect(freshUntil).toBe(ready + 30 * SECOND);
    expect(before.call?.repeatAt).toBe(ready);
  });

  test.each(['cluster', 'scan', 'root', 'prepared', 'lever'] as const)('waits while %s cannot be read', (part) => {
    expect(at(ready, look(ready, [], { obs: { [part]: undefined } }), stored()).kind).toBe('wait');
  });

  test('waits while the scan is not complete', () => {
    const obs = { ...look(ready), scan: { at: ready, value: { steps: [cancelled], complete: false } } };
    expect(at(ready, obs, stored()).kind).toBe('wait');
  });

  test('pages after ten minutes and is held after thirty', () => {
    const unread = (now: number) => look(now, [], { obs: { scan: undefined } });
    const slow = seen + 10 * MINUTE + SECOND;
    expect(pages(at(slow, unread(slow), stored()))).toEqual(['submit-slow']);
    const stuckAt = seen + 30 * MINUTE + SECOND;
    expect(moved(at(stuckAt, unread(stuckAt), stored()))).toMatchObject({ state: 'held', reason: 'submit-stuck' });
  });

  test('writes submitting ahead of AddJobFlowSteps, with the changes and the marker and nothing else', () => {
    const changes = owned().payload.changes;
    const submitted = resubmissionOf(detail(), changes, { root: ROOT, n: 1 }, {});
    const { prepared, ...obs } = look(ready, [], {
      obs: { prepared: { kind: 'built', n: 1, step: submitted, fingerprint: 'fingerprint-of-attempt' } },
    });
    const { call, before } = called(at(ready, { ...obs, prepared }, stored()));
    expect(before).toMatchObject({ state: 'submitting', call: { kind: 'add', n: 1, silentAt: ready + 180 * SECOND } });
    if (call.kind !== 'add' || prepared?.kind !== 'built') throw new Error('not an add');
    expect(call.step).toBe(prepared.step);
    const expected = [
      ...FAT_ARGS.map((arg) => {
        if (arg === '101053m') return '25870m';
        if (arg === '7') return '4';
        if (arg === 'spark.executor.memoryOverhead=18947m') return 'spark.executor.memoryOverhead=4850m';
        return arg === 'spark.sql.shuffle.partitions=60000' ? 'spark.sql.shuffle.partitions=100000' : arg;
      }),
    ];
    const application = expected.indexOf('s3://bucket/join.py');
    const added = call.step.HadoopJarStep.Args.slice(
      application,
      call.step.HadoopJarStep.Args.indexOf('s3://bucket/join.py'),
    );
    expect(call.step.HadoopJarStep.Args.filter((_, i) => i < application || i >= application + added.length)).toEqual(
      expected,
    );
    expect(added).toContain(`spark.emrautotune.lineage=${ROOT}:1`);
    expect(added).toContain(`spark.yarn.tags=emr-autotune-${ROOT}-1`);
    expect(call.step).toMatchObject({ Name: 'nightly join', ActionOnFailure: 'CONTINUE' });
  });

  test('names each submission in the index, those that EMR throttled counted', () => {
    const claims = [0, 2].map((throttled) => {
      const lineage = owned({ cancelFirstAt: seen - 20 * SECOND, fencedAt: ready, throttled });
      const obs = look(ready);
      const { claim, before } = called(at(ready, obs, stored({ lineage })));
      expect(claim).toMatchObject({ kind: 'claim', root: ROOT, claim: { nonce: obs.nonce } });
      expect(before.call?.nonce).toBe(obs.nonce);
      return claim?.claim.count;
    });
    expect(claims).toEqual([1, 3]);
    const lineage = owned({ cancelFirstAt: seen - 20 * SECOND, fencedAt: ready, throttled: 2, unansweredN: 1 });
    expect(called(at(ready, look(ready), stored({ lineage }))).claim?.claim.count).toBe(4);
  });

  test('other work that is submitted after the cancel does not replace ours', () => {
    const other = step({ id: 's-P', state: 'PENDING', createdAt: seen, fingerprint: 'of-other-work' });
    expect(at(ready, look(ready, [other]), stored()).kind).toBe('call');
  });

  test('in the second attempt a step with the marker and the original arguments is ours, in the first it is not', () => {
    const original = step({ id: 's-A2', args: markedArgs(2), createdAt: seen, fingerprint: 'fingerprint-of-root' });
    const adopted = (attempt: 1 | 2, one = original) => {
      const lineage = owned({ cancelFirstAt: seen - 20 * SECOND, fencedAt: ready, attempt });
      return moved(at(ready, look(ready, [one]), stored({ lineage })));
    };
    expect(adopted(2)).toMatchObject({ state: 'verifying', lineage: { submissions: [{ n: 2, stepId: 's-A2' }] } });
    expect(adopted(2, { ...original, fingerprint: 'another' })).toMatchObject({
      state: 'held',
      reason: 'foreign-copy',
    });
    expect(adopted(1)).toMatchObject({ state: 'held', reason: 'foreign-copy' });
  });

  test('of several submissions one that lives or has completed is adopted, and none that has failed is adopted twice', () => {
    const submitted = (n: number, state: StepFacts['state']) =>
      step({ id: `s-A${n}`, state, args: markedArgs(n), createdAt: seen });
    const decided = (...steps: StepFacts[]) => {
      const submissions = [{ n: 1, stepId: 's-A1' }];
      const lineage = owned({ cancelFirstAt: seen, fencedAt: ready, attempt: 2, submissions });
      return at(ready, look(ready, steps), stored({ lineage }));
    };
    for (const state of ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const)
      expect(moved(decided(submitted(1, 'FAILED'), submitted(2, state)))).toMatchObject({
        state: 'verifying',
        lineage: { submissions: [{ n: 1 }, { n: 2, stepId: 's-A2' }] },
      });
    expect(decided(submitted(1, 'FAILED')).kind).toBe('call');
    const both = [submitted(1, 'COMPLETED'), submitted(2, 'PENDING')] as const;
    expect(moved(decided(...both))).toMatchObject({ state: 'held', reason: 'two-submissions' });
    const clone = { ...submitted(2, 'FAILED'), id: 's-CLONE' };
    expect(moved(decided(submitted(2, 'FAILED'), clone))).toMatchObject({ state: 'held', reason: 'foreign-copy' });
  });

  test('a step with the marker of which nothing is known is held, though the row knows nothing of the attempt either', () => {
    const unknown = { ...step({ id: 's-A', args: markedArgs(), createdAt: seen }), fingerprint: undefined };
    const lineage = owned({ cancelFirstAt: seen, fencedAt: ready, attemptFingerprint: undefined });
    expect(moved(at(ready, look(ready, [unknown]), stored({ lineage })))).toMatchObject({
      state: 'held',
      reason: 'foreign-copy',
    });
  });

  test('an attempt that is adopted has a quarter of an hour to begin, and a day', () => {
    const marked = step({ id: 's-A', args: markedArgs(), createdAt: seen });
    const lineage = owned({ cancelFirstAt: seen, fencedAt: ready, deadlines: {} });
    expect(moved(at(ready, look(ready, [marked]), stored({ lineage }))).lineage?.deadlines).toEqual({
      verifying: { pageAt: ready + 15 * MINUTE, endAt: ready + 24 * 60 * MINUTE },
    });
  });

  test('pages when another step came in between', () => {
    const successor = step({ id: 's-P', state: 'RUNNING', fingerprint: 'other', args: ['spark-submit', 'b.py'] });
    const action = at(ready, look(ready, [successor]), stored());
    expect(action.kind).toBe('call');
    expect(pages(action)).toEqual(['order-broken']);
    expect(action.report.orderBroken).toBe(true);
    expect(called(action).before.lineage?.paged).toEqual(['order-broken']);
  });

  test('breaks no order where nothing waits, where steps run beside each other, or where they are declared independent', () => {
    const successor = step({ id: 's-P', state: 'PENDING', fingerprint: 'other', args: ['spark-submit', 'b.py'] });
    const listed = step({ state: 'RUNNING' });
    const beside = { cluster: { stepConcurrency: 10 } };
    const independent = { ...POLICY, successorsIndependent: true };
    for (const action of [
      at(ready, look(ready), stored()),
      at(ready, look(ready, [{ ...successor, state: 'COMPLETED' }]), stored()),
      // The list may be older than the description, which says that it is cancelled.
      at(ready, look(ready, [listed]), stored()),
      at(ready, look(ready, [successor], beside), stored()),
      decide(look(ready, [successor]), stored(), ready, independent),
    ]) {
      expect(called(action).report.orderBroken).toBe(false);
      expect(pages(action)).toEqual([]);
    }
  });

  test('is held, never submitted, when R is not CANCELLED after all or its arguments changed', () => {
    const running = { ...look(ready), root: { at: ready, value: detail() } };
    expect(moved(at(ready, running, stored()))).toMatchObject({ state: 'held', reason: 'not-cancelled' });
    const changed = { ...look(ready), root: { at: ready, value: detail({ state: 'CANCELLED', fingerprint: 'x' }) } };
    expect(moved(at(ready, changed, stored()))).toMatchObject({ state: 'held', reason: 'arguments-changed' });
    const forged = stored({ lineage: owned({ fencedAt: ready, attemptFingerprint: 'of other changes' }) });
    expect(moved(at(ready, look(ready), forged))).toMatchObject({ state: 'held', reason: 'arguments-changed' });
  });
});
