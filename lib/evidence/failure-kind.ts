import type { FailureKind } from './types';

/** Spark's, YARN's and the JVM's words for each kind, the surest first; a text that matches none is the application's own affair. */
const WORDS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'container',
    /exceeding (physical|virtual) memory limits|beyond the '?(PHYSICAL|VIRTUAL)'? memory limit|exit(ed with)? ?(status|code):? ?(is )?-10[34]\b/i,
  ],
  ['driver', /spark\.driver\.maxResultSize/],
  ['python', /Python worker (exited unexpectedly|failed to connect back)|\bMemoryError\b/],
  [
    'heap',
    /java\.lang\.OutOfMemoryError|Java heap space|GC overhead limit exceeded|Unable to acquire \d+ bytes of memory|exit(ed with)? ?(status|code):? ?(is )?52\b/i,
  ],
  ['fetch', /FetchFailed|MetadataFetchFailed|Failed to connect to |missing an output location for shuffle/],
  ['preempted', /\bwas preempted\b|exit(ed with)? ?(status|code):? ?(is )?-102\b/i],
  [
    'lost-node',
    /(lost|decommissioned|bad|unhealthy)\*? node(?! *: *container)|Executor (heartbeat timed out|Process Lost)|(Worker|Slave) lost|decommission|exit(ed with)? ?(status|code):? ?(is )?-10[01]\b|Remote RPC client disassociated|because of a YARN event/i,
  ],
  // Its result was there; it was lost with the executor that kept it.
  ['lost-node', /^Resubmitted(?: \(resubmitted due to lost executor\))?$/m],
  ['killed', /exit(ed with)? ?(status|code):? ?(is )?(137|143)\b/i],
];

/** What a text of Spark says failed. */
export function failureKind(text: string): FailureKind {
  return WORDS.find(([, words]) => words.test(text))?.[0] ?? 'other';
}

/** Whether an executor was given back on purpose: by dynamic allocation, or because the application ends. */
export const isReturned = (reason: string): boolean =>
  /killed by driver|exited from explicit termination request|application (ended|finished)/i.test(reason);
