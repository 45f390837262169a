import type { Reading } from './reading';
import { spotOf, type TreeEntry } from './tree';
import type { Word } from './words';

/** Settings of `gcloud dataproc`, as `--properties` gives them; false where the command gives none. */
export function readGcloudCommand(words: readonly Word[], reading: Reading): boolean {
  const at = words.findIndex(({ text }) => /^--properties(?:-file)?(?:=|$)/.test(text));
  const word = words[at];
  if (word === undefined || !words.some(({ text }) => text === 'dataproc')) return false;
  const [name = '', ...rest] = word.text.split('=');
  const given = rest.length > 0 ? { ...word, text: rest.join('=') } : words[at + 1];
  if (given === undefined || given.unknown !== undefined)
    reading.leaveUnread(name, 'its value is known only when it runs', word);
  else if (name === '--properties-file') reading.leaveUnread(name, 'lint does not read this file', word);
  else {
    const entries = settingsIn(given);
    const isRead = reading.on({ name: 'Dataproc' }, () => reading.readData({ kind: 'map', entries, ...spotOf(given) }));
    if (!isRead) reading.passOver(name, 'it sets nothing of Spark', given);
  }
  return true;
}

/** `a=b,c=d`, or `^#^a=b#c=d` with a mark of its own between them (`gcloud topic escaping`). */
function settingsIn(word: Word): TreeEntry[] {
  const [all = '', mark = ','] = /^\^([^^]+)\^/.exec(word.text) ?? [];
  return word.text
    .slice(all.length)
    .split(mark)
    .flatMap((one) => {
      const at = one.indexOf('=');
      if (at < 0) return [];
      return [
        {
          key: one.slice(0, at).trim(),
          value: { kind: 'value', value: one.slice(at + 1), ...spotOf(word) },
          ...spotOf(word),
        },
      ];
    });
}
