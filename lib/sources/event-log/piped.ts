import { Readable, type Transform } from 'node:stream';
import type { Chunks } from './chunks';
import { DamagedData } from './damaged-data';

/** What a decoder of Node gives at once: with its default of 16 KiB the way from piece to piece takes longer than unpacking them. */
export const PIECE_BYTES = 2 ** 17;

/** Chunks through one of Node's decoders; an error of it is damaged data, but for one that says that the data end too early. */
export async function* piped(chunks: Chunks, decoder: Transform): AsyncGenerator<Uint8Array> {
  const source = Readable.from(chunks, { objectMode: true, highWaterMark: 1 });
  source.on('error', (error) => decoder.destroy(error));
  try {
    for await (const piece of source.pipe(decoder)) yield piece as Uint8Array;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'Z_BUF_ERROR') return;
    if (/^(Z_|ERR_|ZSTD_)/.test(code)) throw new DamagedData();
    throw error;
  } finally {
    source.destroy();
  }
}
