/** From the first look to the second. */
export const SECOND_LOOK_MINUTES = 1 / 3;

/** When a fat step is to be found at the latest, in minutes after its start and beside the lag: warm-up, window and the wait for the next look. */
export const LIMIT_MINUTES = { everyFive: 46, everyMinute: 25 } as const;
