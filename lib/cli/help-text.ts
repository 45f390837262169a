import type { AddHelpTextContext } from 'commander';
import { wrap } from '../render';

/** Columns of help that goes to a file or a pipe. */
export const DEFAULT_HELP_WIDTH = 80;

/** A shell reads on in the next line. */
const CONTINUED = ' \\';

/** Stands for a space at which no line ends. */
const HELD = '\u0000';

/** What stands below the options of a command's help: sentences and examples, folded to the width of the options above. */
export function belowOptions(text: string): (context: AddHelpTextContext) => string {
  return ({ command }) => {
    const width = command.configureOutput().getOutHelpWidth?.() ?? DEFAULT_HELP_WIDTH;
    return text
      .split('\n')
      .flatMap((line) => (line.length <= width ? [line] : folded(line, width)))
      .join('\n');
  };
}

/** Sentences at spaces, a list's entry under its own text, and a command as a shell reads it. */
function folded(line: string, width: number): string[] {
  const [, indent = '', text = ''] = /^( *)(.*)$/.exec(line) ?? [];
  if (indent === '') return wrap({ width }, text, '');
  const [, term] = /^(.*?\S {2,})\S/.exec(line.slice(indent.length)) ?? [];
  if (term !== undefined) {
    const hanging = ' '.repeat(indent.length + term.length);
    const [first = '', ...rest] = wrap({ width }, text.slice(term.length), hanging);
    return [`${indent}${term}${first.trimStart()}`, ...rest];
  }
  // An option keeps its value, and what is in quotes its line.
  const kept = text.replaceAll(/'[^']*'|"[^"]*"| (?!-)/g, (part) => part.replaceAll(' ', HELD));
  const lines = wrap({ width: width - indent.length - CONTINUED.length }, kept, indent);
  return lines.map(
    (one, i) => `${i === 0 ? '' : '  '}${one.replaceAll(HELD, ' ')}${i < lines.length - 1 ? CONTINUED : ''}`,
  );
}
