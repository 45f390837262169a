import { describe, expect, test } from 'vitest';
import { addMarker, findMarker, markerTag, renderArguments, settingsInForce, withoutOwnKeys } from '../../lib/steps';
import { fc, property } from '../support/property';
import { commandLines, submitOf } from './commands';

const RUNS = { numRuns: 10_000 };
const markers = fc.record({
  root: fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,12}[A-Za-z0-9])?$/),
  n: fc.integer({ min: 1, max: 99 }),
});
const MARKER = { root: 's-1ABC', n: 2 };

/** Tags as Spark reads the setting: separated by commas, trimmed, empty ones left out. */
const tagsOf = (args: string[], defaults: Record<string, string> = {}): string[] => {
  const tags = settingsInForce(submitOf(...args), defaults).get('spark.yarn.tags') ?? '';
  return tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
};

describe('the marker of a resubmission', () => {
  test('is a setting and a YARN tag behind those of the user', () => {
    expect(renderArguments(addMarker(submitOf('-c', 'spark.yarn.tags=etl,nightly', 'a.jar'), MARKER))).toEqual([
      'spark-submit',
      '-c',
      'spark.yarn.tags=etl,nightly,emr-autotune-s-1ABC-2',
      '--conf',
      'spark.emrautotune.lineage=s-1ABC:2',
      'a.jar',
    ]);
  });

  test('takes the place of an earlier one', () => {
    const again = addMarker(addMarker(submitOf('a.jar'), { root: 's-1ABC', n: 1 }), MARKER);
    expect(again).toEqual(addMarker(submitOf('a.jar'), MARKER));
  });

  test('keeps the tags that spark-defaults give', () => {
    const defaults = { 'spark.yarn.tags': 'team-a' };
    const marked = addMarker(submitOf('a.jar'), MARKER, defaults);
    expect(settingsInForce(marked, defaults).get('spark.yarn.tags')).toBe(`team-a,${markerTag(MARKER)}`);
    expect(withoutOwnKeys(marked, defaults)).toEqual(submitOf('a.jar'));
  });

  property([commandLines, markers], RUNS)('is read back, and leaves the tags of the user alone', (args, marker) => {
    const marked = addMarker(submitOf(...args), marker);
    expect(findMarker(marked)).toEqual(marker);
    const users = tagsOf(args).filter((tag) => !tag.startsWith('emr-autotune-'));
    expect(tagsOf(renderArguments(marked).slice(1))).toEqual([...users, markerTag(marker)]);
  });

  property(
    [
      commandLines,
      markers,
      fc.constantFrom<Record<string, string>>({}, { 'spark.yarn.tags': 'a' }, { 'spark.yarn.tags': 'etl, nightly' }),
    ],
    RUNS,
  )('does not show in what its owner would have written', (args, marker, defaults) => {
    const submit = submitOf(...args);
    const own = withoutOwnKeys(submit, defaults);
    expect(withoutOwnKeys(addMarker(submit, marker, defaults), defaults)).toEqual(own);
    expect(withoutOwnKeys(own, defaults)).toEqual(own);
    expect(findMarker(own)).toBeUndefined();
    expect(renderArguments(own).join(' ')).not.toContain('--conf spark.emrautotune');
  });

  test('is absent from a step that carries none, or one that we did not write', () => {
    expect(findMarker(submitOf('a.jar'))).toBeUndefined();
    expect(findMarker(submitOf('-c', 'spark.emrautotune.lineage=s-1ABC', 'a.jar'))).toBeUndefined();
    expect(findMarker(submitOf('-c', 'spark.emrautotune.lineage=s-1ABC:0', 'a.jar'))).toBeUndefined();
  });

  test('fails where YARN would refuse the tags', () => {
    const with10 = Array.from({ length: 10 }, (_, i) => `t${i}`).join(',');
    expect(() => addMarker(submitOf('-c', `spark.yarn.tags=${with10}`, 'a.jar'), MARKER)).toThrow(
      'would hold 11 tags, YARN takes 10',
    );
    expect(() => addMarker(submitOf('-c', `spark.yarn.tags=${'t'.repeat(101)}`, 'a.jar'), MARKER)).toThrow(
      'over 100 characters',
    );
    expect(() => addMarker(submitOf('-c', 'spark.yarn.tags=größe', 'a.jar'), MARKER)).toThrow('not printable ASCII');
    expect(() => addMarker(submitOf('a.jar'), { root: `s-${'1'.repeat(90)}`, n: 1 })).toThrow('over 100 characters');
  });

  test.each([
    { root: '', n: 1 },
    { root: 's-1:2', n: 1 },
    { root: 's-1,x', n: 1 },
    { root: 's-1', n: 0 },
    { root: 's-1', n: 1.5 },
  ])('fails for %j', (marker) => {
    expect(() => addMarker(submitOf('a.jar'), marker)).toThrow('a marker needs a step id');
  });
});
