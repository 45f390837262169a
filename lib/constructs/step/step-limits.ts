import { Token } from 'aws-cdk-lib';
import { InputError } from '../../errors';
import { MAX_NAME_CHARACTERS, MAX_STEP_CHARACTERS, stepCharacters } from '../../steps';

/** @throws InputError for a name that EMR refuses */
export function checkStepName(name: string): string {
  if (!Token.isUnresolved(name) && (name.length === 0 || name.length > MAX_NAME_CHARACTERS)) {
    throw new InputError(
      'bad-name',
      `\`stepName\` must have 1 to ${MAX_NAME_CHARACTERS} characters, got ${name.length}; shorten it`,
    );
  }
  return name;
}

/** @throws InputError for arguments that are no strings, or longer together than EMR takes; of a token only EMR sees the length */
export function checkStepCharacters(step: Parameters<typeof stepCharacters>[0]): void {
  const { properties = {} } = step;
  const position = step.args.findIndex((argument) => typeof argument !== 'string');
  if (position >= 0) {
    throw new InputError(
      'bad-argument',
      `the arguments of a step must be strings, got ${String(step.args[position])} after ${JSON.stringify(step.args.slice(Math.max(position - 2, 0), position))}; write it in quotes`,
    );
  }
  const characters = stepCharacters({
    jar: withoutTokens(step.jar),
    mainClass: withoutTokens(step.mainClass ?? ''),
    args: step.args.map(withoutTokens),
    properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, withoutTokens(value)])),
  });
  if (characters <= MAX_STEP_CHARACTERS) return;
  throw new InputError(
    'argument-too-long',
    `the step must have at most ${MAX_STEP_CHARACTERS} characters in its jar and arguments together, got ${characters}; pass long input as a file`,
  );
}

const withoutTokens = (text: string): string => text.replaceAll(/\$\{Token\[[^\]]*\]\}/g, '');
