import {
  defaultIn,
  EMR_SPARK_DEFAULTS,
  kindIn,
  knownKey,
  parseBytes,
  parseDouble,
  parseDurationMs,
  type ValueKind,
} from '../../spark';
import { type LintFacts, placed } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding } from '../types';

/** EMR's own values in spark-defaults, which differ from Spark's defaults: saying Spark's again does change something there. */
const SET_BY_EMR =
  /^spark\.(executor\.(memory|memoryOverheadFactor|cores)|driver\.memory|dynamicAllocation\.enabled|shuffle\.service\.enabled|eventLog\.enabled|master|submit\.deployMode)$/;

/** Settings at the value that they have anyway. Harmless; but a list of ten of them hides the two that count. */
export function defaults(facts: LintFacts): PlacedFinding[] {
  return facts.subject.settings.flatMap(({ key, value, ...setting }) => {
    const known = knownKey(key);
    if (known === undefined || facts.beneath.has(key)) return [];
    const { defaults: beneath } = facts.effective.spark;
    // Said again, EMR's value changes nothing.
    const fromEmr = beneath === 'emr' && Object.hasOwn(EMR_SPARK_DEFAULTS, key);
    const isUnknown = beneath === 'unknown' || (beneath === 'emr' && SET_BY_EMR.test(key));
    const own = fromEmr ? EMR_SPARK_DEFAULTS[key] : isUnknown ? undefined : defaultIn(known, facts.minor);
    if (own === undefined || !isSame(value, own, kindIn(known, facts.minor))) return [];
    const whose = fromEmr ? 'EMR' : `Spark ${facts.release.sparkVersion}`;
    return [
      {
        id: 'already-default',
        severity: 'note',
        key,
        ...placed(setting),
        message: `${shownValue(key, value)} is the default of ${whose}: it changes nothing`,
        instead: 'leave it out, or keep it as a reminder',
        fix: [{ edit: 'remove', key }],
      },
    ];
  });
}

function isSame(value: string, own: string, kind: ValueKind | undefined): boolean {
  const read = (text: string): number | string | undefined => {
    switch (kind?.kind) {
      case 'bytes':
        return parseBytes(text, kind.unit);
      case 'time':
        return parseDurationMs(text, kind.unit);
      case 'double':
      case 'whole':
        return parseDouble(text);
      default:
        return text.trim().toLowerCase();
    }
  };
  const written = read(value);
  return written !== undefined && written === read(own);
}
