const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;
const PRIME_3 = 0xc2b2ae3d;
const PRIME_4 = 0x27d4eb2f;
const PRIME_5 = 0x165667b1;
const STRIPE_BYTES = 16;

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
const mixed = (lane: number, word: number): number =>
  Math.imul(rotated((lane + Math.imul(word, PRIME_2)) | 0, 13), PRIME_1);

/** The XXH32 hash of bytes, 0 to 2³² − 1 (the xxHash specification, version 0.1.1). */
export function xxh32(data: Buffer, seed: number): number {
  const { length } = data;
  let at = 0;
  let hash = (seed + PRIME_5) | 0;
  if (length >= STRIPE_BYTES) {
    let one = (seed + PRIME_1 + PRIME_2) | 0;
    let two = (seed + PRIME_2) | 0;
    let three = seed | 0;
    let four = (seed - PRIME_1) | 0;
    for (; at + STRIPE_BYTES <= length; at += STRIPE_BYTES) {
      one = mixed(one, data.readInt32LE(at));
      two = mixed(two, data.readInt32LE(at + 4));
      three = mixed(three, data.readInt32LE(at + 8));
      four = mixed(four, data.readInt32LE(at + 12));
    }
    hash = (rotated(one, 1) + rotated(two, 7) + rotated(three, 12) + rotated(four, 18)) | 0;
  }
  hash = (hash + length) | 0;
  for (; at + 4 <= length; at += 4) {
    hash = Math.imul(rotated((hash + Math.imul(data.readInt32LE(at), PRIME_3)) | 0, 17), PRIME_4);
  }
  for (; at < length; at += 1) {
    hash = Math.imul(rotated((hash + Math.imul(data.readUInt8(at), PRIME_5)) | 0, 11), PRIME_1);
  }
  hash = Math.imul(hash ^ (hash >>> 15), PRIME_2);
  hash = Math.imul(hash ^ (hash >>> 13), PRIME_3);
  return (hash ^ (hash >>> 16)) >>> 0;
}
