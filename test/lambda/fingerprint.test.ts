import { describe, expect, test } from 'vitest';
import { toStepDetail } from '../../lambda/remediator/adapters/emr-facts';
import { fingerprintFor, fingerprintForRequest, jobKeyFor } from '../../lambda/remediator/fingerprint';
import { addGuard, addMarker, parseStep, renderArguments, toStepConfig } from '../../lib/steps';
import { FAT_ARGS } from '../remedy/support';
import { fc, property } from '../support/property';

const KEY = 'ab'.repeat(32);
const jar = 'command-runner.jar';
const facts = (args: readonly string[], jarOfStep = jar) => ({
  jar: jarOfStep,
  args,
  form: parseStep(jarOfStep, args),
});
const of = (args: readonly string[], key = KEY) => fingerprintFor(facts(args), key);

describe('the fingerprint', () => {
  test('is not moved by our own marker, nor by the opt-in', () => {
    const form = parseStep(jar, FAT_ARGS);
    if (form.kind !== 'spark-submit') throw new Error('not understood');
    expect(of(renderArguments(addMarker(form.submit, { root: 's-1', n: 1 })))).toBe(of(FAT_ARGS));
  });

  const R = { stepId: 's-1', startedFromMs: 1, startedToMs: 2, ranAlone: true };
  const guarded = (args: readonly string[]) =>
    addGuard(args, { root: 's-1', attempt: 1, deployMode: 'cluster', earlier: [R] });

  property([fc.array(fc.string({ unit: 'binary' }))], { numRuns: 500 })(
    'is not moved by a guard, and neither is the job key',
    (own) => {
      const args = [...FAT_ARGS, ...own];
      expect(of(guarded(args))).toBe(of(args));
      const key = (steps: readonly string[]) => jobKeyFor({ name: 'join', ...facts(steps) });
      expect(key(guarded(args))).toBe(key(args));
    },
  );

  test('of a guarded step is read with its marker from what EMR shows', () => {
    const form = parseStep(jar, FAT_ARGS);
    if (form.kind !== 'spark-submit') throw new Error('not understood');
    const Args = guarded(renderArguments(addMarker(form.submit, { root: 's-1', n: 1 })));
    const Status = { State: 'RUNNING' as const, Timeline: { CreationDateTime: new Date(0) } };
    const step = toStepDetail({ Id: 's-2', Name: 'join', Config: { Jar: jar, Args }, Status });
    expect(step.marker).toEqual({ root: 's-1', n: 1 });
    expect(fingerprintFor(step, KEY)).toBe(of(FAT_ARGS));
  });

  property([fc.nat({ max: FAT_ARGS.length - 1 }), fc.string({ minLength: 1 })])(
    'moves with any other argument',
    (i, extra) => {
      fc.pre(FAT_ARGS[i] !== 'spark.emrautotune.allow=true');
      expect(of(FAT_ARGS.map((arg, at) => (at === i ? `${arg}${extra}` : arg)))).not.toBe(of(FAT_ARGS));
    },
  );

  test('depends on the key of the lineage, on the jar, and on where one argument ends', () => {
    expect(of(FAT_ARGS, 'cd'.repeat(32))).not.toBe(of(FAT_ARGS));
    expect(fingerprintFor(facts(FAT_ARGS, 'other.jar'), KEY)).not.toBe(of(FAT_ARGS));
    expect(of(['bash', '-c', 'a b'])).not.toBe(of(['bash', '-c', 'a', 'b']));
  });

  test('depends on main class and properties, whatever their order', () => {
    const under = (changed: object) => fingerprintFor({ ...facts(FAT_ARGS), ...changed }, KEY);
    expect(under({ mainClass: 'com.x.Main' })).not.toBe(of(FAT_ARGS));
    expect(under({ properties: { a: '1' } })).not.toBe(of(FAT_ARGS));
    expect(under({ properties: { a: '1', b: '2' } })).not.toBe(under({ properties: { a: '2', b: '1' } }));
    expect(under({ properties: { b: '2', a: '1' } })).toBe(under({ properties: { a: '1', b: '2' } }));
    expect(under({ mainClass: undefined, properties: {} })).toBe(of(FAT_ARGS));
  });

  test('of a request is that of the step which EMR then shows', () => {
    const Config = { Jar: jar, MainClass: 'com.x.Main', Args: [...FAT_ARGS], Properties: { b: '2', a: '' } };
    const Status = { State: 'RUNNING' as const, Timeline: { CreationDateTime: new Date(0) } };
    const step = toStepDetail({ Id: 's-1', Name: 'join', Config, ActionOnFailure: 'CONTINUE', Status });
    const request = toStepConfig(step.described, FAT_ARGS);
    expect(fingerprintForRequest(request, KEY)).toBe(fingerprintFor(step, KEY));
  });
});

describe('the job key', () => {
  const key = (name: string, args = FAT_ARGS) => jobKeyFor({ name, ...facts(args) });

  test.each([
    'join 2026-01-05',
    'join 20260106T0300',
    'join 2026/02/28',
    'Join f3b0c442-98fc-1c14-9afb-f4c8996fb924',
    'join 1767600000',
  ])('is the same for every run of a job: %s', (name) => {
    expect(key(name)).toBe(key('join'));
  });

  test('tells jobs apart by name, application and main class', () => {
    const other = FAT_ARGS.map((arg) => (arg === 's3://bucket/join.py' ? 's3://bucket/sort.py' : arg));
    const withClass = ['spark-submit', '--class', 'A', 's3://bucket/join.py'];
    expect(new Set([key('join'), key('sort'), key('join', other), key('join', withClass)]).size).toBe(4);
  });

  test('is not given to what is no spark-submit', () => {
    expect(jobKeyFor({ name: 'x', ...facts(['bash', '-c', 'true']) })).toBeUndefined();
  });
});
