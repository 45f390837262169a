import type { Command, Option } from 'commander';
import { InputError } from '../errors';

/** Refuses an option that takes one value and is given twice: which of them counts would be a guess. */
export function refuseRepeats(command: Command): Command {
  for (const option of command.options) {
    const collects = option.parseArg !== undefined && option.argChoices === undefined;
    if (!option.variadic && !option.isBoolean() && !collects) refuseRepeat(option);
  }
  return command;
}

function refuseRepeat(option: Option): void {
  const parse = option.parseArg;
  let given: string | undefined;
  option.argParser((value: string, previous: unknown) => {
    if (given !== undefined) {
      throw new InputError('given-twice', `${option.long} is given twice, as ${given} and ${value}; give it once`);
    }
    given = value;
    return parse === undefined ? value : parse(value, previous);
  });
}
