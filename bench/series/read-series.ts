import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a machine was measured at, sample after sample; shares from 0 to 1. */
export interface MachineSeries {
  /** Path below the folder that was given. */
  readonly name: string;
  readonly cpu: readonly number[];
  /** Undefined where the file has no memory. */
  readonly memory?: readonly number[];
}

/** With fewer samples no window fills. */
export const MIN_SAMPLES = 45;

/** Of so many files that a folder should have, one in this many is long enough. */
const FILES_FOR_ONE = 3;

/** At most so many series of a folder that are long enough, evenly drawn over the names of its files. */
export function seriesIn(folder: string, max: number): MachineSeries[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.csv'))
    .sort();
  const found = evenly(names, max * FILES_FOR_ONE).flatMap(
    (name) => parseSeries(name, readFileSync(join(folder, name), 'utf8')) ?? [],
  );
  return evenly(found, max);
}

/** At most so many of all, evenly drawn. */
export function evenly<T>(all: readonly T[], max: number): T[] {
  if (all.length <= max) return [...all];
  return Array.from({ length: max }, (_, i) => all[Math.floor((i * all.length) / max)]).filter(
    (one) => one !== undefined,
  );
}

/**
 * A file of comma-separated samples: those of sar with the columns `%idle` and, perhaps, `%memused`; or one with a column `value` that holds
 * percentages, where its name says CPU. Undefined for any other file, and for one that is too short.
 */
export function parseSeries(name: string, text: string): MachineSeries | undefined {
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = header.split(',').map((column) => column.trim());
  const rows = lines.map((line) => line.split(','));
  const column = (title: string): number[] | undefined => {
    const index = columns.indexOf(title);
    return index < 0 ? undefined : rows.map((row) => Number(row[index] || Number.NaN) / 100);
  };
  const idle = column('%idle');
  const cpu = idle === undefined ? (/cpu/i.test(name) ? column('value') : undefined) : idle.map((share) => 1 - share);
  if (cpu === undefined || cpu.length < MIN_SAMPLES || !cpu.every(isShare)) return undefined;
  const memory = column('%memused');
  return { name, cpu, ...(memory?.every(isShare) ? { memory } : {}) };
}

const isShare = (value: number): boolean => value >= 0 && value <= 1.0001;
