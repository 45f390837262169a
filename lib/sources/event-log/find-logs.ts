import { InputError } from '../../errors';
import { counted } from '../../numbers';
import { inFolder, type LogStore, nameOf, type Stored, type StoredEntry } from './log-store';
import { isPart, rollingParts } from './rolling-log';

/** The files of one event log, in the order in which they were written. */
export interface FoundLog {
  /** Of the file, or of the directory of a rolling log. */
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** All of them, bytes. */
  readonly bytes: number;
  /** What is to be known of the choice, such as parts that are missing. */
  readonly notes: readonly string[];
  /** Whether its name says that it is still being written. */
  readonly isInProgress: boolean;
}

/** The logs of one application, of which each attempt has one. */
export interface ApplicationLogs {
  /** By the names of the logs; undefined where they have none. */
  readonly id: string | undefined;
  /** The last attempt last. */
  readonly attempts: readonly LogPlace[];
}

interface LogPlace {
  readonly path: string;
  readonly attempt: number;
  readonly stored: Stored | undefined;
}

const ROLLING = /^eventlog_v2_/;
/** What Spark and EMR call the log of an application, whatever its codec. */
const LOG = /^(application_\d+_\d+|app-\d{14}-\d+|local-\d+|spark-[\w-]+)(_\d+)?(\.[\w.]+)?$/;
const PACKED = /\.(json|events?|log)\.(gz|zstd|zst|lz4|snappy)$/;
const APPLICATION = /(application_\d+_\d+|app-\d{14}-\d+|local-\d+)(?:_(\d+))?/;

/**
 * The applications whose logs a path has: one for a file or the directory of a rolling log, any number for another directory.
 *
 * @throws InputError `no-file`, `no-logs`
 */
export async function findApplications(store: LogStore, path: string): Promise<readonly ApplicationLogs[]> {
  const stored = await store.look(path);
  if (stored.kind === 'file' || ROLLING.test(nameOf(path)) || stored.entries.some(isPart)) {
    return [{ id: applicationIn(nameOf(path)).id, attempts: [{ path, attempt: 0, stored }] }];
  }
  const found = new Map<string, LogPlace[]>();
  for (const entry of stored.entries.filter(isLog)) {
    const { id = entry.name, attempt } = applicationIn(entry.name);
    const log = entry.isFolder ? undefined : ({ kind: 'file', bytes: entry.bytes } as const);
    const places = found.get(id) ?? [];
    places.push({ path: inFolder(path, entry.name), attempt, stored: log });
    found.set(id, places);
  }
  if (found.size === 0) {
    throw new InputError(
      'no-logs',
      `${path} has no event log; give one, or the directory that spark.eventLog.dir names`,
    );
  }
  return [...found].map(([id, places]) => ({
    id: APPLICATION.test(id) ? id : undefined,
    attempts: places.sort((a, b) => a.attempt - b.attempt),
  }));
}

/**
 * The log of an application's last attempt.
 *
 * @throws InputError `no-file`, `no-logs`
 */
export async function lastLog(store: LogStore, { attempts }: ApplicationLogs): Promise<FoundLog> {
  const last = attempts.at(-1);
  if (last === undefined) throw new InputError('no-logs', 'the application has no event log; give one');
  const found = await logAt(store, last);
  if (attempts.length === 1) return found;
  const note = `of ${counted(attempts.length, 'attempt')} of the application this is the last, ${last.attempt}; each has its own log`;
  return { ...found, notes: [note, ...found.notes] };
}

async function logAt(store: LogStore, { path, stored }: LogPlace): Promise<FoundLog> {
  const there = stored ?? (await store.look(path));
  if (there.kind === 'file') {
    const { bytes } = there;
    return { path, files: [{ path, bytes }], bytes, notes: [], isInProgress: path.endsWith('.inprogress') };
  }
  const { parts, notes, isInProgress } = rollingParts(there.entries);
  if (parts.length === 0) {
    throw new InputError(
      'no-logs',
      `${path} has no events_… file; the log's parts are missing, copy the directory again`,
    );
  }
  const bytes = parts.reduce((total, part) => total + part.bytes, 0);
  return {
    path,
    files: parts.map((part) => ({ path: inFolder(path, part.name), bytes: part.bytes })),
    ...{ bytes, notes, isInProgress },
  };
}

function applicationIn(name: string): { readonly id: string | undefined; readonly attempt: number } {
  const [, id, attempt = '0'] = APPLICATION.exec(name) ?? [];
  return { id, attempt: Number(attempt) };
}

const isLog = ({ name, isFolder }: StoredEntry): boolean =>
  isFolder ? ROLLING.test(name) : LOG.test(name) || PACKED.test(name);
