import { SHIPPED } from '../../lambda/remediator/machine';
import { DEFAULT_POLICY } from '../../lib/remedy';
import type { Lab } from './moves/lab';
import type { Scenario } from './scenario';
import { type Found, type Limits, search } from './search';
import { spaceOf } from './space';
import { traceOf } from './trace';

/** What one scenario came to. */
export interface Checked extends Found {
  readonly scenario: Scenario;
  readonly seconds: number;
  readonly traces: readonly string[];
}

/** What is shipped, in a scenario. */
export const shippedIn = (scenario: Scenario): Lab => ({
  scenario,
  setting: { policy: DEFAULT_POLICY, reducer: SHIPPED },
  environment: {},
});

/** Searches one scenario. */
export function check(lab: Lab, limits: Limits): Checked {
  const startedAt = performance.now();
  const space = spaceOf(lab);
  const found = search(space, limits);
  const seconds = (performance.now() - startedAt) / 1000;
  return { ...found, scenario: lab.scenario, seconds, traces: found.violations.map((one) => traceOf(space, one)) };
}

/**
 * Searches scenarios one after another; what one of them leaves of its share of the states goes to those after it.
 *
 * @param states of all scenarios together
 * @param long whether as much may go wrong as in the long form
 */
export function* checkAll(scenarios: readonly Scenario[], states: number, long = false): Generator<Checked> {
  let left = states;
  for (const [index, scenario] of scenarios.entries()) {
    const budgets = long ? scenario.longBudgets : scenario.budgets;
    const checked = check(shippedIn({ ...scenario, budgets }), {
      states: Math.ceil(left / (scenarios.length - index)),
    });
    left -= checked.states;
    yield checked;
  }
}
