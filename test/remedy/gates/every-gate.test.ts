import { describe, expect, test } from 'vitest';
import { assess, type GateName, gates, judged, type Observation, type StepFacts, type Tier } from '../../../lib/remedy';
import { parseStep } from '../../../lib/steps';
import { lineage, NOW, POLICY, row, stuck } from '../support';
import { cluster } from './cases/cluster';
import { data } from './cases/data';
import { evidence } from './cases/evidence';
import { history } from './cases/history';
import { job } from './cases/job';
import { permission } from './cases/permission';
import { step } from './cases/step';
import { worth } from './cases/worth';
import { type Case, refusals, refused } from './support';

const CASES: readonly Case[] = [...permission, ...data, ...evidence, ...job, ...step, ...cluster, ...history, ...worth];

const CANARY = 'Canary7f3a';

/** The step with a name and arguments that nobody may show; where its form is understood, it stays so. */
function secretive<T extends StepFacts>(step: T): T {
  const args = step.form.kind === 'spark-submit' ? [...step.args, CANARY, '--password', CANARY] : step.args;
  return { ...step, name: CANARY, args, form: parseStep(step.jar, args) };
}

test('every gate lets the stuck cluster of the brief pass, at tier T2', () => {
  const verdict = assess(stuck(), row(), NOW, POLICY);
  expect(verdict.refusals).toEqual([]);
  expect(verdict.tier).toBe('T2');
  // 574 task slots become 1,308 of 1,312: 2.28 times, of which three quarters are believed.
  expect(verdict.retune?.after.taskSlots).toBe(1308);
  expect(verdict.worth?.expectedSpeedUp).toBeCloseTo(0.75 * (1308 / 574), 6);
});

describe('each gate', () => {
  test.each(CASES)('$gate refuses when $when, and says why', ({ gate, reason, refuses, row: stored }) => {
    const refusal = refusals(refuses, stored).find((one) => one.gate === gate);
    expect(refusal?.reason).toMatch(/\w+ \w+/);
    if (reason !== undefined) expect(refusal?.reason).toBe(reason);
  });

  const passing = CASES.flatMap(({ gate, when, passes, passesRow }) =>
    passes ? [{ gate, when, passes, passesRow }] : [],
  );
  test.each(passing)('$gate lets pass a look that differs from "$when" just enough', ({ gate, passes, passesRow }) => {
    expect(refused(passes, passesRow)).not.toContain(gate);
  });
});

test.each(CASES)('$gate says when $when without a name, a tag or an argument', ({ refuses, row: stored = row() }) => {
  const { root, cluster: facts, scan } = refuses;
  const seen: Observation = {
    ...refuses,
    root: root && { ...root, value: secretive(root.value) },
    scan: scan && { ...scan, value: { ...scan.value, steps: scan.value.steps.map(secretive) } },
    cluster: facts && { ...facts, value: { ...facts.value, tags: { ...facts.value.tags, [CANARY]: CANARY } } },
  };
  const { report, refusals } = assess(seen, stored, NOW, POLICY);
  expect(JSON.stringify([report, refusals, judged(seen, stored, NOW, POLICY).assessed])).not.toMatch(/canary/i);
});

test('refuses with in-flight while an earlier lineage is held', () => {
  expect(refusals(stuck(), row({ state: 'held' }))).toContainEqual({
    gate: 'in-flight',
    reason: 'an earlier lineage of this cluster is held',
  });
});

test('at the second look the start of its own lineage counts in no budget', () => {
  const own = row({ state: 'intent', lineage: lineage(), day: { date: '2026-01-05', started: 3 } });
  expect(refused(stuck(), own)).toEqual([]);
});

/** What a finding is worth where only this gate refuses: explained and confirmed, explained alone, or neither. */
const TIERS: readonly [tier: Tier, gates: readonly GateName[]][] = [
  ['T0', ['no-data', 'stale-data', 'warm-up', 'resize', 'unexplained']],
  [
    'T1',
    [
      'no-demand',
      'calculator-not-dominant',
      'cpu-busy',
      'cores-unused',
      'other-apps',
      'application-unknown',
      'set-in-code',
    ],
  ],
];
const tierOf = (gate: GateName): Tier => TIERS.find(([, names]) => names.includes(gate))?.[0] ?? 'T2';

test.each(CASES)('$gate leaves of a finding what it does not doubt, when $when', ({ refuses, row: stored }) => {
  const { refusals: all, tier, window } = assess(refuses, stored ?? row(), NOW, POLICY);
  const [least] = all.map(({ gate }) => tierOf(gate)).sort();
  expect(tier).toBe(window?.breach.holds ? least : undefined);
});

test('reports every gate that refuses, in order', () => {
  const obs = stuck({ obs: { mode: 'advise' }, cluster: { tags: {}, autoTerminate: true } });
  expect(refused(obs)).toEqual(['mode', 'not-opted-in', 'auto-terminate']);
});

test('asks nothing of a healthy job', () => {
  const healthy = stuck({ obs: { mode: 'advise' }, point: { memoryAllocatedMB: 5_000_000, containersAllocated: 42 } });
  const verdict = assess(healthy, row(), NOW, POLICY);
  expect(verdict.refusals).toEqual([]);
  expect(verdict.tier).toBeUndefined();
});

test.each(['cluster', 'groups', 'instances', 'autoTermination', 'scan', 'root', 'metrics'] as const)(
  'refuses when %s could not be read',
  (part) => {
    expect(refused(stuck({ obs: { [part]: undefined } }))).not.toEqual([]);
  },
);

test('has a case for every gate', () => {
  const covered = new Set<string>([
    ...CASES.map(({ gate }) => gate),
    'oversubscribed',
    'calculator-unknown',
    'not-worth-it',
  ]);
  expect(gates.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
