import { grouped } from '../../lib/numbers';
import type { GoldenPlan } from './golden-tables';

/** As many as a person reads. */
const SHOWN = 8;

/** Columns of the table after the instance type, as a person says them. */
const COLUMNS = [
  ['cores', ''],
  ['heap', ' MiB'],
  ['overhead', ' MiB'],
  ['executors a node', ''],
  ['read split', ''],
] as const;

/**
 * What moved, in words: `r5.4xlarge  heap 25,870 → 25,871 MiB`; empty where nothing did. A type that has a row for the first time has not
 * moved.
 */
export function movedRows(golden: readonly string[], now: readonly string[]): string[] {
  const nowByName = new Map(now.map((row) => [nameOf(row), row]));
  return golden.flatMap((row) => {
    const name = nameOf(row);
    const other = nowByName.get(name);
    if (other === row) return [];
    if (other === undefined) return [`${name}  is no longer listed`];
    const [was, is] = [row.split(',').slice(1), other.split(',').slice(1)];
    const changes = COLUMNS.flatMap(([column, unit], i) =>
      was[i] === is[i] ? [] : [`${column} ${shownNumber(was[i])} → ${shownNumber(is[i])}${unit}`],
    );
    return [`${name}  ${changes.join(', ')}`];
  });
}

/** Names that have no row yet. */
export function newNames(golden: readonly string[], now: readonly string[]): string[] {
  const known = new Set(golden.map(nameOf));
  return now.map(nameOf).filter((name) => !known.has(name));
}

/** What moved in whole plans: a setting that came, went or changed, or the order of settings. */
export function movedPlans(
  golden: Readonly<Record<string, GoldenPlan>>,
  now: Readonly<Record<string, GoldenPlan>>,
): string[] {
  return Object.entries(golden).flatMap(([name, was]) => {
    const is = now[name];
    if (is === undefined) return [`${name}:  is no longer planned`];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    const [before, after] = [leaves(was), leaves(is)];
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    const changed = keys.filter((key) => before.get(key) !== after.get(key));
    if (changed.length === 0) return [`${name}:  the same settings in another order`];
    return changed.map((key) => `${name}:  ${key} ${before.get(key) ?? 'not set'} → ${after.get(key) ?? 'not set'}`);
  });
}

/** The whole message: how much moved, the first lines, and what to do about it. */
export function verdict(version: string, moved: readonly string[], of: string): string {
  const more = moved.length > SHOWN ? [`  … and ${grouped(moved.length - SHOWN)} more`] : [];
  return [
    `sizing version ${version} no longer gives what it always gave: ${grouped(moved.length)} of ${of} moved`,
    ...moved.slice(0, SHOWN).map((line) => `  ${line}`),
    ...more,
    `A number that moves replaces running clusters. Undo the change, or leave ${version} as it was and give the new numbers a sizing version`,
    'of their own, which users opt in to ("Numbers are contract" in docs/guide.md). The written numbers of a version are never changed.',
  ].join('\n');
}

function nameOf(row: string): string {
  return row.slice(0, row.indexOf(','));
}

const shownNumber = (text = ''): string => (/^\d+$/.test(text) ? grouped(Number(text)) : text);

/** Every single value by its path, such as `spark-defaults spark.executor.cores`. */
function leaves(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map([[path.join(' '), String(value)]]);
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const named = (inner as { classification?: string } | null)?.classification;
    const step = ['classifications', 'properties', 'configurations', 'classification'].includes(key)
      ? []
      : [named ?? key];
    return [...leaves(inner, [...path, ...step])];
  });
  return new Map(entries);
}
