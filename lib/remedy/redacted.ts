import type { SettingChange } from '../sizing';

/** Numbers with a unit, and switches: what a value in force may show of itself. */
const HARMLESS = /^([0-9]+[kmgtp]?b?|true|false)$/i;

/** A change without any value that could be a secret: what somebody else wrote is shown only where it is a number or a switch. */
export function redacted(change: SettingChange): SettingChange {
  const { key, from, to, reason } = change;
  return { key, ...(from !== undefined && HARMLESS.test(from) ? { from } : {}), to, reason };
}
