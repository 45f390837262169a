import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { DamagedData } from './damaged-data';
import { piped } from './piped';

/** Node has it from 22.15 and 23.8 on. */
const createZstd: (() => Transform) | undefined = (zlib as unknown as { createZstdDecompress?: () => Transform })
  .createZstdDecompress;

/** Empty pieces of output in a row without new input: the decoder of the library says nothing else of damaged data. */
const MAX_EMPTY = 4;

/**
 * Unpacks zstd as a stream, by Node's own decoder where it has one. What is cut off ends the output.
 *
 * @param chunks read at once where Node has no decoder: the library's takes no promises
 */
export async function* unpackZstd(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* createZstd === undefined ? unpackByLibrary(chunks) : piped(chunks, createZstd());
}

async function* unpackByLibrary(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  let empty = 0;
  const watched = function* (): Generator<Uint8Array> {
    for (const chunk of chunks) {
      empty = 0;
      yield chunk;
    }
  };
  try {
    for (const piece of decoder.decodeStreaming(watched())) {
      empty = piece.length === 0 ? empty + 1 : 0;
      if (empty > MAX_EMPTY) throw new DamagedData();
      yield piece;
    }
  } catch (error) {
    // The library says so of data that are cut off; what it gave before is sound.
    if (error instanceof Error && error.message.startsWith('Incomplete stream')) return;
    throw error;
  }
}
