import { expect, test } from 'vitest';
import { resubmissionOf } from '../../lib/remedy';
import { type Guard, guardLength, MAX_STEP_CHARACTERS, parseStep, stepCharacters } from '../../lib/steps';
import { detail } from './support';

const GUARD: Guard = {
  root: 's-ROOT',
  attempt: 1,
  deployMode: 'cluster',
  earlier: [{ stepId: 's-ROOT', startedFromMs: 1, startedToMs: 2, ranAlone: true }],
};
const MARKER = { root: 's-ROOT', n: 1 };
const JAR = 'command-runner.jar';

/** A step whose application has an argument of this length. */
function stepWith(length: number) {
  const args = ['spark-submit', '--deploy-mode', 'cluster', 's3://b/a.jar', 'x'.repeat(length)];
  const root = detail();
  return { ...root, form: parseStep(JAR, args), described: { ...root.described, Config: { Jar: JAR, Args: args } } };
}

test('a guarded resubmission is the guard, then the resubmission', () => {
  const plain = resubmissionOf(stepWith(1), [], MARKER, {});
  const { Args } = resubmissionOf(stepWith(1), [], MARKER, {}, GUARD).HadoopJarStep;
  expect(Args.slice(guardLength(Args))).toEqual(plain.HadoopJarStep.Args);
});

test('a step that its guard makes too long for EMR is refused by name', () => {
  const { Args: args } = resubmissionOf(stepWith(0), [], MARKER, {}, GUARD).HadoopJarStep;
  const room = MAX_STEP_CHARACTERS - stepCharacters({ jar: JAR, args });
  expect(resubmissionOf(stepWith(room), [], MARKER, {}, GUARD).HadoopJarStep.Args).toHaveLength(args.length);
  expect(() => resubmissionOf(stepWith(room + 1), [], MARKER, {}, GUARD)).toThrow(
    expect.objectContaining({
      code: 'too-long',
      message: 'the step would have 10241 characters with its guard, EMR takes 10240',
    }),
  );
  expect(() => resubmissionOf(stepWith(room + 1), [], MARKER, {})).not.toThrow();
});

test('a step that changes make too long for EMR is refused by name, and one that is not understood', () => {
  const { Args: args } = resubmissionOf(stepWith(0), [], MARKER, {}).HadoopJarStep;
  const room = MAX_STEP_CHARACTERS - stepCharacters({ jar: JAR, args });
  expect(() => resubmissionOf(stepWith(room), [], MARKER, {})).not.toThrow();
  expect(() => resubmissionOf(stepWith(room + 1), [], MARKER, {})).toThrow(
    expect.objectContaining({ code: 'too-long', message: 'the step would have 10241 characters, EMR takes 10240' }),
  );
  const hive = detail({ args: ['hive-script', '--run-hive-script'] });
  expect(() => resubmissionOf(hive, [], MARKER, {})).toThrow(expect.objectContaining({ code: 'shape-unknown' }));
});
