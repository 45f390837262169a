import { describe, expect, test } from 'vitest';
import {
  addGuard,
  addMarker,
  findMarker,
  type Guard,
  guardLength,
  parseStep,
  renderArguments,
} from '../../../lib/steps';
import { fc, property } from '../../support/property';
import { anyStrings, changes, commandLines, submitOf } from '../commands';
import { differencesBehind, guards } from './behind-guard';

const JAR = 'command-runner.jar';
const R = { stepId: 's-ROOT', startedFromMs: 1_700_000_000_000, startedToMs: 1_700_003_600_000, ranAlone: true };
const GUARD: Guard = { root: 's-ROOT', attempt: 1, deployMode: 'cluster', earlier: [R] };

describe('a guarded step', () => {
  property([fc.oneof(commandLines, anyStrings), guards, changes], { numRuns: 2000 })(
    'is the command behind its guard to whoever reads, rewrites, marks or hashes it',
    (own, guard, settings) => {
      expect(differencesBehind(guard, own, settings)).toEqual([]);
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
