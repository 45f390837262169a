import type { LogOutline } from '../evidence';
import { bytes, counted, grouped } from '../numbers';
import { duration } from './duration';
import { moment } from './moment';
import { SCHEMA_VERSION } from './plan-json';
import { type TextStyle, wrap } from './style';
import { textTable } from './text-table';

/** The log of an application in a folder, as far as it is known without reading all of it. */
export interface ListedLog {
  readonly path: string;
  /** Logs of the application, of which this is the last. */
  readonly attempts: number;
  /** Of its files. */
  readonly bytes: number;
  /** undefined where it is no event log. */
  readonly outline: LogOutline | undefined;
  /** `unread`: too large to be unpacked for a list. */
  readonly state: 'ended' | 'in-progress' | 'no-end' | 'unread';
}

/** The applications of a folder, as `analyze --json` prints them where neither one nor all are asked for; the newest first. */
export interface LogListJson {
  schemaVersion: number;
  applications: ListedLogJson[];
}

interface ListedLogJson {
  path: string;
  /** Null where the file is no event log. */
  applicationId: string | null;
  /** As its author calls it; null where the file is no event log. */
  name: string | null;
  /** Epoch ms; null where the file is no event log. */
  startedAtMs: number | null;
  /** Epoch ms; null where the log has no end of the application, or was not read to it. */
  endedAtMs: number | null;
  /** Attempts that have a log here. */
  attempts: number;
  /** Of the last attempt's files. */
  bytes: number;
  /** `unread`: too large to be unpacked for a list. */
  state: ListedLog['state'] | 'no-event-log';
}

export function logListToJson(logs: readonly ListedLog[]): LogListJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    applications: logs.map(({ path, attempts, bytes, outline, state }) => ({
      path,
      applicationId: outline?.applicationId ?? null,
      name: outline?.name ?? null,
      startedAtMs: outline?.startedAtMs ?? null,
      endedAtMs: outline?.endedAtMs ?? null,
      attempts,
      bytes,
      state: outline === undefined ? 'no-event-log' : state,
    })),
  };
}

const STATES: Readonly<Record<ListedLog['state'], string>> = {
  ended: 'ended',
  'in-progress': 'in progress',
  'no-end': 'no end in the log',
  unread: 'not read to its end',
};

/** @param folder as it was given */
export function logListToText(logs: readonly ListedLog[], folder: string, style: TextStyle = {}): string {
  const rows = logs.map(({ path, attempts, outline, state, bytes: size }) => {
    if (outline === undefined) return [fileOf(path), '', '', '', grouped(attempts), bytes(size), 'not an event log'];
    const { applicationId, name, startedAtMs, endedAtMs } = outline;
    const ran = endedAtMs === undefined ? '–' : duration(Math.max(0, endedAtMs - startedAtMs));
    return [applicationId, name, moment(startedAtMs), ran, grouped(attempts), bytes(size), STATES[state]];
  });
  return [
    ...wrap(style, `${folder} has logs of ${counted(logs.length, 'application')}:`, ''),
    ...textTable(
      [
        { heading: 'application' },
        { heading: 'name' },
        { heading: 'started' },
        { heading: 'ran for', align: 'right' },
        { heading: 'attempts', align: 'right' },
        { heading: 'size', align: 'right' },
        { heading: 'state' },
      ],
      rows,
      { width: style.width },
    ),
    '',
    ...wrap(style, 'Analyze one of them with --application <id>, or all with --all.', ''),
  ].join('\n');
}

const fileOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
