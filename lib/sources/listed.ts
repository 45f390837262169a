/**
 * The list that an answer of AWS must hold.
 *
 * @throws TypeError where it holds none: such an answer is malformed, and taken for an empty list it would prove that there is nothing
 */
export function listed<T>(operation: string, list: readonly T[] | undefined): readonly T[] {
  if (!Array.isArray(list)) throw new TypeError(`${operation} returned no list`);
  return list;
}
