import { InputError } from '../errors';

/** What a shell would do with an unquoted or double-quoted character, of which a reader of words can only guess the outcome. */
const REFUSED: Readonly<Record<string, string>> = {
  $: 'a variable or substitution ($)',
  '`': 'a command substitution (`)',
  '|': 'a pipe (|)',
  '>': 'a redirection (>)',
  '<': 'a redirection (<)',
  ';': 'a second command (;)',
  '&': 'a second command or background job (&)',
  '(': 'a subshell ("(")',
  ')': 'a subshell (")")',
  '*': 'a file pattern (*)',
  '?': 'a file pattern (?)',
  '[': 'a file pattern ([)',
};

/** What a backslash quotes within double quotes (POSIX shell, 2.2.3); before anything else it stands for itself. */
const ESCAPED_IN_QUOTES = '$`"\\\n';

/**
 * The words of one command as a POSIX shell splits it: blanks, quotes, backslashes, continued lines, comments.
 *
 * @throws InputError for an unfinished quote, and for whatever a shell would expand or run: nothing is expanded here
 */
export function shellWords(line: string): string[] {
  const text = line.trim();
  const words: string[] = [];
  let word: string | undefined;
  let quote: "'" | '"' | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (quote === "'") {
      if (char === "'") quote = undefined;
      else word += char;
    } else if (char === '\\') {
      const next = text[at + 1];
      if (next === undefined) throw new InputError('unfinished', 'the command ends in a backslash; complete it');
      at += 1;
      if (next === '\n') continue;
      word = `${word ?? ''}${quote === '"' && !ESCAPED_IN_QUOTES.includes(next) ? char : ''}${next}`;
    } else if (char === '$' || char === '`') {
      throw refused(char);
    } else if (quote === '"') {
      if (char === '"') quote = undefined;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      word ??= '';
    } else if (char === '\n' || /[ \t]/.test(char)) {
      if (char === '\n')
        throw new InputError(
          'two-commands',
          'the command has a second line; end each line but the last with a backslash',
        );
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      const end = text.indexOf('\n', at);
      at = (end < 0 ? text.length : end) - 1;
    } else if (Object.hasOwn(REFUSED, char)) {
      throw refused(char);
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (quote !== undefined)
    throw new InputError('unfinished', `the command has a ${quote} without its partner; close the quote`);
  if (word !== undefined) words.push(word);
  return words;
}

function refused(char: string): InputError {
  return new InputError(
    'not-expanded',
    `the command has ${REFUSED[char]}, which lint does not expand; write the value itself, or quote the character`,
  );
}
