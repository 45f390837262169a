import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../errors';
import { EventLogReader, type LogReading } from '../../evidence';
import { type Codec, recogniseCodec } from './codec';
import { DamagedData } from './damaged-data';
import { findLogFiles } from './log-files';
import { unpack } from './unpack';

const CHUNK_BYTES = 2 ** 18;
const BEGINNING_BYTES = 512;

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
 * Reads the event log at a path: plain, gzip, zstd, lz4 or snappy, rolling or not, ended or in progress.
 *
 * @throws InputError `not-local`, `no-file`, `no-logs`, `several-logs`, `empty-log`, `not-a-log`, `damaged-log`
 */
export async function readEventLog(path: string, { now, onProgress }: ReadOptions): Promise<EventLog> {
  const { paths, bytes, notes } = findLogFiles(path);
  if (bytes === 0) {
    throw new InputError(
      'empty-log',
      `${path} is empty; its application has not written an event yet, or the copy failed`,
    );
  }
  const reader = new EventLogReader();
  const damaged: string[] = [];
  let readBytes = 0;
  for (const file of paths) {
    const isSound = await readFileInto(reader, file, (count) => {
      readBytes += count;
      onProgress?.(readBytes, bytes);
    });
    if (!isSound) damaged.push(`${file} is damaged in its middle: what follows in it is not counted`);
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
async function readFileInto(reader: EventLogReader, file: string, onBytes: (count: number) => void): Promise<boolean> {
  const recognised = recogniseCodec(beginningOf(file), file);
  if ('reason' in recognised) throw new InputError('not-a-log', `${file} ${recognised.reason}`);
  const { codec } = recognised;
  try {
    for await (const piece of unpack(chunksOf(file, onBytes, !KEEPS_CHUNKS.has(codec)), codec)) {
      reader.push(piece);
      if (reader.strange !== undefined) break;
    }
  } catch (error) {
    if (!(error instanceof DamagedData)) throw error;
    if (reader.hasEvents) return false;
    throw new InputError('damaged-log', `${file} is damaged: its ${codec} data cannot be unpacked; copy it again`);
  }
  reader.endFile();
  return true;
}

/** Node's decoders take chunks ahead, which must then stay as they are. */
const KEEPS_CHUNKS: ReadonlySet<Codec> = new Set<Codec>(['gzip', 'zstd']);

function beginningOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const beginning = Buffer.alloc(BEGINNING_BYTES);
    return beginning.subarray(0, readSync(file, beginning));
  } finally {
    closeSync(file);
  }
}

/** @param mayReuse whether a chunk is done with once the next one is asked for */
function* chunksOf(path: string, onBytes: (count: number) => void, mayReuse: boolean): Generator<Buffer, void> {
  const file = openSync(path, 'r');
  try {
    let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
      onBytes(count);
      yield chunk.subarray(0, count);
      if (!mayReuse) chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    }
  } finally {
    closeSync(file);
  }
}
