import type { ApiFault, FaultyService } from './types';

/** A call that a fault may meet. */
export interface FaultableCall {
  readonly service: FaultyService;
  readonly operation: string;
  /** After the scenario's start. */
  readonly atMs: number;
}

/** A fault and the number under which its calls are counted. */
export interface NumberedFault {
  readonly number: number;
  readonly fault: ApiFault;
}

interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** What has happened so far, as plain data: chances and limits follow from it and the seed alone. */
export interface FaultState {
  /** Calls by fault and operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Calls that a fault has met, by its number. */
  readonly met: Readonly<Record<number, number>>;
  readonly buckets: Readonly<Record<string, Bucket>>;
}

export const NO_FAULTS_YET: FaultState = { calls: {}, met: {}, buckets: {} };

const MINUTE_MS = 60_000;

/**
 * The first fault that meets the call.
 *
 * The chance of a call follows from how many calls of its operation came before it, not from the order among operations, so that calls made at
 * the same time meet the same faults in every run.
 */
export function decide(
  seed: number,
  faults: readonly NumberedFault[],
  state: FaultState,
  call: FaultableCall,
): { readonly state: FaultState; readonly met?: NumberedFault } {
  let next = state;
  for (const numbered of faults) {
    if (!isAimedAt(numbered.fault, call) || isUsedUp(numbered, next)) continue;
    const { number, fault } = numbered;
    const key = `${number}/${call.service}.${call.operation}`;
    const before = next.calls[key] ?? 0;
    next = { ...next, calls: { ...next.calls, [key]: before + 1 } };
    let isMet = chance(`${seed}/${key}/${before}`) < fault.probability;
    if (fault.kind === 'rate-limit') {
      const bucket = filled(next.buckets[key], fault, call.atMs);
      isMet = bucket.tokens < 1;
      next = {
        ...next,
        buckets: { ...next.buckets, [key]: isMet ? bucket : { ...bucket, tokens: bucket.tokens - 1 } },
      };
    }
    if (isMet)
      return { state: { ...next, met: { ...next.met, [number]: (next.met[number] ?? 0) + 1 } }, met: numbered };
  }
  return { state: next };
}

function isAimedAt({ services, operations, fromMinutes, toMinutes }: ApiFault, call: FaultableCall): boolean {
  const minute = call.atMs / MINUTE_MS;
  return (
    (services === undefined || services.includes(call.service)) &&
    (operations === undefined || operations.includes(call.operation)) &&
    minute >= fromMinutes &&
    (toMinutes === undefined || minute < toMinutes)
  );
}

const isUsedUp = ({ number, fault }: NumberedFault, { met }: FaultState): boolean =>
  fault.times !== undefined && (met[number] ?? 0) >= fault.times;

function filled(
  bucket: Bucket | undefined,
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  atMs: number,
): Bucket {
  if (bucket === undefined) return { tokens: burst, atMs };
  return { tokens: Math.min(burst, bucket.tokens + ((atMs - bucket.atMs) / 1000) * perSecond), atMs };
}

/** A number in [0, 1) that follows from the text alone: FNV-1a, then the finaliser of MurmurHash3. */
function chance(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
