import { describe, expect, test } from 'vitest';
import { guardFor, type StepFacts } from '../../lib/remedy';
import { isIdentified } from '../../lib/remedy/guard';
import { detail, MINUTE, markedArgs, NOW, ROOT, START, step } from './support';

const args = (...conf: string[]) => ['spark-submit', ...conf.flatMap((one) => ['--conf', one]), 's3://bucket/join.py'];
const TAGS = 'spark.yarn.tags';

interface Seen {
  readonly root?: ReturnType<typeof detail>;
  readonly others?: readonly StepFacts[];
  readonly deployMode?: 'client' | 'cluster';
  readonly submissions?: readonly { readonly n: number; readonly stepId: string }[];
  readonly attempt?: 1 | 2;
  readonly applicationId?: string;
}

function guard({
  root = detail({ args: args() }),
  others = [],
  deployMode = 'cluster',
  submissions = [],
  attempt = 1,
  applicationId,
}: Seen) {
  const lineage = { root: ROOT, deployMode, attempt, submissions, applicationId };
  const scan = { at: NOW, value: { steps: [...others, root], complete: true } };
  return guardFor(lineage, { root: { at: NOW, value: root }, scan });
}
const first = (seen: Seen) => guard(seen)?.earlier[0];

describe('a guard', () => {
  test('looks for the application that the root step started, from its start until it ended, or was last seen', () => {
    expect(guard({})).toEqual({
      root: ROOT,
      attempt: 1,
      deployMode: 'cluster',
      earlier: [{ stepId: ROOT, startedFromMs: START, startedToMs: NOW, ranAlone: true }],
    });
    const ended = detail({ state: 'CANCELLED', endedAt: NOW - MINUTE });
    expect(first({ root: ended })).toMatchObject({ startedFromMs: START, startedToMs: NOW - MINUTE });
    const unstarted = detail({ startedAt: undefined, createdAt: NOW + MINUTE });
    expect(first({ root: unstarted })).toMatchObject({ startedFromMs: NOW + MINUTE, startedToMs: NOW + MINUTE });
    expect(guard({ deployMode: 'client', attempt: 2 })).toMatchObject({ deployMode: 'client', attempt: 2 });
  });

  test('looks for that of every submission as well, by the tag that it was given', () => {
    const attempt = step({
      id: 's-A',
      state: 'FAILED',
      args: markedArgs(),
      createdAt: NOW,
      startedAt: NOW,
      endedAt: NOW + MINUTE,
    });
    const ended = detail({ state: 'CANCELLED', endedAt: NOW });
    expect(guard({ root: ended, others: [attempt], submissions: [{ n: 3, stepId: 's-A' }] })?.earlier.slice(1)).toEqual(
      [{ stepId: 's-A', tag: `emr-autotune-${ROOT}-3`, startedFromMs: NOW, startedToMs: NOW + MINUTE, ranAlone: true }],
    );
  });

  test('is none where one of them cannot be seen', () => {
    expect(guard({ submissions: [{ n: 1, stepId: 's-A' }] })).toBeUndefined();
    const lineage = {
      root: ROOT,
      deployMode: 'client',
      attempt: 1,
      submissions: [],
      applicationId: undefined,
    } as const;
    const root = { at: NOW, value: detail() };
    const scan = { at: NOW, value: { steps: [], complete: true } };
    expect(guardFor(lineage, { root, scan: undefined })).toBeUndefined();
    expect(guardFor(lineage, { root: undefined, scan })).toBeUndefined();
    expect(guardFor(lineage, { root, scan })).toBeDefined();
  });

  test('is told the application that was known before the cancel', () => {
    expect(first({ applicationId: 'application_1_0001' })).toMatchObject({ applicationId: 'application_1_0001' });
  });
});

describe('the step ran alone', () => {
  const beside = (startedAt: number | undefined, endedAt?: number) =>
    step({ id: 's-B', startedAt, endedAt, args: args() });
  const ranAlone = (...others: StepFacts[]) => first({ others })?.ranAlone;

  test('unless another ran at any time in its window', () => {
    expect(ranAlone()).toBe(true);
    expect(ranAlone(beside(START - MINUTE, START))).toBe(true);
    expect(ranAlone(beside(START - MINUTE, START + 1))).toBe(false);
    expect(ranAlone(beside(NOW - 1))).toBe(false);
    expect(ranAlone(beside(NOW))).toBe(true);
    expect(ranAlone(beside(undefined))).toBe(true);
  });
});

describe("a tag of the step's own", () => {
  const tag = (tags: string, others: readonly StepFacts[] = [], deployMode: 'client' | 'cluster' = 'cluster') =>
    first({ root: detail({ args: args(`${TAGS}=${tags}`) }), others, deployMode })?.tag;
  const other = (tags: string) => step({ id: 's-B', startedAt: START, args: args(`${TAGS}=${tags}`) });

  test('is the first that no other step has, as YARN keeps it', () => {
    expect(tag('etl')).toBe('etl');
    expect(tag(' ETL , Nightly-Join ', [other('etl')])).toBe('nightly-join');
    expect(tag('etl', [other('ETL,other')])).toBeUndefined();
    expect(tag('')).toBeUndefined();
  });

  test('is a plain word that is not one of the remediator’s', () => {
    for (const odd of ['a b', '-x', 'ä', 'a$b', 'x;y']) expect([odd, tag(odd)]).toEqual([odd, undefined]);
    expect(tag('emr-autotune-s-X-1')).toBeUndefined();
    expect(tag('my_job.v2-x')).toBe('my_job.v2-x');
  });

  test('is the last that the arguments give', () => {
    const root = detail({ args: args(`${TAGS}=one`, `${TAGS}=two`) });
    expect(first({ root })?.tag).toBe('two');
  });

  test('is asked for in client mode only where the step did not run alone: its code may give its application others', () => {
    expect(tag('etl', [], 'client')).toBeUndefined();
    expect(tag('etl', [other('x')], 'client')).toBe('etl');
  });

  test('is not looked for in a command that is not spark-submit', () => {
    expect(first({ root: detail({ args: ['hive', '--conf', `${TAGS}=etl`] }) })?.tag).toBeUndefined();
  });
});

test('an application can be told from others by a tag, by its id, or because no other ran', () => {
  const unknown = { stepId: ROOT, startedFromMs: START, startedToMs: NOW, ranAlone: false };
  expect(isIdentified(unknown)).toBe(false);
  expect(isIdentified({ ...unknown, ranAlone: true })).toBe(true);
  expect(isIdentified({ ...unknown, tag: 'etl' })).toBe(true);
  expect(isIdentified({ ...unknown, applicationId: 'application_1_0001' })).toBe(true);
});
