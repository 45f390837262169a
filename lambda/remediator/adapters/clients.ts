/** The SDK's own request time-out only warns unless told to throw; a call that hangs would outlive its invocation. */
const TIMEOUTS = { connectionTimeout: 3000, requestTimeout: 20_000, throwOnRequestTimeout: true };

/** For reads: the SDK may repeat them. */
export const READ_CLIENT = { maxAttempts: 3, requestHandler: TIMEOUTS } as const;

/** For writes: one attempt, because a repeated AddJobFlowSteps is a second step. */
export const WRITE_CLIENT = { maxAttempts: 1, requestHandler: TIMEOUTS } as const;

/** For the actor's keys, fetched right before a write: what they take is taken from the run time reserved for that write. */
export const KEYS_CLIENT = { maxAttempts: 2, requestHandler: { ...TIMEOUTS, requestTimeout: 5000 } } as const;
