/** The services whose answers can be spoiled. */
export const FAULTY_SERVICES = ['emr', 'cloudwatch', 'sts', 'sns', 'ssm', 'dynamodb'] as const;
export type FaultyService = (typeof FAULTY_SERVICES)[number];

/** Whether and when a request takes effect whose answer never comes, or says that something went wrong. */
export const EFFECTS = ['none', 'done', 'late'] as const;
type Effect = (typeof EFFECTS)[number];

/**
 * How an answer is spoiled, after its request took effect: no body; a proxy's page; a text that is not of the protocol; without its members;
 * each member null; each member a string; half of the body as if it were whole; half of the body, and the connection ends.
 */
export const MALFORMED_FORMS = [
  'empty',
  'page',
  'text',
  'no-members',
  'null-members',
  'string-members',
  'cut',
  'broken-off',
] as const;
export type MalformedForm = (typeof MALFORMED_FORMS)[number];

/** Which calls a fault meets. */
interface Aim {
  /** Undefined: all. */
  readonly services?: readonly FaultyService[];
  /** By their names in the API, such as `DescribeStep`; undefined: all. */
  readonly operations?: readonly string[];
  /** Minutes after the scenario's start; `toMinutes` is the first moment without it, undefined: never. */
  readonly fromMinutes: number;
  readonly toMinutes?: number;
  /** Of each call that it is aimed at, (0, 1]. */
  readonly probability: number;
  /** The most calls that it meets; undefined: no limit. */
  readonly times?: number;
}

/** One kind of fault. Which error a refusal is depends on the service. */
export type FaultKind =
  /** Refused, as beyond the account's rate. */
  | { readonly kind: 'throttled' }
  /** A token bucket for each operation: what finds it empty is refused as throttled. `probability` has no part in it. */
  | { readonly kind: 'rate-limit'; readonly burst: number; readonly perSecond: number }
  /** The service's own error of the 500s; EMR's writes send it with status 400. */
  | { readonly kind: 'internal-error'; readonly effect: Exclude<Effect, 'late'> }
  /** Status 503 with a page, as of a load balancer. */
  | { readonly kind: 'unavailable'; readonly effect: Exclude<Effect, 'late'> }
  /** The connection ends without an answer. `late`: the request takes effect `delayMs` after that. */
  | { readonly kind: 'lost'; readonly effect: Effect; readonly delayMs: number }
  /** The answer comes `delayMs` later on the server's clock; a client whose patience ends before gets none. `late`: so does the effect. */
  | {
      readonly kind: 'late';
      readonly effect: Exclude<Effect, 'none'>;
      readonly delayMs: number;
      readonly patienceMs: number;
    }
  /** The request takes effect twice, as sent again by a proxy; the second answer is shown. */
  | { readonly kind: 'duplicated' }
  /** A read is answered with what the same request was answered with before, at most `maxAgeMs` ago. */
  | { readonly kind: 'stale'; readonly maxAgeMs: number }
  | { readonly kind: 'malformed'; readonly form: MalformedForm };

export type ApiFault = Aim & FaultKind;

/** The faults of a scenario. The same seed and the same calls meet the same faults. */
export interface FaultPlan {
  readonly seed: number;
  /** The first that meets a call spoils it. */
  readonly api: readonly ApiFault[];
}

export const DEFAULT_FAULT_PLAN: FaultPlan = { seed: 1, api: [] };
