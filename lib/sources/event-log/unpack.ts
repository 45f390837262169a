import { constants, createGunzip } from 'node:zlib';
import type { Chunks } from './chunks';
import type { Codec } from './codec';
import { unpackLz4 } from './lz4';
import { PIECE_BYTES, piped } from './piped';
import { unpackSnappy } from './snappy';
import { unpackZstd } from './zstd';

/** The bytes of a log as they were before its codec. */
export function unpack(chunks: Chunks, codec: Codec): Chunks {
  switch (codec) {
    case 'none':
      return chunks;
    case 'gzip':
      // With this flush what is cut off ends the output in place of failing.
      return piped(chunks, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: PIECE_BYTES }));
    case 'zstd':
      return unpackZstd(chunks);
    case 'lz4':
      return unpackLz4(chunks);
    case 'snappy':
      return unpackSnappy(chunks);
  }
}
