import { sparkIsAtLeast } from '../spark';
import type { Reason } from './types';

type Text<T> = string | ((facts: T) => string);

/** A row of a plan's table: a setting, when it is planned, its value and the reason. */
export interface PlannedSetting<T> {
  readonly key: string;
  /** Major and minor of the first Spark that reads it; left out where all do that EMR has. */
  readonly since?: readonly [major: number, minor: number];
  /** Default: always. */
  readonly when?: (facts: T) => boolean;
  readonly value: Text<T>;
  readonly reason: Text<T>;
  readonly source: Text<T>;
}

/** The rows that apply, as they stand in the plan. */
export function reasonsFor<T>(settings: readonly PlannedSetting<T>[], facts: T, sparkVersion: string): Reason[] {
  const worded = (text: Text<T>): string => (typeof text === 'string' ? text : text(facts));
  return settings
    .filter(({ since }) => since === undefined || sparkIsAtLeast(sparkVersion, ...since))
    .filter(({ when }) => when === undefined || when(facts))
    .map(({ key, value, reason, source }) => ({
      key,
      value: worded(value),
      reason: worded(reason),
      source: worded(source),
    }));
}

/** What stands in the plan where the user set a key for which something is computed. */
export function overridden(computed: Reason, own: string): Reason {
  if (own === computed.value) return computed;
  const reason = `given by you; computed would be ${computed.value} (${computed.reason})`;
  return { key: computed.key, value: own, reason, source: 'user' };
}
