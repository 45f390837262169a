import { type LogOutline, OutlineReader } from '../../evidence';
import { type Codec, recogniseCodec } from './codec';
import { DamagedData } from './damaged-data';
import type { FoundLog } from './find-logs';
import type { LogStore } from './log-store';
import { unpack } from './unpack';

/** The start of an application is among the first lines: what comes before are its settings. */
const MAX_START_BYTES = 4 * 2 ** 20;
/** Its end is the last line. */
const END_BYTES = 2 ** 16;
/** A larger packed file is not unpacked to find the end of its application. */
const MAX_PACKED_BYTES = 32 * 2 ** 20;

/** What is known of a log without reading all of it. */
export interface LogSummary {
  /** undefined where it does not have the start of an application, or is no event log. */
  readonly outline: LogOutline | undefined;
  /** `unread`: too large to be unpacked for it. */
  readonly state: 'ended' | 'in-progress' | 'no-end' | 'unread';
}

/** Which application a log is of, and when it ran, by its beginning and its end. */
export async function summariseLog(store: LogStore, { files, isInProgress }: FoundLog): Promise<LogSummary> {
  const reader = new OutlineReader();
  const [first] = files;
  const last = files.at(-1);
  if (first === undefined || last === undefined) return { outline: undefined, state: 'no-end' };
  const codec = await readInto(reader, store, first.path, MAX_START_BYTES);
  if (codec === 'none') reader.push(await store.readEnd(last.path, END_BYTES));
  else if (codec !== undefined && last.bytes <= MAX_PACKED_BYTES) await readInto(reader, store, last.path);
  reader.endPiece();
  const outline = reader.outline();
  if (outline?.endedAtMs !== undefined) return { outline, state: 'ended' };
  if (isInProgress) return { outline, state: 'in-progress' };
  const isUnread = codec !== 'none' && last.bytes > MAX_PACKED_BYTES;
  return { outline, state: isUnread ? 'unread' : 'no-end' };
}

/**
 * Reads a file up to the start of its application, or all of it where that is known already.
 *
 * @returns its codec; undefined where it is no log
 */
async function readInto(
  reader: OutlineReader,
  store: LogStore,
  path: string,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<Codec | undefined> {
  const file = await store.open(path);
  const recognised = recogniseCodec(file.beginning, path);
  if ('reason' in recognised) {
    file.close();
    return undefined;
  }
  const knewStart = reader.hasStart;
  let length = 0;
  try {
    for await (const piece of unpack(file.chunks(false), recognised.codec)) {
      reader.push(piece);
      length += piece.length;
      if (length > maxBytes || (reader.hasStart && !knewStart)) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
  }
  reader.endPiece();
  return recognised.codec;
}
