import { InputError } from '../errors';
import { readCommand } from './read-command';
import type { LintSubject } from './types';

type Fields = Readonly<Record<string, unknown>>;

/** One step's command, or why there is none to judge. */
interface StepCommand {
  readonly words: readonly string[];
  readonly before: string;
}

/**
 * The spark-submit commands of steps: as `aws emr add-steps --steps file://…` takes them, as RunJobFlow and CloudFormation spell them
 * (`HadoopJarStep`), as DescribeStep and ListSteps give them. Undefined where this JSON holds no steps.
 *
 * @throws InputError for a step that does not run spark-submit, naming it
 */
export function readSteps(value: unknown): LintSubject[] | undefined {
  const steps = stepsIn(value);
  if (steps === undefined) return undefined;
  return steps.map((step, i) => {
    const { words, before } = commandOf(step, steps.length > 1 ? `step ${i + 1}: ` : '');
    return readCommand(words, before);
  });
}

function stepsIn(value: unknown): readonly Fields[] | undefined {
  if (!isObject(value)) return Array.isArray(value) && value.length > 0 && value.every(isStep) ? value : undefined;
  if (Array.isArray(value.Steps) || isObject(value.Step)) return stepsIn(value.Steps ?? [value.Step]);
  return isStep(value) ? [value] : undefined;
}

/** A step has arguments: its own, or within `HadoopJarStep` or `Config`. */
function isStep(value: unknown): value is Fields {
  return isObject(value) && (Array.isArray(value.Args) || isObject(value.HadoopJarStep) || isObject(value.Config));
}

function commandOf(step: Fields, before: string): StepCommand {
  const inner = [step.HadoopJarStep, step.Config].find(isObject) ?? step;
  const args = inner.Args ?? [];
  if (!Array.isArray(args) || args.some((one) => typeof one !== 'string')) {
    throw new InputError('bad-step', `${before}"Args" must be a list of texts, one for each word of the command`);
  }
  // The AWS CLI's step of type Spark leaves out the jar and the command's name.
  const words = String(step.Type ?? '').toLowerCase() === 'spark' ? ['spark-submit', ...args] : args;
  const jar = inner.Jar;
  if (typeof jar === 'string' && !jar.endsWith('command-runner.jar')) {
    throw new InputError('bad-step', `${before}the step runs its own jar, not spark-submit; there is nothing to lint`);
  }
  return { words, before };
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
