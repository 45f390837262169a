import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError } from '../../errors';
import { counted } from '../../numbers';

/** The files of one event log, in the order in which they were written. */
export interface LogFiles {
  readonly paths: readonly string[];
  /** All of them, bytes. */
  readonly bytes: number;
  /** What is to be known of the choice, such as parts that are missing. */
  readonly notes: readonly string[];
}

const ROLLING = /^eventlog_v2_/;
const PART = /^events_(\d{1,9})_.*?(\.compact)?$/;
/** What Spark and EMR call the log of an application, whatever its codec. */
const LOG = /^(application_\d+_\d+|app-\d{14}-\d+|local-\d+|spark-[\w-]+)(_\d+)?(\.[\w.]+)?$/;
const APPLICATION = /(application_\d+_\d+|app-\d{14}-\d+|local-\d+)(?:_(\d+))?/;
const MAX_NAMED = 5;

/**
 * The log that a path means: a file, the directory of a rolling log, or a directory with one application's log in it.
 *
 * @throws InputError `not-local`, `no-file`, `no-logs`, `several-logs`
 */
export function findLogFiles(path: string): LogFiles {
  const [, scheme] = /^(s3a?|s3n|hdfs|gs|abfss?|https?):\/\//.exec(path) ?? [];
  if (scheme !== undefined) {
    const copy = scheme.startsWith('s3')
      ? `aws s3 cp --recursive ${path.replace(/^s3[an]/, 's3')} .`
      : scheme === 'hdfs'
        ? `hdfs dfs -get ${path}`
        : 'a download';
    throw new InputError(
      'not-local',
      `${path} is not on this machine, and logs are read from files; copy it first, with ${copy}`,
    );
  }
  const stats = statOf(path);
  if (stats.isFile()) return { paths: [path], bytes: stats.size, notes: [] };
  if (!stats.isDirectory())
    throw new InputError('no-file', `${path} is neither a file nor a directory; give an event log`);
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (ROLLING.test(basename(path)) || entries.some(({ name }) => PART.test(name))) return rollingFiles(path, entries);
  return onlyLog(path, entries);
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES';
    const reason = isDenied ? 'may not be read' : 'does not exist';
    throw new InputError('no-file', `${path} ${reason}; give the path of an event log, or of a directory that has one`);
  }
}

function rollingFiles(path: string, entries: readonly Dirent[]): LogFiles {
  const parts = entries.flatMap(({ name }) => {
    const [, index, compact] = PART.exec(name) ?? [];
    return index === undefined ? [] : [{ name, index: Number(index), isCompact: compact !== undefined }];
  });
  if (parts.length === 0) {
    throw new InputError(
      'no-logs',
      `${path} has no events_… file; the log's parts are missing, copy the directory again`,
    );
  }
  parts.sort((a, b) => a.index - b.index || Number(b.isCompact) - Number(a.isCompact));
  const compacted = parts.findLast(({ isCompact }) => isCompact);
  const kept = parts.filter((one) => compacted === undefined || one === compacted || one.index > compacted.index);
  const first = compacted?.index ?? 1;
  const last = kept.at(-1)?.index ?? first;
  const there = new Set(kept.map(({ index }) => index));
  const missing = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((index) => !there.has(index));
  const paths = kept.map(({ name }) => join(path, name));
  return {
    paths,
    bytes: paths.reduce((total, one) => total + statSync(one).size, 0),
    notes: [
      ...(compacted === undefined
        ? []
        : ['Spark has compacted this log: the tasks of jobs that had ended are not in it']),
      ...(missing.length === 0
        ? []
        : [
            `${counted(missing.length, 'part')} of the rolling log ${missing.length === 1 ? 'is' : 'are'} missing (events_${missing[0]}_…): their tasks are not counted`,
          ]),
    ],
  };
}

/** The newest attempt of the one application that has logs here. */
function onlyLog(path: string, entries: readonly Dirent[]): LogFiles {
  const logs = entries.filter((one) => (one.isDirectory() ? ROLLING.test(one.name) : isLog(one.name)));
  const applications = new Map<string, { readonly name: string; readonly attempt: number }[]>();
  for (const { name } of logs) {
    const [, id = name, attempt = '0'] = APPLICATION.exec(name) ?? [];
    applications.set(id, [...(applications.get(id) ?? []), { name, attempt: Number(attempt) }]);
  }
  const [attempts = []] = applications.values();
  if (applications.size === 0) {
    throw new InputError(
      'no-logs',
      `${path} has no event log; give one, or the directory that spark.eventLog.dir names`,
    );
  }
  if (applications.size > 1) {
    const names = logs.slice(0, MAX_NAMED).map(({ name }) => name);
    const more = logs.length > MAX_NAMED ? ` and ${logs.length - MAX_NAMED} more` : '';
    throw new InputError(
      'several-logs',
      `${path} has ${counted(logs.length, 'event log')}; give one of them: ${names.join(', ')}${more}`,
    );
  }
  const latest = attempts.reduce((a, b) => (b.attempt >= a.attempt ? b : a));
  const found = findLogFiles(join(path, latest.name));
  if (attempts.length === 1) return found;
  const note = `of ${counted(attempts.length, 'attempt')} of the application this is the last, ${latest.attempt}; each has its own log`;
  return { ...found, notes: [note, ...found.notes] };
}

const isLog = (name: string): boolean => LOG.test(name) || /\.(json|events?|log)\.(gz|zstd|zst|lz4|snappy)$/.test(name);
