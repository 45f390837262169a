import type { Place } from './written';

/** A place alone, without what stands there. */
export function placeOf({ where, at, file, line }: Place): Place {
  return { where, at, ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}
