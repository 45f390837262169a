import { InputError } from '../errors';
import { findConfPair, findSettingFor, objectionsTo, parseSparkSubmit, type SparkSubmit } from '../steps';
import type { LintSubject, WrittenOption, WrittenSetting } from './types';

/** Options for which lint has rules of its own, although a step with them is never rewritten. */
const LINTED: ReadonlySet<string> = new Set(['--conf', '--properties-file']);

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
  const parsed = parseSparkSubmit(words);
  const reason =
    parsed.kind === 'unknown'
      ? parsed.reason
      : objectionsTo(parsed.submit).find(({ option }) => !LINTED.has(option?.name ?? ''))?.reason;
  if (parsed.kind === 'unknown' || reason !== undefined) {
    throw new InputError('not-a-command', `${before}lint cannot judge this command: ${reason}`);
  }
  return { kind: 'command', ...writtenIn(parsed.submit, before), blocks: [], submit: parsed.submit };
}

function writtenIn({ options }: SparkSubmit, before: string): Pick<LintSubject, 'settings' | 'options'> {
  const settings: WrittenSetting[] = [];
  const others: WrittenOption[] = [];
  const seen = new Map<string, number>();
  for (const option of options) {
    const { index, name, value } = option;
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    const where = `${before}${name === '--conf' || ordinal > 1 ? `${name} no. ${ordinal}` : name}`;
    const pair = findConfPair(option);
    const key = findSettingFor(name);
    if (pair !== undefined) settings.push({ where, at: index, ...pair });
    else if (key !== undefined && value !== undefined) settings.push({ where, at: index, key, value, flag: name });
    else others.push({ where, at: index, name, value });
  }
  return { settings, options: others };
}
