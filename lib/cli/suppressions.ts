import { InputError } from '../errors';
import { closestId, findSuppressions, type Ignored, LINT_IDS, type Suppression } from '../lint';
import type { Io } from './io';

/** An `Io` that keeps the suppressions in the comments of every file that is read through it. */
export function keepingSuppressions(io: Io): { readonly io: Io; readonly suppressions: readonly Suppression[] } {
  const suppressions: Suppression[] = [];
  const readFile = (path: string): string => {
    const text = io.readFile(path);
    suppressions.push(...findSuppressions(text, path === '/dev/stdin' ? 'standard input' : path));
    return text;
  };
  return { io: { ...io, readFile }, suppressions };
}

/**
 * What `--ignore` names: `ID`, or `ID:KEY` for one setting.
 *
 * @throws InputError `bad-usage` for a finding that lint does not have
 */
export function ignoredBy(texts: readonly string[]): Ignored[] {
  return texts.map((text) => {
    const [id = '', ...key] = text.split(':');
    if (!LINT_IDS.some((one) => one === id)) {
      const close = closestId(id);
      const hint = close === undefined ? 'docs/lint.md lists them' : `did you mean ${close}?`;
      throw new InputError('bad-usage', `--ignore takes the id of a finding, got "${id}"; ${hint}`);
    }
    return key.length === 0 ? { id } : { id, key: key.join(':') };
  });
}
