import { commandsIn } from '../../lib/lint/read/shell/commands';

/** The words of the one command of a line. */
export function shellWords(line: string): string[] {
  return (commandsIn(line).commands[0]?.words ?? []).map(({ text }) => text);
}
