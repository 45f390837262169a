/** What a request may meet, in the order of the table that counts them. */
export const FAULTS = [
  'throttled',
  'error',
  'error after effect',
  'unavailable',
  'lost before effect',
  'lost after effect',
  'late answer',
  'late effect',
  'repeated',
  'stale',
  'malformed',
] as const;

export type FaultKind = (typeof FAULTS)[number];
