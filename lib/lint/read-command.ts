import { InputError } from '../errors';
import { longName, readStep, settingOfFlag, takesValue } from '../steps';
import type { LintSubject, WrittenOption, WrittenSetting } from './types';

/** `--option=value`, as `SparkSubmitOptionParser` matches it. */
const JOINED = /^(--[^=]+)=([^\n\r\u0085\u2028\u2029]+)$/;

/** Options that say something about the settings and that lint has rules for, though a step with them is not rewritten. */
const LINTED_ONLY: ReadonlySet<string> = new Set(['--properties-file']);

/** Jar and first argument of a step that runs spark-submit. */
const COMMAND_RUNNER = 'command-runner.jar';

/**
 * A spark-submit command, word by word, the command's own name first.
 *
 * @param before what to put before each place, such as a step's name
 * @throws InputError `not-a-command` for anything that spark-submit would refuse or that submits nothing to YARN
 */
export function readCommand(words: readonly string[], before = ''): LintSubject {
  const [command = ''] = words;
  if (!/(^|\/)spark-submit$/.test(command)) {
    throw new InputError(
      'not-a-command',
      `${before}the command is not spark-submit; give the spark-submit line itself`,
    );
  }
  const settings: WrittenSetting[] = [];
  const options: WrittenOption[] = [];
  const kept: string[] = [];
  const seen = new Map<string, number>();
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    const joined = JOINED.exec(word);
    const name = longName(joined?.[1] ?? word);
    if (name === undefined) break;
    const ranked = (seen.get(name) ?? 0) + 1;
    seen.set(name, ranked);
    const place = { where: `${before}${name === '--conf' || ranked > 1 ? `${name} no. ${ranked}` : name}`, at };
    const hasOwnWord = takesValue(name) && joined === null;
    const value = takesValue(name) ? (joined?.[2] ?? words[at + 1]) : undefined;
    const raw = words.slice(at, at + (hasOwnWord ? 2 : 1));
    if (hasOwnWord) at += 1;

    const equals = name === '--conf' && value !== undefined ? value.indexOf('=') : -1;
    const setting = settingOfFlag(name);
    if (name === '--conf' && value !== undefined && equals >= 0) {
      settings.push({ ...place, key: value.slice(0, equals), value: value.slice(equals + 1) });
    } else if (setting !== undefined && value !== undefined) {
      settings.push({ ...place, key: setting, value, flag: name });
    } else {
      options.push({ ...place, name, value });
      if (LINTED_ONLY.has(name) || (name === '--conf' && value !== undefined)) continue;
    }
    kept.push(...raw);
  }
  const shape = readStep(COMMAND_RUNNER, ['spark-submit', ...kept, ...words.slice(at)]);
  if (shape.kind === 'unknown') {
    throw new InputError('not-a-command', `${before}this is no command that lint can judge: ${shape.why}`);
  }
  return { kind: 'command', settings, options, blocks: [], submit: shape.submit };
}
