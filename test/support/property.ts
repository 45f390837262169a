import fc from 'fast-check';
import { test } from 'vitest';

export { fc };

/** A test of many drawn cases; a failure names the seed and the path that repeat it. */
export function property<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  parameters: fc.Parameters<T> = {},
): (name: string, holds: (...values: T) => void | Promise<void>) => void {
  return (name, holds) => {
    test(name, () =>
      fc.assert(
        fc.asyncProperty<T>(...arbitraries, async (...values) => holds(...values)),
        parameters,
      ),
    );
  };
}
