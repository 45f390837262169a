export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const FIVE_MINUTES_MS = 5 * MINUTE_MS;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
