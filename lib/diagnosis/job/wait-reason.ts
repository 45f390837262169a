import type { JobEvidence, JobWait } from '../../evidence';

const REASONS: Readonly<Record<JobWait, string>> = {
  users: 'the application is a shell, a notebook or a server, whose driver waits for its users',
  batches: 'the application is a stream, whose driver waits for its next batch',
};

/** Why a driver without tasks need not have worked; undefined for an application that ends when its work is done, or where that is not known. */
export function waitReason({ times }: JobEvidence): string | undefined {
  return times?.waitsFor === undefined ? undefined : REASONS[times.waitsFor];
}
