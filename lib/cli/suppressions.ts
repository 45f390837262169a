import { Option } from 'commander';
import { InputError } from '../errors';
import { closestId, type Ignored, LINT_IDS } from '../lint';
import { repeated } from './io';

/** `--ignore`, wherever lint judges. */
export const ignoreOption = (): Option =>
  new Option('--ignore <id>', 'a finding that is not to count, or ID:KEY for one setting (repeatable)').argParser(
    repeated,
  );

/**
 * What `--ignore` names: `ID`, or `ID:KEY` for one setting.
 *
 * @throws InputError `bad-usage` for a finding that lint does not have, or an empty key
 */
export function ignoredBy(texts: readonly string[]): Ignored[] {
  return texts.map((text) => {
    const [id = '', ...key] = text.split(':');
    if (!LINT_IDS.some((one) => one === id)) {
      const close = closestId(id);
      const hint = close === undefined ? 'docs/lint.md lists them' : `did you mean ${close}?`;
      throw new InputError('bad-usage', `--ignore takes the id of a finding, got "${id}"; ${hint}`);
    }
    if (key.length === 0) return { id };
    if (key.join(':').trim() === '')
      throw new InputError('bad-usage', `--ignore ${id}: needs the key of a setting behind the colon, or no colon`);
    return { id, key: key.join(':') };
  });
}
