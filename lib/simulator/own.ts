/** The record's own value; names from outside, such as `constructor`, must not find inherited ones. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
