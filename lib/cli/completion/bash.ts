import { type CommandGrammar, LISTS, type OptionGrammar, type Values } from './grammar';

/** The completion script for bash, 3.2 of macOS included; it needs no other package. */
export function bashScript(commands: readonly CommandGrammar[]): string {
  const names = commands.map(({ name }) => name);
  return `# bash completion for emr-autotune: source <(emr-autotune completion bash)
_emr_autotune() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= i
  # --format=table is three words here.
  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${names.join('|')}) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$command $prev" in
${valueCases(commands)}
  esac
  case $command in
    '') _emr_autotune_words ${quoted([...names, '--help', '--version'])} ;;
${commands.map(commandCase).join('\n')}
  esac
}
_emr_autotune_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_emr_autotune_list() {
  if [[ -n $2 ]]; then compopt -o nospace 2>/dev/null; fi
  case $1 in
${Object.entries(LISTS)
  .map(([name, list]) => `    ${name}) COMPREPLY=($(compgen -S "$2" -W ${quoted(list())} -- "$cur")) ;;`)
  .join('\n')}
  esac
}
_emr_autotune_files() { compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); }
complete -F _emr_autotune emr-autotune
`;
}

/** What follows an option that takes a value; options of one kind share a case. */
function valueCases(commands: readonly CommandGrammar[]): string {
  const places = new Map<string, string[]>();
  for (const { name, options } of commands) {
    for (const { names, values, isOptional } of options) {
      if (values === undefined || (isOptional && values.kind === 'free')) continue;
      const action = actionFor(values);
      places.set(action, [...(places.get(action) ?? []), ...names.map((one) => `'${name} ${one}'`)]);
    }
  }
  return [...places].map(([action, patterns]) => `    ${patterns.join('|')}) ${action} return ;;`).join('\n');
}

function commandCase({ name, options, operand }: CommandGrammar): string {
  const words = [...options.flatMap((option: OptionGrammar) => option.names.slice(0, 1))];
  if (operand === undefined) return `    ${name}) _emr_autotune_words ${quoted(words)} ;;`;
  return `    ${name}) if [[ $cur == -* ]]; then _emr_autotune_words ${quoted(words)}; else ${actionFor(operand)} fi ;;`;
}

function actionFor(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `_emr_autotune_words ${quoted(values.words)};`;
    case 'list':
      return `_emr_autotune_list ${values.list} '${values.suffix}';`;
    case 'file':
      return '_emr_autotune_files;';
    case 'free':
      return ':;';
  }
}

/** Words of one list in one quoted word; none of ours has a quote or a space. */
const quoted = (words: readonly string[]): string => `'${words.join(' ')}'`;
