import { durationMs, isAtLeast, type LintFacts, placeOf, wholePlace } from '../facts';
import type { LintEdit, PlacedFinding } from '../types';

const HEARTBEAT = 'spark.executor.heartbeatInterval';
const TIMEOUT = 'spark.network.timeout';
const CHECK = 'spark.network.timeoutInterval';
const LOST = 'spark.storage.blockManagerHeartbeatTimeoutMs';

/** Timeouts that contradict each other (`SparkConf.validateSettings`, `HeartbeatReceiver`). */
export function timeouts(facts: LintFacts): PlacedFinding[] {
  const heartbeat = durationMs(facts, HEARTBEAT);
  const timeout = durationMs(facts, TIMEOUT);
  if (heartbeat === undefined || timeout === undefined) return [];
  if (heartbeat >= timeout) {
    return [
      refusal(facts, [HEARTBEAT, TIMEOUT], {
        message: `an executor reports every ${seconds(heartbeat)}, and counts as lost after ${seconds(timeout)} (${TIMEOUT}): Spark refuses to start`,
        instead: `set ${HEARTBEAT} well below ${TIMEOUT}; the defaults are 10s and 120s`,
      }),
    ];
  }
  const check = durationMs(facts, CHECK);
  const lost = facts.settings.has(LOST) ? durationMs(facts, LOST) : timeout;
  if (!isAtLeast(facts, 3, 3) || check === undefined || lost === undefined || check <= lost) return [];
  return [
    refusal(facts, [LOST, TIMEOUT, CHECK], {
      message: `executors count as lost after ${seconds(lost)}, which Spark looks for every ${seconds(check)} (${CHECK}) only: it refuses to start`,
      instead: `set ${facts.settings.has(LOST) ? LOST : TIMEOUT} to ${seconds(check)} or more; the default is 120s`,
    }),
  ];
}

function refusal(
  facts: LintFacts,
  keys: readonly string[],
  words: { readonly message: string; readonly instead: string },
): PlacedFinding {
  const key = keys.find((one) => placeOf(facts, one) !== undefined);
  const place = (key === undefined ? undefined : placeOf(facts, key)) ?? wholePlace(facts);
  return {
    id: 'heartbeat-over-timeout',
    severity: 'error',
    key,
    ...place,
    ...words,
    fix: keys.filter((one) => placeOf(facts, one) !== undefined).map((one): LintEdit => ({ edit: 'remove', key: one })),
  };
}

const seconds = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`);
