import {
  ACTIONS_ON_FAILURE,
  COMMAND_RUNNER,
  MAX_NAME_CHARACTERS,
  MAX_STEP_CHARACTERS,
  stepCharacters,
} from '../../steps';
import { FieldReader, ScenarioError } from './fields';
import type { ScenarioStep } from './types';
import { parseWork } from './work';

/** EMR's bound. */
export const MAX_STEP_CONCURRENCY = 256;
/** A week; nothing is submitted, watched or made to happen later. */
export const MAX_MINUTES = 7 * 24 * 60;

/** An entry of `steps`. */
export function parseScenarioStep(value: unknown, at: string, stepConcurrency: number): ScenarioStep {
  const f = FieldReader.of(value, at, ['name', 'args', 'actionOnFailure', 'submittedAtMinutes', 'work']);
  const submittedAtMinutes = f.number('submittedAtMinutes', { min: 0, max: MAX_MINUTES }, 0);
  const { work, ...step } = parseStep(f, stepConcurrency);
  return { ...step, submittedAtMinutes, work };
}

/** The step of an event, which is submitted at the event's time. */
export function parseAddedStep(
  value: unknown,
  at: string,
  stepConcurrency: number,
): Omit<ScenarioStep, 'submittedAtMinutes'> {
  return parseStep(FieldReader.of(value, at, ['name', 'args', 'actionOnFailure', 'work']), stepConcurrency);
}

function parseStep(f: FieldReader, stepConcurrency: number): Omit<ScenarioStep, 'submittedAtMinutes'> {
  const name = f.text('name');
  if (name.length > MAX_NAME_CHARACTERS) f.fail('name', `at most ${MAX_NAME_CHARACTERS} characters long`, name);
  const args = f.list('args', (one, where) => {
    if (typeof one !== 'string') throw new ScenarioError(`\`${where}\` must be a string`);
    return one;
  });
  if (args.length === 0)
    throw new ScenarioError(
      `\`${f.pathOf('args')}\` must hold all arguments, such as ["spark-submit", "s3://bucket/job.py"]`,
    );
  const characters = stepCharacters({ jar: COMMAND_RUNNER, args });
  if (characters > MAX_STEP_CHARACTERS) {
    throw new ScenarioError(
      `\`${f.pathOf('args')}\` must have at most ${MAX_STEP_CHARACTERS} characters with the jar, got ${characters}`,
    );
  }
  const actionOnFailure = f.oneOf('actionOnFailure', ACTIONS_ON_FAILURE, 'CONTINUE');
  if (stepConcurrency > 1 && actionOnFailure !== 'CONTINUE')
    f.fail('actionOnFailure', 'CONTINUE where `stepConcurrency` is above 1', actionOnFailure);
  return { name, args, actionOnFailure, work: parseWork(f.raw('work'), f.pathOf('work')) };
}
