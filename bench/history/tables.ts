import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../yarn-oracle/command';

/** What ran the same way, on the same nodes, and how long each of its runs took. */
export interface Configuration {
  readonly job: string;
  readonly machineType: string;
  readonly taskSlots: number;
  readonly nodes: number;
  /** Size of its data aside: the tables have no argument for it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** In no known order: the tables sort them by their length. */
  readonly runsMs: readonly number[];
}

/** A run of a job on one machine, over data of some size. */
export interface MemoryRun {
  readonly job: string;
  readonly dataBytes: number;
  /** The most memory that the whole machine used. */
  readonly peakBytes: number;
}

type Row = Readonly<Record<string, string>>;

const NODE_COLUMNS = ['instance_count', 'machine_type', 'slots', 'memory'];
const NO_ARGUMENT = new Set([...NODE_COLUMNS, 'data_size_MB', 'gross_runtime']);

/** The run-time tables of C3O: one file a job, tab-separated. */
export function readRunTimes(folder: string): Configuration[] {
  if (!existsSync(folder)) throw new UsageError(`--c3o must name a folder, got '${folder}'`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.tsv'));
  if (files.length === 0) throw new UsageError(`--c3o has no file that ends in .tsv, got '${folder}'`);
  return files
    .sort()
    .flatMap((name) => parseRunTimes(name.slice(0, -'.tsv'.length), readFileSync(join(folder, name), 'utf8')));
}

export function parseRunTimes(job: string, text: string): Configuration[] {
  const rows = parseRows(text, '\t', [...NODE_COLUMNS, 'gross_runtime']);
  const alike = groupsBy(rows, ({ gross_runtime: _, ...rest }) => JSON.stringify(rest));
  return [...alike.values()].flatMap((group) => {
    const [row] = group;
    if (row === undefined) return [];
    return {
      job,
      machineType: row.machine_type ?? '',
      nodes: numberIn(row, 'instance_count'),
      taskSlots: numberIn(row, 'slots'),
      parameters: Object.fromEntries(Object.entries(row).filter(([column]) => !NO_ARGUMENT.has(column))),
      runsMs: group.map((one) => numberIn(one, 'gross_runtime') * 1000),
    };
  });
}

/** The local runs of Crispy, comma-separated: those of Spark, each once, as some stand there under two names. */
export function readMemoryRuns(folder: string): MemoryRun[] {
  const file = join(folder, 'crispy_local_jobs.csv');
  if (!existsSync(file))
    throw new UsageError(`--crispy must name a folder with crispy_local_jobs.csv, got '${folder}'`);
  return parseMemoryRuns(readFileSync(file, 'utf8'));
}

export function parseMemoryRuns(text: string): MemoryRun[] {
  const rows = parseRows(text, ',', ['algorithm', 'framework', 'job', 'dataset_size', 'max_memory_used']);
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const figures = [row.algorithm, row.dataset_size, row.max_memory_used].join();
    if (row.framework !== 'spark' || seen.has(figures)) return [];
    seen.add(figures);
    return {
      job: row.job ?? '',
      dataBytes: numberIn(row, 'dataset_size'),
      peakBytes: numberIn(row, 'max_memory_used'),
    };
  });
}

function parseRows(text: string, separator: string, needed: readonly string[]): Row[] {
  const [heading = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = heading.split(separator);
  const missing = needed.find((column) => !columns.includes(column));
  if (missing !== undefined) throw new UsageError(`a table has no column '${missing}'`);
  return lines.map((line) => {
    const values = line.split(separator);
    return Object.fromEntries(columns.map((column, i) => [column, values[i] ?? '']));
  });
}

function numberIn(row: Row, column: string): number {
  const value = Number(row[column] || Number.NaN);
  if (!(value > 0)) throw new UsageError(`a table has '${row[column] ?? ''}' as ${column}`);
  return value;
}

/** Values by their keys, in the order in which each key came first. */
export function groupsBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
