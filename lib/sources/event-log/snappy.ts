import { ByteReader, type Chunks } from './chunks';
import { DamagedData } from './damaged-data';
import { copyBack } from './lz4';

/** Magic, version, compatible version (`org.xerial.snappy.SnappyCodec`). */
const HEADER_BYTES = 16;
/** The first four bytes of the magic, which no length of a chunk has. */
const MAGIC = 0x82534e41;
const MAX_CHUNK_BYTES = 2 ** 29;

/** Unpacks what Spark writes with snappy; a chunk that is cut off is left out. */
export async function* unpackSnappy(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(chunks);
  try {
    for (let head = await reader.read(4); head !== undefined; head = await reader.read(4)) {
      const length = head.readUInt32BE(0);
      if (length === MAGIC) {
        await reader.read(HEADER_BYTES - 4);
        continue;
      }
      if (length > MAX_CHUNK_BYTES) throw new DamagedData();
      const packed = await reader.read(length);
      if (packed === undefined) return;
      yield unpackChunk(packed);
    }
  } finally {
    await reader.close();
  }
}

/** A chunk of Snappy: its length, then literals and copies of what was unpacked before. */
function unpackChunk(packed: Buffer): Buffer {
  let from = 0;
  const take = (bytes: number): number => {
    if (from + bytes > packed.length) throw new DamagedData();
    const value = packed.readUIntLE(from, bytes);
    from += bytes;
    return value;
  };
  let length = 0;
  for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
    byte = take(1);
    length += (byte & 0x7f) * 2 ** shift;
  }
  if (length > MAX_CHUNK_BYTES) throw new DamagedData();
  const out = Buffer.allocUnsafe(length);
  let to = 0;
  while (from < packed.length) {
    const tag = take(1);
    if ((tag & 3) !== 0) {
      const [bytes, offset] = copyOf(tag, take);
      to = copyBack(out, to, offset, bytes);
      continue;
    }
    const short = tag >> 2;
    const literals = (short < 60 ? short : take(short - 59)) + 1;
    if (from + literals > packed.length || to + literals > length) throw new DamagedData();
    packed.copy(out, to, from, from + literals);
    from += literals;
    to += literals;
  }
  if (to !== length) throw new DamagedData();
  return out;
}

/** Length and offset of a copy, by its tag: with an offset of 11, 16 or 32 bits. */
function copyOf(tag: number, take: (bytes: number) => number): readonly [length: number, offset: number] {
  if ((tag & 3) === 1) return [((tag >> 2) & 7) + 4, ((tag >> 5) << 8) | take(1)];
  return [(tag >> 2) + 1, take((tag & 3) === 2 ? 2 : 4)];
}
