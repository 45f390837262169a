import { type CommandGrammar, LISTS, type OptionGrammar, type Values } from './grammar';

/** The completion script for fish. */
export function fishScript(commands: readonly CommandGrammar[]): string {
  return `# fish completion for emr-autotune: emr-autotune completion fish | source
${Object.entries(LISTS)
  .map(([name, list]) => `set -g __emr_autotune_${name} ${list().join(' ')}`)
  .join('\n')}
complete -c emr-autotune -f
${commands
  .map(
    ({ name, description }) => `complete -c emr-autotune -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
  )
  .join('\n')}
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ name, options, operand }: CommandGrammar): string[] {
  const head = `complete -c emr-autotune -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.map((option) => `${head} ${namesOf(option)} ${valueFlags(option)}-d ${quoted(option.description)}`),
    ...(operand === undefined ? [] : [`${head} ${operand.kind === 'file' ? '-F' : `-a ${wordsOf(operand)}`}`]),
  ];
}

const namesOf = ({ names }: OptionGrammar): string =>
  names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`)).join(' ');

function valueFlags({ values, isOptional }: OptionGrammar): string {
  if (values === undefined || isOptional) return '';
  if (values.kind === 'file') return '-r -F ';
  return values.kind === 'free' ? '-x ' : `-x -a ${wordsOf(values)} `;
}

function wordsOf(values: Values): string {
  if (values.kind === 'words') return quoted(values.words.join(' '));
  if (values.kind !== 'list') return "''";
  return `'(printf "%s${values.suffix}\\n" $__emr_autotune_${values.list})'`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
