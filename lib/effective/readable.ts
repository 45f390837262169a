import { isInputError } from '../errors';

/** What the function gives; undefined where it cannot read its input. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}
