import type { Argument, Command, Option } from 'commander';
import { instanceTypeNames, releaseLabels } from '../../catalog';
import { LINT_IDS } from '../../lint';

/** What may stand in a place of the command line: words of a list, a file, or what nobody can guess. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** A name that goes on: an instance type and its count. */
  | { readonly kind: 'list'; readonly list: ListName; readonly suffix: string }
  | { readonly kind: 'file' }
  | { readonly kind: 'free' };

/** Long lists, which a script holds once. */
export const LISTS = {
  types: instanceTypeNames,
  releases: releaseLabels,
  findings: () => LINT_IDS,
} as const satisfies Record<string, () => readonly string[]>;

type ListName = keyof typeof LISTS;

export interface OptionGrammar {
  /** `--core`, and `-V` where there is one. */
  readonly names: readonly string[];
  readonly description: string;
  readonly isRepeatable: boolean;
  /** Undefined for a switch. */
  readonly values: Values | undefined;
  /** Whether the value may be left out. */
  readonly isOptional: boolean;
}

export interface CommandGrammar {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionGrammar[];
  /** What stands in place of its arguments; undefined where it has none. */
  readonly operand: Values | undefined;
}

/** Every command of the program with what may follow it; the program's own options are part of each. */
export function grammarOf(program: Command): CommandGrammar[] {
  const own = program.options.filter(({ long }) => long !== '--version');
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: [...[...command.options, ...own].map(toOption), HELP],
    operand: toOperand(command.registeredArguments[0]),
  }));
}

const HELP: OptionGrammar = {
  names: ['--help', '-h'],
  description: 'display help for command',
  isRepeatable: false,
  values: undefined,
  isOptional: false,
};

function toOption(option: Option): OptionGrammar {
  const takesValue = option.required || option.optional;
  return {
    names: [option.long, option.short].filter((name) => name !== undefined && name !== null),
    description: option.description,
    isRepeatable: option.variadic || option.parseArg !== undefined,
    values: takesValue ? valuesFor(option) : undefined,
    isOptional: option.optional,
  };
}

const toOperand = (argument: Argument | undefined): Values | undefined =>
  argument === undefined
    ? undefined
    : argument.argChoices === undefined
      ? { kind: argument.name() === 'ids' ? 'free' : 'file' }
      : { kind: 'words', words: argument.argChoices };

/** By the name that the help gives the value. */
const BY_NAME: Readonly<Record<string, Values>> = {
  type: { kind: 'list', list: 'types', suffix: '' },
  'type:count': { kind: 'list', list: 'types', suffix: ':' },
  'type:count...': { kind: 'list', list: 'types', suffix: ':' },
  'type=amount': { kind: 'list', list: 'types', suffix: '=' },
  label: { kind: 'list', list: 'releases', suffix: '' },
  file: { kind: 'file' },
};

function valuesFor({ long, flags, argChoices }: Option): Values {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  if (long === '--ignore') return { kind: 'list', list: 'findings', suffix: '' };
  return BY_NAME[/[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? ''] ?? { kind: 'free' };
}
