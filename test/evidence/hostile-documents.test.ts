import { describe, expect, test } from 'vitest';
import {
  type JobEvidence,
  parseApplications,
  parseYarnApplications,
  toJobEvidence,
  withTasks,
} from '../../lib/evidence';
import { fc, property } from '../support/property';
import { applicationIn, type Documents, evidenceIn, recorded } from './recorded';

const CANARY = 'c4n4ry-s3cret';
const documents = recorded('oom-heap');
const application = applicationIn(documents);
const at = `applications/${application.id}/1`;

const evidenceOf = (from: Documents): ReturnType<typeof toJobEvidence> =>
  toJobEvidence(
    {
      environment: from[`${at}/environment`],
      executors: from[`${at}/allexecutors`],
      stages: from[`${at}/stages`],
      jobs: from[`${at}/jobs`],
    },
    { source: 'driver', readAtMs: 0, application },
  );

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The places of a document, as paths of keys. */
function placesIn(value: Json, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const own = Object.entries(value).flatMap(([key, one]) => placesIn(one as Json, [...path, key]));
  return path.length === 0 ? own : [path, ...own];
}

function replaced(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  const entries = copy as Record<string, Json>;
  entries[key] = replaced(entries[key] as Json, rest, by);
  return copy as Json;
}

const places = placesIn(documents as Json);

describe('documents that a stranger wrote', () => {
  property([fc.constantFrom(...places), fc.jsonValue()], { numRuns: 2000 })(
    'with any value anywhere give evidence or a reason, and never throw',
    (place, value) => {
      const read = evidenceOf(replaced(documents as Json, place, value as Json) as Documents);
      if ('reason' in read) expect(read.reason).toMatch(/^(environment|executors|stages|another application answered)/);
      else expect(read.value.stages.length).toBeGreaterThanOrEqual(0);
    },
  );

  property([fc.jsonValue(), fc.jsonValue()], { numRuns: 500 })('that are anything but Spark answers', (one, other) => {
    expect(
      toJobEvidence(
        { environment: one, executors: other, stages: one },
        { source: 'driver', readAtMs: 0, application },
      ),
    ).toHaveProperty('reason');
    expect(() => [parseApplications(one), parseYarnApplications(other)]).not.toThrow();
    expect(() =>
      withTasks(evidenceIn(documents), [{ stageId: 0, attemptId: 0, summary: one, failed: other, running: one }]),
    ).not.toThrow();
  });

  test.each([
    ['a number where a list is wanted', `${at}/stages`, 1, 'stages is not a list'],
    ['a web page', `${at}/environment`, '<html>', 'environment is not an object'],
    [
      'more executors than a cluster has',
      `${at}/allexecutors`,
      Array(30_000).fill({}),
      'executors is not a list of at most 20000 entries',
    ],
    [
      'a negative count',
      `${at}/stages`,
      [{ ...(documents[`${at}/stages`] as object[])[0], numTasks: -1 }],
      'stages[0].numTasks is not a whole number of 0 or more',
    ],
    [
      'a number as text',
      `${at}/stages`,
      [{ ...(documents[`${at}/stages`] as object[])[0], numTasks: '4' }],
      'stages[0].numTasks is not a whole number',
    ],
    [
      'a number beyond counting',
      `${at}/stages`,
      [{ ...(documents[`${at}/stages`] as object[])[0], executorRunTime: 1e300 }],
      'stages[0].executorRunTime is not a whole number',
    ],
  ])('%s: no evidence, and the place named', (_, path, value, reason) => {
    expect(evidenceOf({ ...documents, [path]: value })).toEqual({ reason });
  });

  test('sums that Spark puts below 0 for a moment count as 0', () => {
    const stages = (documents[`${at}/stages`] as object[]).map((stage) => ({
      ...stage,
      jvmGcTime: -12,
      executorRunTime: -1,
    }));
    const read = evidenceOf({ ...documents, [`${at}/stages`]: stages });
    expect(read).toMatchObject({ value: { stages: [{ gcTimeMs: 0, runTimeMs: 0 }, {}] } });
  });

  test('the nanoseconds of 1,308 slots in a day are a sum like any other', () => {
    const executorCpuTime = 1308 * 86_400 * 1e9;
    expect(Number.isSafeInteger(executorCpuTime)).toBe(false);
    const stages = (documents[`${at}/stages`] as object[]).map((stage) => ({ ...stage, executorCpuTime }));
    expect(evidenceOf({ ...documents, [`${at}/stages`]: stages })).toMatchObject({
      value: { stages: [{ cpuTimeMs: 1308 * 86_400 * 1e3 }, {}] },
    });
  });

  test('more stages at once than any driver runs are refused, before each is compared with all', () => {
    const [stage] = documents[`${at}/stages`] as object[];
    const active = (count: number): Documents => ({
      ...documents,
      [`${at}/stages`]: Array.from({ length: count }, (_, stageId) => ({ ...stage, status: 'ACTIVE', stageId })),
    });
    expect(evidenceOf(active(500))).toHaveProperty('value');
    expect(evidenceOf(active(501))).toEqual({ reason: 'stages that run is not a list of at most 500 entries' });
  });

  test("another application's data are refused", () => {
    const other = recorded('oom-pmem');
    const [otherPath = ''] = Object.keys(other).filter((path) => path.endsWith('/environment'));
    expect(evidenceOf({ ...documents, [`${at}/environment`]: other[otherPath] })).toEqual({
      reason: 'another application answered',
    });
  });

  test("another lineage's application is refused", () => {
    const tagged = structuredClone(documents[`${at}/environment`]) as { sparkProperties: string[][] };
    tagged.sparkProperties.push(['spark.yarn.tags', 'emr-autotune-s-other-1']);
    expect(evidenceOf({ ...documents, [`${at}/environment`]: tagged })).toEqual({
      reason: 'another application answered',
    });
  });

  test('unknown fields are ignored', () => {
    const stages = (documents[`${at}/stages`] as object[]).map((stage) => ({
      ...stage,
      __proto__x: {},
      later: [[[]]],
    }));
    expect(evidenceOf({ ...documents, [`${at}/stages`]: stages })).toEqual(evidenceOf(documents));
  });
});

describe('nothing of a document leaves but figures and words of a known form', () => {
  /** Every string, and every value of a setting, with a canary in it; those by which Spark's answers are told apart keep their form. */
  function poisoned(value: Json): Json {
    if (typeof value === 'string') return isFormal(value) ? value : `${CANARY} ${value} ${CANARY}`;
    if (Array.isArray(value)) return value.map(poisoned);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poisoned(one)]));
  }
  const isFormal = (text: string): boolean =>
    text === application.id ||
    /GMT$|^(ACTIVE|COMPLETE|FAILED|PENDING|SKIPPED|RUNNING|SUCCEEDED|driver|spark\..*)$/.test(text);

  test('with canaries in names, hosts, settings and errors', () => {
    const read = evidenceOf(poisoned(documents as Json) as Documents);
    expect(read).toHaveProperty('value');
    const { value } = read as { value: JobEvidence };
    const stage = `${at}/stages/0/0`;
    const failed = poisoned(documents[`${stage}/taskList?status=failed&offset=0&length=20`] as Json);
    const whole = withTasks(value, [{ stageId: 0, attemptId: 0, failed, summary: { a: CANARY }, running: CANARY }]);
    expect(whole.unknown.map(({ what }) => what)).toContain('spark.executor.memory');
    expect(JSON.stringify(whole)).not.toContain(CANARY);
  });

  property([fc.constantFrom(...places)], { numRuns: 2000 })('with a canary in one place', (place) => {
    expect(JSON.stringify(evidenceOf(replaced(documents as Json, place, CANARY) as Documents))).not.toContain(CANARY);
  });
});
