import type { ErrorFacts } from '../../lib/remedy';

/** What may be logged of an error. */
export function errorFacts(error: unknown): ErrorFacts {
  if (typeof error !== 'object' || error === null) return { error: 'Unknown' };
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: number; requestId?: string } };
  return {
    error: typeof name === 'string' && /^[A-Za-z0-9_.]{1,80}$/.test(name) ? name : 'Unknown',
    ...($metadata?.httpStatusCode === undefined ? {} : { status: $metadata.httpStatusCode }),
    ...($metadata?.requestId === undefined ? {} : { requestId: $metadata.requestId }),
  };
}

/** Errors with which EMR says that a write call was turned away; by name, because it sends InternalServerError with HTTP 400 too. */
const NO_EFFECT: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ValidationException',
  'ValidationError',
  'InvalidRequestException',
  'AccessDeniedException',
]);

/** The code of a call that certainly had no effect; undefined where that is unknown. */
export function noEffectCode(error: unknown): string | undefined {
  const { error: name, status } = errorFacts(error);
  const answered = status !== undefined && status >= 400 && status < 500;
  return answered && NO_EFFECT.has(name) ? name : undefined;
}
