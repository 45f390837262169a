import { closestKey, EXECUTOR_INSTANCES, isOpenFamily, knownKey, type Resemblance } from '../../spark';
import { type LintFacts, placed, settingsInLayers } from '../facts';
import type { PlacedFinding, WrittenSetting } from '../types';

/** Keys that nobody reads: misspelt, with a part left out, or of a library that lint does not know. */
export function unknownKeys(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting) => {
    const hasBlank = /\s/.test(setting.key.trim());
    if (knownKey(setting.key) !== undefined || (isOpenFamily(setting.key) && !hasBlank)) return [];
    return [{ key: firstWord(setting.key), ...placed(setting), ...verdict(setting) }];
  });
}

/** Names that no typing error explains: the flag's words made a key. */
const SAID_OTHERWISE: ReadonlyMap<string, string> = new Map(
  [
    'spark.num.executors',
    'spark.num-executors',
    'spark.executors.num',
    'spark.executor.num',
    'spark.executor.number',
    'spark.numexecutors',
  ].map((key) => [key, EXECUTOR_INSTANCES]),
);

/** What stands behind a blank may be a value, and that a secret. */
const firstWord = (key: string): string => key.trim().split(/\s/)[0] ?? '';

const WHY: Readonly<Record<Resemblance, string>> = {
  case: 'Spark does not read it: upper and lower case count',
  prefix: 'spark-submit drops every key that does not begin with spark.',
  shortened: 'Spark does not read it: a part of the name is missing, as in the option of a reader',
  spelling: 'Spark does not read a key of this name',
};

function verdict({ key }: WrittenSetting): Pick<PlacedFinding, 'id' | 'severity' | 'message' | 'instead' | 'fix'> {
  const [first = '', ...rest] = key.trim().split(/\s+/);
  if (rest.length > 0 && (knownKey(first) !== undefined || isOpenFamily(first))) {
    return {
      id: 'misspelt-key',
      severity: 'error',
      message: `Spark does not read it: a blank stands between ${first} and its value, and the key goes up to the first equals sign`,
      instead: `write ${first}=…, in quotes where the value has blanks`,
    };
  }
  const spaced = key !== key.trim();
  const meant = SAID_OTHERWISE.get(key.trim().toLowerCase());
  const close =
    meant !== undefined
      ? { key: meant, by: 'spelling' as const }
      : knownKey(key.trim()) === undefined
        ? closestKey(key.trim())
        : { key: key.trim(), by: 'spelling' as const };
  if (close !== undefined) {
    const message = spaced ? 'Spark does not read it: a blank belongs to the name' : WHY[close.by];
    return {
      id: 'misspelt-key',
      severity: 'error',
      message,
      instead: `write ${close.key}`,
      ...(rest.length > 0 ? {} : { fix: [{ edit: 'rename', key, to: close.key }] as const }),
    };
  }
  if (!key.startsWith('spark.')) {
    return {
      id: 'dropped-key',
      severity: 'error',
      message: WHY.prefix,
      instead: `write spark.hadoop.${first} for a Hadoop setting, or leave it out`,
      ...(rest.length > 0 ? {} : { fix: [{ edit: 'rename', key, to: `spark.hadoop.${key}` }] as const }),
    };
  }
  return {
    id: 'unknown-key',
    severity: 'note',
    message: "neither Spark nor EMR's Spark reads a key of this name, and none is close to it",
    instead: 'check it against the guide of the library that it belongs to',
  };
}
