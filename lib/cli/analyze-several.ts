import { examineJob } from '../diagnosis';
import { isInputError } from '../errors';
import { ranForMs, slotTime } from '../evidence';
import { counted } from '../numbers';
import type { ListedLog, RankedRun, Ranking } from '../render';
import { type ApplicationLogs, type LogStore, lastLog, summariseLog } from '../sources/event-log';
import { notesOn, readLog } from './analyze-log';
import type { Io } from './io';
import { progressLine } from './progress';

/** Logs of which the beginning and the end are read at once. */
const AT_ONCE = 8;

/** What is known of each application without reading its log, the one that started last first. */
export async function listLogs(
  store: LogStore,
  applications: readonly ApplicationLogs[],
  io: Io,
): Promise<readonly ListedLog[]> {
  const progress = progressLine(io);
  const listed: ListedLog[] = [];
  const left = [...applications];
  const work = async (): Promise<void> => {
    for (let logs = left.shift(); logs !== undefined; logs = left.shift()) {
      listed.push(await listedLog(store, logs));
      progress.show(`looking at ${listed.length} of ${counted(applications.length, 'log')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work)).finally(progress.end);
  const startOf = ({ outline }: ListedLog): number => outline?.startedAtMs ?? 0;
  return listed.sort((a, b) => startOf(b) - startOf(a) || (a.path < b.path ? -1 : 1));
}

async function listedLog(store: LogStore, logs: ApplicationLogs): Promise<ListedLog> {
  const path = logs.attempts.at(-1)?.path ?? '';
  const attempts = logs.attempts.length;
  try {
    const found = await lastLog(store, logs);
    return { path, attempts, bytes: found.bytes, ...(await summariseLog(store, found)) };
  } catch (error) {
    if (!isInputError(error)) throw error;
    return { path, attempts, bytes: 0, outline: undefined, state: 'no-end' };
  }
}

/** All applications, read one after the other: those that waste the most slot-hours first. */
export async function rankLogs(store: LogStore, applications: readonly ApplicationLogs[], io: Io): Promise<Ranking> {
  const runs: RankedRun[] = [];
  const unread: { path: string; reason: string }[] = [];
  for (const logs of applications) {
    const path = logs.attempts.at(-1)?.path ?? '';
    try {
      const log = await readLog(store, logs, io);
      const { evidence, applicationName } = log;
      runs.push({
        path,
        name: applicationName,
        application: evidence.application,
        ranForMs: ranForMs(evidence),
        slots: slotTime(evidence),
        findings: examineJob(evidence).findings,
        notes: notesOn(log),
      });
    } catch (error) {
      if (!isInputError(error)) throw error;
      unread.push({ path, reason: error.message });
    }
  }
  return { runs, unread };
}
