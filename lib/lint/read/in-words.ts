import { type LintDocument, Reading, type Sources } from './reading';
import { readData } from './recognise';
import { readWords } from './shell/script';

/** A command of which the shell has made words already. */
export function readInWords(words: readonly string[], sources: Sources): LintDocument {
  const reading = new Reading(undefined, sources, readData);
  readWords(
    words.map((text) => ({ text })),
    reading,
    'the command',
  );
  return reading.document();
}
