import { counted } from '../../numbers';
import type { StoredEntry } from './log-store';

const PART = /^events_(\d{1,9})_.*?(\.compact)?$/;
const UNFINISHED = /^appstatus_.*\.inprogress$/;

export const isPart = ({ name }: StoredEntry): boolean => PART.test(name);

/** The parts of a rolling log that count, in the order in which they were written. */
export interface RollingParts {
  readonly parts: readonly StoredEntry[];
  /** What is to be known of them, such as parts that are missing. */
  readonly notes: readonly string[];
  /** Whether Spark has marked it as still being written. */
  readonly isInProgress: boolean;
}

/** By the entries of its directory. */
export function rollingParts(entries: readonly StoredEntry[]): RollingParts {
  const parts = entries.flatMap((entry) => {
    const [, index, compact] = PART.exec(entry.name) ?? [];
    return index === undefined ? [] : [{ entry, index: Number(index), isCompact: compact !== undefined }];
  });
  parts.sort((a, b) => a.index - b.index || Number(b.isCompact) - Number(a.isCompact));
  const compacted = parts.findLast(({ isCompact }) => isCompact);
  const newer = parts.filter((one) => compacted === undefined || one === compacted || one.index > compacted.index);
  const kept = newer.filter((one, i) => one.index !== newer[i - 1]?.index);
  const repeated = newer.length - kept.length;
  const first = compacted?.index ?? 1;
  const last = kept.at(-1)?.index ?? first;
  const there = new Set(kept.map(({ index }) => index));
  const missing = last - first + 1 - there.size;
  let firstMissing = first;
  while (there.has(firstMissing)) firstMissing += 1;
  return {
    parts: kept.map(({ entry }) => entry),
    notes: [
      ...(compacted === undefined
        ? []
        : ['Spark has compacted this log: the tasks of jobs that had ended are not in it']),
      ...(repeated === 0
        ? []
        : [
            `${counted(repeated, 'file')} with the number of a part that was read before ${repeated === 1 ? 'is' : 'are'} left out`,
          ]),
      ...(missing <= 0
        ? []
        : [
            `${counted(missing, 'part')} of the rolling log ${missing === 1 ? 'is' : 'are'} missing (events_${firstMissing}_…): their tasks are not counted`,
          ]),
    ],
    isInProgress: entries.some(({ name }) => UNFINISHED.test(name)),
  };
}
