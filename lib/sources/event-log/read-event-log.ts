import { InputError } from '../../errors';
import { EventLogReader, type LogReading } from '../../evidence';
import type { Chunks } from './chunks';
import { type Codec, recogniseCodec } from './codec';
import { DamagedData } from './damaged-data';
import type { FoundLog } from './find-logs';
import type { LogStore } from './log-store';
import { unpack } from './unpack';

/** An event log as it was read. */
export interface EventLog extends LogReading {
  /** Its files, bytes as they lie there. */
  readonly bytes: number;
  readonly notes: readonly string[];
}

export interface ReadOptions {
  /** Epoch ms. */
  readonly now: () => number;
  readonly onProgress?: (readBytes: number, bytes: number) => void;
}

/**
 * Reads an event log: plain, gzip, zstd, lz4 or snappy, rolling or not, ended or in progress.
 *
 * @throws InputError `no-file`, `empty-log`, `not-a-log`, `damaged-log`
 */
export async function readEventLog(
  store: LogStore,
  { path, files, bytes, notes }: FoundLog,
  { now, onProgress }: ReadOptions,
): Promise<EventLog> {
  if (bytes === 0) {
    throw new InputError(
      'empty-log',
      `${path} is empty; its application has not written an event yet, or the copy failed`,
    );
  }
  const reader = new EventLogReader();
  const damaged: string[] = [];
  let readBytes = 0;
  const onBytes = (count: number): void => {
    readBytes += count;
    onProgress?.(readBytes, bytes);
  };
  for (const file of files) {
    const isSound = await readFileInto(reader, store, file.path, onBytes);
    if (!isSound) damaged.push(`${file.path} is damaged in its middle: what follows in it is not counted`);
  }
  if (!reader.hasEvents && reader.strange === undefined) {
    throw new InputError(
      'empty-log',
      `${path} has no events; its application has not written one yet, or the copy failed`,
    );
  }
  const result = reader.finish(now());
  if ('reason' in result) throw new InputError('not-a-log', `${path} is not an event log of Spark: ${result.reason}`);
  return { ...result.value, bytes, notes: [...notes, ...damaged] };
}

/** Whether all of the file could be unpacked. */
async function readFileInto(
  reader: EventLogReader,
  store: LogStore,
  path: string,
  onBytes: (count: number) => void,
): Promise<boolean> {
  const file = await store.open(path);
  const recognised = recogniseCodec(file.beginning, path);
  if ('reason' in recognised) {
    file.close();
    throw new InputError('not-a-log', `${path} ${recognised.reason}`);
  }
  const { codec } = recognised;
  try {
    for await (const piece of unpack(counting(file.chunks(!KEEPS_CHUNKS.has(codec)), onBytes), codec)) {
      reader.push(piece);
      if (reader.strange !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    if (reader.hasEvents) {
      reader.endFile();
      return false;
    }
    throw new InputError('damaged-log', `${path} is damaged: its ${codec} data cannot be unpacked; copy it again`);
  }
  reader.endFile();
  return true;
}

/** Decoders of which the chunks that they take ahead must stay as they are. */
const KEEPS_CHUNKS: ReadonlySet<Codec> = new Set<Codec>(['gzip', 'zstd']);

async function* counting(chunks: Chunks, onBytes: (count: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}
