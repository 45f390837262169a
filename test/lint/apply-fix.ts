import { type LintEdit, readCommand } from '../../lib/lint';
import { javaOptionWords } from '../../lib/spark';
import { findConfPair, findSettingFor, parseSparkSubmit, type SubmitOption } from '../../lib/steps';

/** A command's words after a finding's edits: what somebody writes who does as it says. */
export function applyFix(words: readonly string[], fix: readonly LintEdit[]): string[] {
  return fix.reduce<string[]>(applyEdit, [...words]);
}

function applyEdit(words: string[], edit: LintEdit): string[] {
  const parsed = parseSparkSubmit(words);
  if (parsed.kind === 'unknown') throw new Error(parsed.reason);
  const { options, application, applicationArguments } = parsed.submit;
  const { settings, options: others } = readCommand(words);
  const where = new Map([...settings, ...others].map((one) => [one.at, one.where]));
  const edited = options.flatMap((option) => editedOption(option, edit, where.get(option.index)));
  const added = edit.edit === 'set' && edit.classification === undefined ? ['--conf', `${edit.key}=${edit.value}`] : [];
  return ['spark-submit', ...edited, ...added, application, ...applicationArguments];
}

function editedOption(option: SubmitOption, edit: LintEdit, where: string | undefined): readonly string[] {
  const pair = findConfPair(option);
  const key = pair?.key ?? findSettingFor(option.name) ?? option.name;
  if (edit.edit === 'rename-classification' || edit.key !== key) return option.raw;
  switch (edit.edit) {
    case 'set':
      return [];
    case 'remove':
      return edit.where === undefined || edit.where === where ? [] : option.raw;
    case 'rename':
      return ['--conf', `${edit.to}=${pair?.value}`];
    case 'drop-word': {
      const value = pair?.value ?? option.value ?? '';
      const left = javaOptionWords(value).filter((word) => word !== edit.word && !word.startsWith(`${edit.word}=`));
      return left.length === 0 ? [] : ['--conf', `${key}=${left.join(' ')}`];
    }
  }
}
