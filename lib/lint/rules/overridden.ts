import { replacesDefaults } from '../../effective';
import { OLD_NAMES } from '../../spark';
import { findWinner, isStrong } from '../../steps';
import { type LintFacts, placed } from '../facts';
import { shownSetting } from '../shown-value';
import type { PlacedFinding, WrittenSetting } from '../types';

/** Settings that never take effect because another place says the same and wins (`SparkSubmitArguments`, `SparkConf.get`). */
export function overridden(facts: LintFacts): PlacedFinding[] {
  const { settings } = facts.subject;
  const groups = [...new Set(settings.map(({ group }) => group?.name))];
  const lists = new Map(groups.map((name) => [name, settings.filter(({ group }) => group?.name === name)]));
  return [
    ...settings.flatMap((one) => overriddenByEqual(one, lists.get(one.group?.name) ?? [], facts)),
    ...replacedDefaults(facts),
  ];
}

/** @param settings those of the same group: that a group's override the cluster's is what they are for */
function overriddenByEqual(
  one: WrittenSetting,
  settings: readonly WrittenSetting[],
  facts: LintFacts,
): PlacedFinding[] {
  const winner = findWinner(settings, one.key, facts.deployMode);
  if (winner !== undefined && winner !== one) {
    const isSame = winner.value === one.value;
    return [
      {
        id: isStrong(winner) && !isStrong(one) ? 'beaten-by-flag' : 'beaten-by-later',
        severity: isSame ? 'note' : 'warning',
        key: one.key,
        ...placed(one),
        message: `${winner.where} ${isSame ? 'says the same' : `wins: ${shownSetting(winner.key, winner.value)} is in force`}`,
        instead: isSame ? 'leave one of them out' : `change ${winner.where}, and leave this one out`,
        fix: [{ edit: 'remove', key: one.key, where: one.where }],
      },
    ];
  }
  const present = OLD_NAMES.get(one.key);
  const rival = present === undefined ? undefined : settings.find(({ key }) => key === present);
  if (present === undefined || (rival === undefined && !facts.beneath.has(present))) return [];
  return [
    {
      id: 'beaten-by-new-name',
      severity: 'warning',
      key: one.key,
      ...placed(one),
      message: `an old name counts only where ${present} is set nowhere; ${rival?.where ?? 'the cluster'} sets it`,
      instead: `write ${present}, and leave this one out`,
      fix: [{ edit: 'remove', key: one.key }],
    },
  ];
}

/** `--properties-file` does not add to spark-defaults: it is read instead of them, until Spark 4's `--load-spark-defaults`. */
function replacedDefaults({ subject }: LintFacts): PlacedFinding[] {
  const option = subject.options.find(({ name }) => name === '--properties-file');
  if (option === undefined || !replacesDefaults(subject.options)) return [];
  return [
    {
      id: 'defaults-replaced',
      severity: 'warning',
      ...placed(option),
      message:
        "Spark reads this file instead of the cluster's spark-defaults: EMR's executor size, class paths and dynamic allocation are lost",
      instead: 'put the settings into --conf, or copy spark-defaults.conf of the cluster into the file',
    },
  ];
}
