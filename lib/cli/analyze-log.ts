import { setFlagsFromString } from 'node:v8';
import { InputError } from '../errors';
import { hasRepeatedEvents } from '../evidence';
import { bytes, counted, percent } from '../numbers';
import {
  type ApplicationLogs,
  type EventLog,
  type LogStore,
  lastLog,
  readEventLog,
  summariseLog,
} from '../sources/event-log';
import type { Io } from './io';
import { progressLine } from './progress';

/** The log of an application's last attempt, read with progress on stderr. */
export async function readLog(store: LogStore, logs: ApplicationLogs, io: Io): Promise<EventLog> {
  const found = await lastLog(store, logs);
  keepNewObjectsFew();
  const progress = progressLine(io);
  let shown = '';
  return await readEventLog(store, found, {
    now: io.now,
    onProgress: (read, all) => {
      const text = `reading ${found.path}: ${percent(read / all)} of ${bytes(all)}`;
      if (text !== shown) progress.show(text);
      shown = text;
    },
  }).finally(progress.end);
}

/**
 * V8 lets the space of new objects grow to 2 × 16 MB while much is made of which nothing stays, as here. Reading is as fast in the space of the
 * start.
 */
function keepNewObjectsFew(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * The logs of one application among several.
 *
 * @throws InputError `unknown-application` where none of them is its
 */
export async function logsOf(
  applicationId: string,
  path: string,
  { store, applications }: { readonly store: LogStore; readonly applications: readonly ApplicationLogs[] },
): Promise<ApplicationLogs> {
  const named = applications.find(({ id }) => id === applicationId);
  if (named !== undefined) return named;
  for (const logs of applications.filter(({ id }) => id === undefined)) {
    const { outline } = await summariseLog(store, await lastLog(store, logs));
    if (outline?.applicationId === applicationId) return logs;
  }
  throw new InputError(
    'unknown-application',
    `${path} has no log of ${applicationId} among those of ${counted(applications.length, 'application')}; leave --application out to see them`,
  );
}

/** What is to be known of a log as it was read, one sentence each. */
export function notesOn({ notes, isCutOff, brokenLines, evidence }: EventLog): string[] {
  const { endedAtMs } = evidence.application;
  return [
    ...notes,
    ...(isCutOff ? ['the last line is cut off and left out'] : []),
    ...(brokenLines > 0
      ? [
          `${counted(brokenLines, 'line')} in the middle cannot be read and ${brokenLines === 1 ? 'is' : 'are'} left out`,
        ]
      : []),
    ...(evidence.times?.isLocal ? ['in local mode the driver is the executor'] : []),
    ...(hasRepeatedEvents(evidence.stages)
      ? ['the same events stand in this log more than once, and are counted as often; copy it again']
      : []),
    ...(endedAtMs === undefined
      ? [
          'the log has no end of the application: it still ran, was killed, or the log is not whole; figures are those of its newest event',
        ]
      : []),
  ];
}
