type Fields = Readonly<Record<string, unknown>>;

/** Names of fields in version 1 of the log, in which the published runs were recorded, and those of today. */
const RENAMED: Readonly<Record<string, string>> = {
  s: 'expectedSpeedUp',
  tMinutes: 'elapsedMinutes',
  rMinutes: 'remainingMinutes',
  version: 'rowVersion',
  why: 'reason',
  detail: 'reason',
  because: 'reason',
};

/** A recorded log entry with the names of today; an entry that has them already stays as it is. */
export function fromRecorded<Entry>(recorded: unknown): Entry {
  if (Array.isArray(recorded)) return recorded.map((one) => fromRecorded(one)) as Entry;
  if (typeof recorded !== 'object' || recorded === null) return recorded as Entry;
  const renamed = Object.entries(recorded as Fields).map(([name, value]) => [
    RENAMED[name] ?? name,
    fromRecorded(value),
  ]);
  return Object.fromEntries(renamed) as Entry;
}
