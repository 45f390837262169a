import {
  kindIn,
  knownKey,
  parseBoolean,
  parseBytes,
  parseDouble,
  parseDurationMs,
  parseWhole,
  type ValueKind,
} from '../../spark';
import type { LintFacts } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding, WrittenSetting } from '../types';

/** A bare number of this size or more is no count of bytes in a setting whose bare number means MiB: 1 TiB in MiB. */
const BYTES_TAKEN_FOR_MIB = 1024 * 1024;
/** A bare number below this is no size in bytes: 1 MiB. */
const SMALLEST_BYTES = 1024 * 1024;

/** Values that Spark cannot read, and bare numbers whose unit is another than the writer seems to think. */
export function values(facts: LintFacts): PlacedFinding[] {
  return facts.subject.settings.flatMap((setting) => {
    const known = knownKey(setting.key);
    const kind = known === undefined ? undefined : kindIn(known, facts.minor);
    const found = kind === undefined ? undefined : (malformed(setting, kind, facts) ?? otherUnit(setting, kind));
    return found === undefined ? [] : [{ key: setting.key, where: setting.where, at: setting.at, ...found }];
  });
}

type Verdict = Pick<PlacedFinding, 'id' | 'severity' | 'message' | 'instead'>;

function malformed({ key, value }: WrittenSetting, kind: ValueKind, facts: LintFacts): Verdict | undefined {
  const text = value.trim().toLowerCase();
  // Spark substitutes these from other settings and the environment when it reads them.
  if (text.includes('${')) return undefined;
  const wants = objection(text, kind);
  if (wants === undefined) return undefined;
  const size = kind.kind === 'bytes' ? wholeSize(text) : kind.kind === 'whole' ? inBytes(text) : undefined;
  return {
    id: 'bad-value',
    severity: 'error',
    message: `Spark ${facts.release.sparkVersion} cannot read ${shownValue(key, value)}: it takes ${wants}`,
    instead: size === undefined ? `write ${wants}` : `write ${key}=${size}`,
  };
}

/** What the value should have been; undefined where it is fine. */
function objection(text: string, kind: ValueKind): string | undefined {
  switch (kind.kind) {
    case 'boolean':
      return parseBoolean(text) !== undefined ? undefined : 'true or false';
    case 'bytes':
      return parseBytes(text, kind.unit) !== undefined
        ? undefined
        : 'a whole number with k, m, g or t and no space, such as 4g';
    case 'time':
      return parseDurationMs(text, kind.unit) !== undefined
        ? undefined
        : 'a whole number with ms, s, min, h or d and no space, such as 60s';
    case 'double':
      return parseDouble(text) !== undefined ? undefined : 'a number, such as 0.6';
    case 'whole':
      return (parseWhole(text) ?? Number.NaN) >= (kind.least ?? Number.NEGATIVE_INFINITY)
        ? undefined
        : kind.least === undefined
          ? 'a whole number'
          : `a whole number from ${kind.least} on`;
    case 'one':
      return kind.of.some((one) => one.toLowerCase() === text) ? undefined : `one of ${kind.of.join(', ')}`;
  }
}

/** `20 GB` and `1.5g` as Spark would read them: 20g, 1536m. */
function wholeSize(text: string): string | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt])(i?b)?$/.exec(text);
  if (match === null) return undefined;
  const [, number = '', unit = ''] = match;
  const units = ['k', 'm', 'g', 't'];
  const finer = units[units.indexOf(unit) - 1];
  if (Number.isInteger(Number(number))) return `${Number(number)}${unit}`;
  return finer === undefined ? undefined : `${Math.round(Number(number) * 1024)}${finer}`;
}

/** A size for a setting that is a bare number of bytes in this version of Spark: `32m` → 33554432. */
function inBytes(text: string): string | undefined {
  return /^\d+[mgt]b?$/.test(text) ? String(parseBytes(text, 'b')) : undefined;
}

function otherUnit({ key, value }: WrittenSetting, kind: ValueKind): Verdict | undefined {
  const text = value.trim();
  if (kind.kind !== 'bytes' || !/^\d+$/.test(text)) return undefined;
  const number = Number(text);
  if (kind.unit === 'm' && number >= BYTES_TAKEN_FOR_MIB) {
    return {
      id: 'unit-trap',
      severity: 'error',
      message: `a bare number means MiB here: ${shownValue(key, value)} is ${Math.floor(number / 1024 / 1024)} TiB`,
      instead: `write the unit: ${key}=${Math.round(number / 1024 / 1024)}m, if bytes were meant`,
    };
  }
  if (kind.unit === 'b' && number > 0 && number < SMALLEST_BYTES && SIZES_OF_MEMORY.has(key)) {
    return {
      id: 'unit-trap',
      severity: 'error',
      message: `a bare number means bytes here: ${shownValue(key, value)} is less than 1 MiB`,
      instead: `write the unit: ${key}=${number}m, if MiB were meant`,
    };
  }
  return undefined;
}

/** Settings in bytes of which nobody wants less than a MiB; of others a few bytes may be meant. */
const SIZES_OF_MEMORY: ReadonlySet<string> = new Set([
  'spark.memory.offHeap.size',
  'spark.sql.files.maxPartitionBytes',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes',
  'spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes',
  'spark.driver.maxResultSize',
]);
