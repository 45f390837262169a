import { ByteReader, type Chunks } from './chunks';
import { DamagedData } from './damaged-data';
import { xxh32 } from './xxh32';

/** Magic, token, compressed length, length, checksum: little-endian (`net.jpountz.lz4.LZ4BlockOutputStream`). */
const HEADER_BYTES = 21;
const MAGIC = 'LZ4Block';
const RAW = 0x10;
const LZ4 = 0x20;
const CHECKSUM_SEED = 0x9747b28c;
/** The largest block that its writer takes. */
const MAX_BLOCK_BYTES = 2 ** 25;

/** Unpacks what Spark writes with lz4; a block that is cut off is left out. */
export async function* unpackLz4(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(chunks);
  try {
    for (let header = await reader.read(HEADER_BYTES); header !== undefined; header = await reader.read(HEADER_BYTES)) {
      const method = header.readUInt8(8) & 0xf0;
      const packedLength = header.readInt32LE(9);
      const length = header.readInt32LE(13);
      const isSound =
        header.toString('latin1', 0, 8) === MAGIC &&
        (method === RAW || method === LZ4) &&
        packedLength >= 0 &&
        length >= 0 &&
        Math.max(length, packedLength) <= MAX_BLOCK_BYTES;
      if (!isSound) throw new DamagedData();
      const packed = await reader.read(packedLength);
      if (packed === undefined) return;
      // An empty block ends what one writer wrote; another may follow.
      if (length === 0) continue;
      const block = method === RAW ? packed : unpackBlock(packed, length);
      if (checksumOf(block) !== header.readUInt32LE(17)) throw new DamagedData();
      yield block;
    }
  } finally {
    await reader.close();
  }
}

/** Of the unpacked bytes, without its four highest bits (`StreamingXXHash32.asChecksum`). */
const checksumOf = (block: Buffer): number => xxh32(block, CHECKSUM_SEED) & 0x0fffffff;

/** A block of LZ4: literals and copies of what was unpacked before. */
function unpackBlock(packed: Buffer, length: number): Buffer {
  const out = Buffer.allocUnsafe(length);
  let from = 0;
  let to = 0;
  const extended = (nibble: number): number => {
    let value = nibble;
    if (nibble < 15) return value;
    for (let more = 255; more === 255; value += more) {
      more = byteAt(packed, from);
      from += 1;
    }
    return value;
  };
  while (from < packed.length) {
    const token = byteAt(packed, from);
    from += 1;
    const literals = extended(token >> 4);
    if (from + literals > packed.length || to + literals > length) throw new DamagedData();
    packed.copy(out, to, from, from + literals);
    from += literals;
    to += literals;
    if (from >= packed.length) break;
    const offset = byteAt(packed, from) | (byteAt(packed, from + 1) << 8);
    from += 2;
    to = copyBack(out, to, offset, extended(token & 15) + 4);
  }
  if (to !== length) throw new DamagedData();
  return out;
}

function byteAt(buffer: Buffer, index: number): number {
  const byte = buffer[index];
  if (byte === undefined) throw new DamagedData();
  return byte;
}

/** Repeats what lies so far back, which may reach into what it writes itself; gives the new end. */
export function copyBack(out: Buffer, to: number, offset: number, length: number): number {
  if (offset === 0 || offset > to || to + length > out.length) throw new DamagedData();
  if (offset >= length) {
    out.copyWithin(to, to - offset, to - offset + length);
    return to + length;
  }
  for (let i = to; i < to + length; i += 1) out[i] = out[i - offset] ?? 0;
  return to + length;
}
