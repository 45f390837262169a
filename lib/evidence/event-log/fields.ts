/** JSON that a stranger wrote: fields of another form than the expected one are as good as missing. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function fieldsAt(of: Fields, key: string): Fields {
  const value = of[key];
  return isFields(value) ? value : NONE;
}

/** 0 where there is none. Sums of nanoseconds go beyond what a JavaScript number holds exactly, which is near enough. */
export function numberAt(of: Fields, key: string): number {
  const value = of[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** undefined where there is none, or where it is not after 1970. */
export function timeAt(of: Fields, key: string): number | undefined {
  const value = numberAt(of, key);
  return value > 0 ? value : undefined;
}

export function textAt(of: Fields, key: string): string {
  const value = of[key];
  return typeof value === 'string' ? value : '';
}

export function listAt(of: Fields, key: string): readonly unknown[] {
  const value = of[key];
  return Array.isArray(value) ? value : [];
}
