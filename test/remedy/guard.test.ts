import { expect, test } from 'vitest';
import { guardFor, type Lineage, type StepFacts } from '../../lib/remedy';
import { detail, FAT_ARGS, lineage, MINUTE, markedArgs, NOW, ROOT, START, step } from './support';

const ended = NOW + MINUTE;
const root = (changed: Partial<StepFacts> = {}) => detail({ state: 'CANCELLED', endedAt: ended, ...changed });
const withTags = (tags: string, mode = 'cluster') =>
  ['--conf', `spark.yarn.tags=${tags}`].reduceRight<string[]>(
    (args, word) => args.toSpliced(1, 0, word),
    FAT_ARGS.map((arg) => (arg === 'client' ? mode : arg)),
  );
const attempt = (changed: Partial<StepFacts> = {}): StepFacts =>
  step({
    id: 's-A',
    state: 'FAILED',
    args: markedArgs(),
    createdAt: ended,
    startedAt: ended,
    endedAt: ended + MINUTE,
    ...changed,
  });

/** The guard of the next submission, where the list of steps shows these. */
function guarded(changed: Partial<Lineage & { applicationId: string }>, steps: readonly StepFacts[], first = root()) {
  const { applicationId, ...others } = changed;
  const scan = { at: ended + 2 * MINUTE, value: { steps: [...steps, first], complete: true } };
  return guardFor({ ...lineage(others), applicationId }, { root: { at: ended + 2 * MINUTE, value: first }, scan });
}

test('a guard is told when the root step ran, and that it ran alone', () => {
  expect(guarded({}, [])).toEqual({
    root: ROOT,
    attempt: 1,
    deployMode: 'client',
    earlier: [{ stepId: ROOT, startedFromMs: START, startedToMs: ended, ranAlone: true }],
  });
});

test('a guard is told of the application that was known before the cancel', () => {
  expect(guarded({ applicationId: 'application_1_7' }, [])?.earlier[0]).toMatchObject({
    applicationId: 'application_1_7',
  });
});

test('while the root step runs, its application may have begun until now', () => {
  expect(guarded({}, [], detail())?.earlier[0]?.startedToMs).toBe(ended + 2 * MINUTE);
});

test('a step that never began is looked for from its submission on', () => {
  expect(guarded({}, [], root({ startedAt: undefined }))?.earlier[0]?.startedFromMs).toBe(START - MINUTE);
});

test.each([
  ['before it', START - 2 * MINUTE, START, true],
  ['into its first second', START - 2 * MINUTE, START + 1000, false],
  ['after it', ended, ended + MINUTE, true],
  ['from its last second on', ended - 1000, undefined, false],
])('a step that ran %s: the root step ran alone %4$s', (_, startedAt, endedAt, alone) => {
  const other = step({ id: 's-OTHER', state: 'COMPLETED', startedAt, endedAt });
  expect(guarded({}, [other])?.earlier[0]?.ranAlone).toBe(alone);
});

test('the rollback is guarded against the root step and every submission, each by the tag that it alone has', () => {
  const second = attempt({ id: 's-B', args: markedArgs(2), createdAt: ended + MINUTE, startedAt: ended + MINUTE });
  const submissions = [
    { n: 1, stepId: 's-A' },
    { n: 2, stepId: 's-B' },
  ];
  const guard = guarded({ attempt: 2, deployMode: 'cluster', submissions }, [second, attempt()]);
  expect(guard?.attempt).toBe(2);
  expect(guard?.earlier.map(({ stepId, tag }) => [stepId, tag])).toEqual([
    [ROOT, undefined],
    ['s-A', `emr-autotune-${ROOT}-1`],
    ['s-B', `emr-autotune-${ROOT}-2`],
  ]);
});

test('there is no guard where an earlier submission is not in the list of steps, or nothing could be read', () => {
  expect(guarded({ attempt: 2, submissions: [{ n: 1, stepId: 's-A' }] }, [])).toBeUndefined();
  expect(guardFor({ ...lineage(), applicationId: undefined }, {})).toBeUndefined();
});

test.each([
  ['a tag of its own', 'Nightly-Join', 'nightly-join'],
  ['the first that is its own', 'etl, nightly', 'nightly'],
  ['none with a blank in it', 'my job', undefined],
  ['none that starts as the tags of resubmissions do', 'emr-autotune-x', undefined],
])('in cluster mode a guard is told of %s', (_, tags, told) => {
  const other = step({ id: 's-OTHER', args: withTags('etl') });
  const first = root({ args: withTags(tags) });
  expect(guarded({ deployMode: 'cluster' }, [other], first)?.earlier[0]?.tag).toBe(told);
});

test('in client mode only where it is needed: the code may give its application other tags', () => {
  const first = root({ args: withTags('nightly', 'client') });
  const told = (steps: readonly StepFacts[]) => guarded({}, steps, first)?.earlier[0]?.tag;
  expect(told([])).toBeUndefined();
  expect(told([step({ id: 's-OTHER' })])).toBe('nightly');
});
