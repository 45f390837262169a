import { describe, expect, test } from 'vitest';
import {
  addGuard,
  addMarker,
  findMarker,
  type Guard,
  guardLength,
  parseStep,
  renderArguments,
  renderStep,
  rewriteSettings,
  type StepForm,
} from '../../../lib/steps';
import { fc, property } from '../../support/property';
import { anyStrings, changes, commandLines, submitOf } from '../commands';

const JAR = 'command-runner.jar';
const R = { stepId: 's-ROOT', startedFromMs: 1_700_000_000_000, startedToMs: 1_700_003_600_000, ranAlone: true };
const GUARD: Guard = { root: 's-ROOT', attempt: 1, deployMode: 'cluster', earlier: [R] };
const RUNS = { numRuns: 500 };

const stepId = fc.string({ unit: fc.constantFrom(...'ABZ019'), minLength: 1, maxLength: 13 }).map((id) => `s-${id}`);
const anEarlierStep = fc
  .record(
    {
      stepId,
      tag: fc.constantFrom('emr-autotune-s-ROOT-1', 'etl', 'v1.2_x'),
      applicationId: fc.nat().map((n) => `application_1700000000000_${n}`),
      startedFromMs: fc.integer({ min: 1, max: 1_800_000_000_000 }),
      lastedMs: fc.nat(),
      ranAlone: fc.boolean(),
    },
    { requiredKeys: ['stepId', 'startedFromMs', 'lastedMs', 'ranAlone'] },
  )
  .map(({ lastedMs, ...one }) => ({ ...one, startedToMs: one.startedFromMs + lastedMs }));
const guards: fc.Arbitrary<Guard> = fc.record({
  root: stepId,
  attempt: fc.integer({ min: 1, max: 9 }),
  deployMode: fc.constantFrom('client', 'cluster'),
  earlier: fc.array(anEarlierStep, { minLength: 1, maxLength: 3 }),
});

const without = (form: StepForm): StepForm => {
  if (form.kind === 'unknown') return form;
  const { guard: _, ...rest } = form;
  return rest;
};

describe('a guarded step', () => {
  property([fc.oneof(commandLines, anyStrings), guards], RUNS)(
    'is read as the command behind its guard',
    (own, guard) => {
      const command = ['spark-submit', ...own];
      const guarded = addGuard(command, guard);
      expect(guarded.slice(guardLength(guarded))).toEqual(command);
      expect(without(parseStep(JAR, guarded))).toEqual(parseStep(JAR, command));
    },
  );

  property([commandLines, guards], RUNS)('is written as it was read', (own, guard) => {
    const guarded = addGuard(['spark-submit', ...own], guard);
    const form = parseStep(JAR, guarded);
    fc.pre(form.kind === 'spark-submit');
    expect(renderStep(form)).toEqual(guarded);
    expect(guardLength(renderArguments(form.submit))).toBe(0);
  });

  property([commandLines, changes, guards], RUNS)(
    'is rewritten as the command behind its guard',
    (own, settings, guard) => {
      const form = parseStep(JAR, ['spark-submit', ...own]);
      fc.pre(form.kind === 'spark-submit');
      const rewritten = rewriteSettings(form.submit, settings);
      const guarded = parseStep(JAR, addGuard(renderArguments(rewritten), guard));
      expect(guarded).toMatchObject({ kind: 'spark-submit', submit: rewritten });
    },
  );

  test('carries the marker of its resubmission', () => {
    const submit = addMarker(submitOf('--deploy-mode', 'cluster', 'a.jar'), { root: 's-ROOT', n: 2 });
    const form = parseStep(JAR, addGuard(renderArguments(submit), GUARD));
    expect(form.kind === 'spark-submit' && findMarker(form.submit)).toEqual({ root: 's-ROOT', n: 2 });
  });

  const guarded = addGuard(['spark-submit', 'a.jar'], GUARD);
  test.each([
    ['another script', guarded.with(2, `${guarded[2]}\n`)],
    ['another name', guarded.with(3, 'guard')],
    ['another shell', guarded.with(0, 'sh')],
    ['another option', guarded.with(1, '-ec')],
    ['no end', guarded.slice(0, 7)],
    ['nothing more', guarded.slice(0, 3)],
  ])('is none with %s', (_, args) => {
    expect(guardLength(args)).toBe(0);
    expect(parseStep(JAR, args)).toEqual({ kind: 'unknown', reason: 'its command is not spark-submit' });
  });

  test('is none behind another jar', () => {
    expect(parseStep('s3://b/own.jar', guarded).kind).toBe('unknown');
  });
});

describe('the guard before a command', () => {
  test('is the shell, the script, and words that it only compares', () => {
    const earlier = [
      { ...R, applicationId: 'application_1_2' },
      { ...R, stepId: 's-A', tag: 'emr-autotune-s-ROOT-1', ranAlone: false },
    ];
    const args = addGuard(['spark-submit', 'a.jar', '--'], { ...GUARD, attempt: 2, deployMode: 'client', earlier });
    expect([...args.slice(0, 2), ...args.slice(3)]).toEqual([
      ...['bash', '-c', 'emr-autotune-guard', 'v1', 's-ROOT:2', 'client'],
      's-ROOT,-,application_1_2,1700000000000,1700003600000,sole',
      's-A,emr-autotune-s-root-1,-,1700000000000,1700003600000',
      ...['--', 'spark-submit', 'a.jar', '--'],
    ]);
  });

  test.each<[string, string[], Partial<Guard>]>([
    ['a command of something else', ['hive'], {}],
    ['no command', [], {}],
    ['a root that is no step id', ['spark-submit'], { root: 's-$(id)' }],
    ['an attempt of 0', ['spark-submit'], { attempt: 0 }],
    ['no earlier step', ['spark-submit'], { earlier: [] }],
    ['an earlier step that is none', ['spark-submit'], { earlier: [{ ...R, stepId: '../x' }] }],
    ['a tag with a comma', ['spark-submit'], { earlier: [{ ...R, tag: 'a,b' }] }],
    ['a tag with a line break', ['spark-submit'], { earlier: [{ ...R, tag: 'a\n' }] }],
    ['an application that is none', ['spark-submit'], { earlier: [{ ...R, applicationId: 'application_1' }] }],
    ['a time that is none', ['spark-submit'], { earlier: [{ ...R, startedToMs: Number.NaN }] }],
    ['times in the wrong order', ['spark-submit'], { earlier: [{ ...R, startedToMs: R.startedFromMs - 1 }] }],
  ])('is refused for %s', (_, command, changed) => {
    expect(() => addGuard(command, { ...GUARD, ...changed })).toThrow(expect.objectContaining({ code: 'bad-guard' }));
  });
});
