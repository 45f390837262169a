import { isUnresolved } from '../../effective';
import {
  OLD_NAMES,
  parseBoolean,
  parseBytes,
  parseDouble,
  parseDurationMs,
  parseWhole,
  type ValueKind,
} from '../../spark';
import { kindOf, type LintFacts, placed, settingsInLayers } from '../facts';
import { shownValue } from '../shown-value';
import type { PlacedFinding, WrittenSetting } from '../types';

/** Values that Spark cannot read. */
export function values(facts: LintFacts): PlacedFinding[] {
  return settingsInLayers(facts).flatMap((setting) => {
    // An old name's values are those of the present one.
    const kind = kindOf(facts, OLD_NAMES.get(setting.key) ?? setting.key);
    const found = kind === undefined ? undefined : malformed(setting, kind, facts);
    return found === undefined ? [] : [{ key: setting.key, ...placed(setting), ...found }];
  });
}

type Verdict = Pick<PlacedFinding, 'id' | 'severity' | 'message' | 'instead' | 'fix'>;

function malformed({ key, value }: WrittenSetting, kind: ValueKind, facts: LintFacts): Verdict | undefined {
  const text = value.trim().toLowerCase();
  // Spark substitutes these from other settings and the environment when it reads them.
  if (isUnresolved(text)) return undefined;
  const wants = objection(text, kind);
  if (wants === undefined) return undefined;
  const size = kind.kind === 'bytes' ? wholeSize(text) : kind.kind === 'whole' ? inBytes(text) : undefined;
  return {
    id: 'bad-value',
    severity: 'error',
    message: `Spark ${facts.release.sparkVersion} cannot read ${shownValue(key, value)}: it takes ${wants}`,
    instead: size === undefined ? `write ${wants}` : `write ${key}=${size}`,
    fix: [size === undefined ? { edit: 'remove', key } : { edit: 'set', key, value: size }],
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
          : `a whole number, ${kind.least} or more`;
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
