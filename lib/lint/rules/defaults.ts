import { defaultIn, kindIn, knownKey, type ValueKind } from '../../spark';
import type { LintFacts } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding } from '../types';

/** EMR's own values in spark-defaults, which differ from Spark's defaults: saying Spark's again does change something there. */
const SET_BY_EMR =
  /^spark\.(executor\.(memory|cores)|driver\.memory|dynamicAllocation\.enabled|shuffle\.service\.enabled|eventLog\.enabled|master|submit\.deployMode)$/;

/** EMR's value where it is published: saying it again changes nothing. Source: EMR release guide, "Configure Spark". */
const EMR_VALUES: Readonly<Record<string, string>> = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.shuffle.service.enabled': 'true',
};

/** Settings at the value that they have anyway. Harmless; but a list of ten of them hides the two that count. */
export function defaults(facts: LintFacts): PlacedFinding[] {
  return facts.subject.settings.flatMap(({ key, value, where, at }) => {
    const known = knownKey(key);
    const fromEmr = Object.hasOwn(EMR_VALUES, key);
    const own = fromEmr
      ? EMR_VALUES[key]
      : SET_BY_EMR.test(key) || known === undefined
        ? undefined
        : defaultIn(known, facts.minor);
    if (
      own === undefined ||
      facts.beneath.has(key) ||
      known === undefined ||
      !isSame(value, own, kindIn(known, facts.minor))
    )
      return [];
    const whose = fromEmr ? 'EMR' : `Spark ${facts.release.sparkVersion}`;
    return [
      {
        id: 'already-default',
        severity: 'note',
        key,
        where,
        at,
        message: `${shownValue(key, value)} is the default of ${whose}: it changes nothing`,
        instead: 'leave it out, or keep it as a reminder',
      },
    ];
  });
}

function isSame(value: string, own: string, kind: ValueKind | undefined): boolean {
  const [a, b] = [value.trim().toLowerCase(), own.toLowerCase()];
  if (kind?.kind === 'bytes') return sized(a, kind.unit) === sized(b, kind.unit);
  if (kind?.kind === 'time') return timed(a, kind.unit) === timed(b, kind.unit);
  if (kind?.kind === 'double' || kind?.kind === 'whole') return Number(a) === Number(b);
  return a === b;
}

const SIZES: Readonly<Record<string, number>> = { b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40, p: 2 ** 50 };
/** ms */
const TIMES: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 36e5, d: 864e5 };

function sized(text: string, unit: string): number {
  const match = /^(-?\d+)([a-z]?)b?$/.exec(text);
  return Number(match?.[1]) * (SIZES[match?.[2] || unit] ?? Number.NaN);
}

function timed(text: string, unit: string): number {
  const match = /^(-?\d+)([a-z]*)$/.exec(text);
  return Number(match?.[1]) * (TIMES[match?.[2] || unit] ?? Number.NaN);
}
