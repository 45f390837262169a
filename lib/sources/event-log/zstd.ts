import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { type ChunkIterator, type Chunks, iteratorOf } from './chunks';
import { DamagedData } from './damaged-data';
import { PIECE_BYTES, piped } from './piped';

/** Node has it from 22.15 and 23.8 on. */
const { createZstdDecompress } = zlib as unknown as {
  readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform;
};

/** Empty pieces of output in a row without new input: the decoder of the library says nothing else of damaged data. */
const MAX_EMPTY = 4;

/** Unpacks zstd as a stream, by Node's own decoder where it has one. What is cut off ends the output. */
export async function* unpackZstd(chunks: Chunks): AsyncGenerator<Uint8Array> {
  yield* createZstdDecompress === undefined
    ? unpackByLibrary(chunks)
    : piped(chunks, createZstdDecompress({ chunkSize: PIECE_BYTES }));
}

/** The library takes no promises: a chunk lies ready before it asks, which it does at most once for each piece that it gives. */
async function* unpackByLibrary(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const source = iteratorOf(chunks);
  let ready: Uint8Array | undefined;
  let empty = 0;
  const pieces = decoder.decodeStreaming(
    (function* (): Generator<Uint8Array> {
      for (let chunk = ready; chunk !== undefined; chunk = ready) {
        ready = undefined;
        empty = 0;
        yield chunk;
      }
    })(),
  );
  try {
    for (;;) {
      ready ??= await nextChunk(source);
      const { done, value: piece } = pieces.next();
      if (done) return;
      empty = piece.length === 0 ? empty + 1 : 0;
      if (empty > MAX_EMPTY) throw new DamagedData();
      yield piece;
    }
  } catch (error) {
    // The library says so of data that are cut off; what it gave before is sound.
    if (error instanceof Error && error.message.startsWith('Incomplete stream')) return;
    throw error;
  } finally {
    ready = undefined;
    freeMemoryOf(pieces);
    await source.return?.();
  }
}

/** What the decoder holds outside of the heap it gives back only at the end of its input, not where its pieces are left unread. */
function freeMemoryOf(pieces: Generator<Uint8Array>): void {
  try {
    for (let empty = 0; empty <= MAX_EMPTY; ) {
      const { done, value } = pieces.next();
      if (done) return;
      empty = value.length === 0 ? empty + 1 : 0;
    }
  } catch {
    // Its input has ended early, on purpose.
  }
}

/** The next chunk that has bytes; undefined at the end. */
async function nextChunk(source: ChunkIterator): Promise<Uint8Array | undefined> {
  for (;;) {
    const { done, value } = await source.next();
    if (done) return undefined;
    if (value.length > 0) return value;
  }
}
