import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SPARKS } from '../../../bench/evidence/build';
import { JOBS } from '../../../bench/evidence/jobs';
import { PAGE, pageOf, publishedResults } from '../../../bench/evidence/page';
import { problemsOf } from '../../../bench/evidence/result';

const results = publishedResults();

test('docs/evidence.md is that of the published runs, one of every job on every Spark', () => {
  expect(results.map(({ sparkVersion, kind }) => [sparkVersion, kind])).toEqual(
    SPARKS.flatMap(({ version }) => JOBS.map(({ kind }) => [version, kind])),
  );
  expect(readFileSync(PAGE, 'utf8')).toBe(pageOf(results));
});

test('no published bound was more than what remained, and no figure differed from the event log', () => {
  expect(results.flatMap(problemsOf)).toEqual([]);
});

test('stages of ten waves or more were seen in their middle, from the driver', () => {
  const seen = results.filter(({ bounds }) =>
    bounds.some(({ way, midStage }) => way === 'driver' && midStage !== undefined),
  );
  expect(new Set(seen.map(({ kind }) => kind))).toEqual(
    new Set(JOBS.flatMap(({ kind, isHomogeneous }) => (isHomogeneous ? [kind] : []))),
  );
});

test('fails for a bound that was too high or, at mid-stage, too low', () => {
  const [one] = results;
  if (one === undefined) throw new Error('nothing is published');
  const bounds = one.bounds.map((bound) => ({ ...bound, violations: ['too much'], midStage: 0.4 }));
  expect(problemsOf({ ...one, bounds })).toEqual([
    'driver: too much',
    'given-url: too much',
    'history: too much',
    'driver: at mid-stage the bound was 0.40 of what remained',
    'given-url: at mid-stage the bound was 0.40 of what remained',
  ]);
});
