import fc from 'fast-check';
import { test } from 'vitest';

export { fc };

/** Where the tests run once for each mutant of the code: how many cases are drawn at most, the same ones each time. */
const maxRuns = process.env.PROPERTY_RUNS === undefined ? undefined : Number(process.env.PROPERTY_RUNS);

const bounded = <T>(parameters: fc.Parameters<T>): fc.Parameters<T> =>
  maxRuns === undefined
    ? parameters
    : { ...parameters, seed: 1, numRuns: Math.min(maxRuns, parameters.numRuns ?? maxRuns) };

/** A test of many drawn cases; a failure names the seed and the path that repeat it. */
export function property<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  parameters: fc.Parameters<T> = {},
): (name: string, holds: (...values: T) => void | Promise<void>) => void {
  return (name, holds) => {
    test(name, () =>
      fc.assert(
        fc.asyncProperty<T>(...arbitraries, async (...values) => holds(...values)),
        bounded(parameters),
      ),
    );
  };
}
