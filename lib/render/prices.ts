import type { NodeRange } from '../sizing';

/** What a node costs for an hour by instance type, in the user's own currency. */
export type Prices = ReadonlyMap<string, number>;

/** Of the core and task nodes at their largest number; undefined where a price is missing. */
export function costPerHour(nodes: readonly NodeRange[], prices: Prices): number | undefined {
  let sum = 0;
  for (const { instanceType, max } of nodes) {
    const price = prices.get(instanceType);
    if (price === undefined) return undefined;
    sum += max * price;
  }
  return sum;
}
