import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import { addMarker, findMarker, markerIn, parseStep, renderArguments, withoutOwnKeys } from '../../lib/steps';
import { submitOf } from './commands';

const MARKER = { root: 's-1ABC', n: 2 };
const OWN = 'emr-autotune-s-1ABC-2';

/** The value of `spark.yarn.tags` once the step is marked. */
function tagsAfter(tags: string | undefined, defaults: Record<string, string> = {}): string | undefined {
  const args = tags === undefined ? [] : ['-c', `spark.yarn.tags=${tags}`];
  const marked = renderArguments(addMarker(submitOf(...args, 'a.jar'), MARKER, defaults));
  return marked.find((arg) => arg.startsWith('spark.yarn.tags='))?.slice('spark.yarn.tags='.length);
}
function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof InputError ? error.code : 'another error';
  }
}

describe('YARN tags of a marked step', () => {
  test('are the own one alone where the user has none', () => {
    expect(tagsAfter(undefined)).toBe(OWN);
    expect(tagsAfter('')).toBe(OWN);
    expect(tagsAfter('emr-autotune-s-1ABC-1')).toBe(OWN);
    expect(tagsAfter(' emr-autotune-s-1ABC-1 ')).toBe(OWN);
    expect(tagsAfter('EMR-Autotune-s-1abc-1')).toBe(OWN);
  });

  test("keep the user's, those among them that only look like own ones", () => {
    for (const tag of ['my-emr-autotune-s-1-1', 'emr-autotune-s-1-1-mine', 'emr-autotune-s', 'emr-autotune--x'])
      expect(tagsAfter(tag)).toBe(`${tag},${OWN}`);
  });

  test('are at most ten, of which empty and repeated ones do not count, of at most 100 printable characters', () => {
    const ofCount = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`).join(',');
    expect(tagsAfter(ofCount(9))).toBe(`${ofCount(9)},${OWN}`);
    expect(tagsAfter(`${ofCount(9)},, t0 ,`)).toContain(OWN);
    expect(codeOf(() => tagsAfter(ofCount(10)))).toBe('bad-tags');
    expect(tagsAfter('x'.repeat(100))).toContain(OWN);
    expect(codeOf(() => tagsAfter('x'.repeat(101)))).toBe('bad-tags');
    expect(tagsAfter(`  ${'x'.repeat(100)}  `)).toContain(OWN);
    for (const tag of ['größe', 'a\u0007', 'a\u007f']) expect(codeOf(() => tagsAfter(tag))).toBe('bad-tags');
  });
});

describe('a marker', () => {
  test('needs a step id and a number of 1 or more', () => {
    const codeFor = (root: string, n: number) => codeOf(() => addMarker(submitOf('a.jar'), { root, n }));
    expect(codeFor('s-1', 1)).toBeUndefined();
    for (const [root, n] of [
      ['', 1],
      ['-s', 1],
      ['s-', 1],
      ['s 1', 1],
      ['s:1', 1],
      ['s-1', 0],
      ['s-1', 1.5],
      ['s-1', -1],
    ] as const)
      expect([root, n, codeFor(root, n)]).toEqual([root, n, 'bad-marker']);
  });

  test('is read of nothing that only looks like one', () => {
    const read = (value: string) => findMarker(submitOf('-c', `spark.emrautotune.lineage=${value}`, 'a.jar'));
    expect(read('s-1:12')).toEqual({ root: 's-1', n: 12 });
    for (const value of ['', 's-1', 's-1:', 's-1:0', 's-1:01', 's-1:1x', ' s-1:1', '!s-1:1', 's-:1', ':1'])
      expect([value, read(value)]).toEqual([value, undefined]);
    expect(findMarker(submitOf('a.jar'))).toBeUndefined();
  });

  test('is read of a step that is understood, and of no other', () => {
    const args = ['spark-submit', '-c', 'spark.emrautotune.lineage=s-1:1', 'a.jar'];
    expect(markerIn(parseStep('command-runner.jar', args))).toEqual({ root: 's-1', n: 1 });
    expect(markerIn(parseStep('s3://bucket/x.jar', args))).toBeUndefined();
  });
});

describe('without own keys', () => {
  const bare = (args: string[], defaults: Record<string, string> = {}) =>
    renderArguments(withoutOwnKeys(submitOf(...args, 'a.jar'), defaults)).slice(1, -1);

  test('a step is what its owner wrote', () => {
    const own = ['-c', 'spark.emrautotune.allow=true', '--conf', 'spark.emrautotune.lineage=s-1:1'];
    expect(bare(['--name', 'x', ...own, '-c', 'spark.x=1'])).toEqual(['--name', 'x', '-c', 'spark.x=1']);
  });

  test('tags are those in force, and none where they add nothing to spark-defaults', () => {
    expect(bare(['-c', `spark.yarn.tags=etl,${OWN}`])).toEqual(['-c', 'spark.yarn.tags=etl']);
    expect(bare(['-c', 'spark.yarn.tags=old', '-c', `spark.yarn.tags=new,${OWN}`])).toEqual([
      '-c',
      'spark.yarn.tags=new',
    ]);
    expect(bare(['-c', `spark.yarn.tags=${OWN}`])).toEqual([]);
    expect(bare(['-c', `spark.yarn.tags=etl,${OWN}`], { 'spark.yarn.tags': 'etl' })).toEqual([]);
    expect(bare(['-c', 'spark.yarn.tags=etl'], { 'spark.yarn.tags': 'other' })).toEqual(['-c', 'spark.yarn.tags=etl']);
  });
});
