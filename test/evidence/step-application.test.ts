import { expect, test } from 'vitest';
import { findStepApplication, type ListedApplication, type StepWindow } from '../../lib/evidence';

const MINUTE = 60_000;
const step: StepWindow = { startedAtMs: 100 * MINUTE, othersRan: false };
const app = (n: number, startedAtMs: number, ...tags: string[]): ListedApplication => ({
  id: `application_1_000${n}`,
  startedAtMs,
  tags,
});
const found = (applications: ListedApplication[], window: StepWindow): string => {
  const answer = findStepApplication(applications, window);
  return 'value' in answer ? answer.value.id : answer.reason;
};

test('the only Spark application that started while the step ran is its own', () => {
  expect(found([app(1, 10 * MINUTE), app(2, 101 * MINUTE)], step)).toBe('application_1_0002');
  expect(found([app(1, 10 * MINUTE), app(2, 101 * MINUTE)], { ...step, endedAtMs: 110 * MINUTE })).toBe(
    'application_1_0002',
  );
  expect(found([app(2, 99.5 * MINUTE)], step), 'clocks differ').toBe('application_1_0002');
});

test('none or several of them leave it unknown', () => {
  expect(found([app(1, 10 * MINUTE)], step)).toMatch(/^0 Spark applications started/);
  expect(found([app(1, 101 * MINUTE), app(2, 102 * MINUTE)], step)).toMatch(/^2 Spark applications started/);
  expect(found([app(2, 120 * MINUTE)], { ...step, endedAtMs: 110 * MINUTE })).toMatch(/^0 Spark/);
});

test('an application that had ended when the step began is that of the step before it', () => {
  const before = { ...app(1, 99.2 * MINUTE), endedAtMs: 99.9 * MINUTE };
  expect(found([before, app(2, 100.1 * MINUTE)], step)).toBe('application_1_0002');
  expect(found([before], step)).toMatch(/^0 Spark applications started/);
  expect(found([{ ...before, endedAtMs: 100.2 * MINUTE }, app(2, 100.1 * MINUTE)], step)).toMatch(/^2 Spark/);
});

test('where other steps ran too, a start in the window tells nothing', () => {
  expect(found([app(2, 101 * MINUTE)], { ...step, othersRan: true })).toMatch(/^other steps ran/);
});

test('the tag of a resubmission decides, whatever else runs', () => {
  const marker = { root: 's-ABC', n: 1 };
  const applications = [
    app(1, 101 * MINUTE),
    app(2, 101 * MINUTE, 'users', 'emr-autotune-s-abc-1'),
    app(3, 101 * MINUTE, 'emr-autotune-s-abc-2'),
  ];
  expect(found(applications, { ...step, othersRan: true, marker })).toBe('application_1_0002');
  expect(found([app(1, 101 * MINUTE)], { ...step, marker }), 'no application carries it').toMatch(
    /^0 applications carry/,
  );
});

test("another lineage's application is not the step's, though it is the only one", () => {
  expect(found([app(1, 101 * MINUTE, 'emr-autotune-s-xyz-1')], step)).toMatch(/^0 Spark/);
});

test('a list without tags leaves it to the environment to confirm', () => {
  const listed = { id: 'application_1_0001', startedAtMs: 101 * MINUTE };
  expect(found([listed], { ...step, marker: { root: 's-ABC', n: 1 } })).toBe('application_1_0001');
});
