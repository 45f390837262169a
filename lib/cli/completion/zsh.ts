import { type CommandGrammar, LISTS, type OptionGrammar, type Values } from './grammar';

/** The completion script for zsh, to be sourced or put into a folder of fpath as `_emr-autotune`. */
export function zshScript(commands: readonly CommandGrammar[]): string {
  return `#compdef emr-autotune
# zsh completion for emr-autotune: source <(emr-autotune completion zsh)
_emr_autotune() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a ${Object.keys(LISTS).join(' ')} commands
${Object.entries(LISTS)
  .map(([name, list]) => `  ${name}=(${list().join(' ')})`)
  .join('\n')}
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  _arguments -C '1:command:->command' '*::argument:->arguments'
  case $state in
    command) _describe -t commands command commands ;;
    arguments)
      case $words[1] in
${commands.map(commandCase).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _emr_autotune || $funcstack[1] == _emr-autotune ]]; then _emr_autotune "$@"; else compdef _emr_autotune emr-autotune; fi
`;
}

function commandCase({ name, options, operand }: CommandGrammar): string {
  const specs = options.flatMap(optionSpecs);
  if (operand !== undefined) specs.push(`*:argument:${actionFor(operand)}`);
  return `        ${name}) _arguments -S \\\n${specs.map((spec) => `          ${quoted(spec)}`).join(' \\\n')} ;;`;
}

function optionSpecs({ names, description, isRepeatable, isOptional, values }: OptionGrammar): string[] {
  const words = description.replaceAll(/[[\]\\:]/g, '\\$&');
  const value = values === undefined ? '' : `:${isOptional ? ':' : ''}value:${actionFor(values)}`;
  return names.map((name) => `${isRepeatable ? '*' : ''}${name}[${words}]${value}`);
}

function actionFor(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `(${values.words.join(' ')})`;
    case 'list':
      return `{compadd ${values.suffix === '' ? '' : `-S "${values.suffix.replace(':', '\\:')}" `}-a ${values.list}}`;
    case 'file':
      return '_files';
    case 'free':
      return ' ';
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
