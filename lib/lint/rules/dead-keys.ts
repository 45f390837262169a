import { isBefore, type KnownKey, knownKey } from '../../spark';
import { isOn, type LintFacts, placed, settingsInLayers } from '../facts';
import { REPLACEMENTS } from '../replacements';
import type { PlacedFinding, WrittenSetting } from '../types';

/** Read by the memory manager of Spark 1.5, which 2.4 still has (`SparkConf.validateSettings`). */
const LEGACY: ReadonlySet<string> = new Set([
  'spark.shuffle.memoryFraction',
  'spark.shuffle.safetyFraction',
  'spark.storage.memoryFraction',
  'spark.storage.safetyFraction',
  'spark.storage.unrollFraction',
]);

/** Keys that this release's Spark does not read (any more, or yet), or reads under another name with a warning in the log. */
export function deadKeys(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting) => {
    const known = knownKey(setting.key);
    const found = known === undefined ? undefined : verdict(known, setting, facts);
    return found === undefined
      ? []
      : [{ key: setting.key, ...placed(setting), fix: [{ edit: 'remove', key: setting.key }], ...found }];
  });
}

type Verdict = Pick<PlacedFinding, 'id' | 'severity' | 'message' | 'instead' | 'fix'>;

function verdict(known: KnownKey, { key }: WrittenSetting, facts: LintFacts): Verdict | undefined {
  const { minor, release } = facts;
  const spark = `Spark ${release.sparkVersion}`;
  const instead = REPLACEMENTS.get(key);
  const { deprecated, removed } = known;
  if (removed !== undefined && !isBefore(minor, removed.since)) {
    return {
      id: 'removed-key',
      severity: 'error',
      message: `Spark removed it in ${removed.since}, and refuses a value other than the old default`,
      instead: instead ?? `leave it out; Spark says: ${removed.text}`,
    };
  }
  if (known.since === undefined || known.until === undefined || isBefore(known.until, minor)) {
    const last = known.until === undefined ? '' : ` after ${known.until}`;
    return {
      id: 'removed-key',
      severity: 'error',
      message: `${spark} does not read it; it was removed${last}`,
      instead: instead ?? 'leave it out',
    };
  }
  if (isBefore(minor, known.since)) {
    return {
      id: 'too-new-key',
      severity: 'error',
      message: `Spark ${known.since} and later read it; ${release.label} has ${spark}, which ignores it`,
      instead: instead ?? `leave it out, or use a release with Spark ${known.since} or later`,
    };
  }
  if (LEGACY.has(key) && !isOn(facts, 'spark.memory.useLegacyMode')) {
    return {
      id: 'legacy-memory-key',
      severity: 'warning',
      message: `${spark} reads it only with spark.memory.useLegacyMode=true`,
      instead: instead ?? 'leave it out',
    };
  }
  if (deprecated === undefined || isBefore(minor, deprecated.since)) return undefined;
  const present = deprecated.renamedTo;
  return {
    id: present === undefined ? 'deprecated-key' : 'renamed-key',
    severity: 'note',
    ...(present === undefined ? {} : { fix: [{ edit: 'rename', key, to: present }] as const }),
    message:
      present === undefined ? `${spark} calls it deprecated` : `an old name, which ${spark} still reads with a warning`,
    instead: instead ?? (present === undefined ? `Spark says: ${deprecated.text}` : `write ${present}`),
  };
}
