/** Events that carry something, by their names without `SparkListener`; every other one is skipped unread. */
const KINDS = [
  'ApplicationEnd',
  'ApplicationStart',
  'EnvironmentUpdate',
  'ExecutorAdded',
  'ExecutorMetricsUpdate',
  'ExecutorRemoved',
  'JobEnd',
  'JobStart',
  'LogStart',
  'ResourceProfileAdded',
  'StageCompleted',
  'StageExecutorMetrics',
  'StageSubmitted',
  'TaskEnd',
  'TaskStart',
] as const;

export type EventKind = (typeof KINDS)[number];

/** As Spark writes every line. */
const PREFIX = '{"Event":"';
const LISTENER = 'SparkListener';
/** Longer than the prefix and the longest name that is looked for. */
const MAX_BEGINNING = 60;

const BY_NAME: ReadonlyMap<string, EventKind> = new Map(KINDS.map((kind) => [`${LISTENER}${kind}`, kind]));

/** The kind of a line by its beginning; `skip` for an event that carries nothing, undefined for a line that does not begin as Spark writes one. */
export function kindOf(line: Buffer): EventKind | 'skip' | undefined {
  const beginning = line.toString('latin1', 0, MAX_BEGINNING);
  if (!beginning.startsWith(PREFIX)) return undefined;
  const end = beginning.indexOf('"', PREFIX.length);
  if (end < 0) return beginning.length < MAX_BEGINNING ? undefined : 'skip';
  return kindNamed(beginning.slice(PREFIX.length, end));
}

export const kindNamed = (name: string): EventKind | 'skip' => BY_NAME.get(name) ?? 'skip';
