import { expect, test } from 'vitest';
import { xxh32 } from '../../../lib/sources/event-log/xxh32';

/** The sanity buffer of xxHash's own tests: bytes of a generator of 64 bits that starts from a prime. */
function sanityBuffer(length: number): Buffer {
  let state = 2654435761n;
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i += 1) {
    bytes[i] = Number((state >> 56n) & 255n);
    state = (state * 11400714785074694797n) & (2n ** 64n - 1n);
  }
  return bytes;
}

/** Of lengths that end in every part of the algorithm; values of `tests/sanity_test_vectors.h` of xxHash. */
test.each([
  [0, 0, 0x02cc5d05],
  [0, 0x9e3779b1, 0x36b78ae7],
  [1, 0, 0xcf65b03e],
  [1, 0x9e3779b1, 0xb4545aa4],
  [14, 0, 0x1208e7e2],
  [14, 0x9e3779b1, 0x6af1d1fe],
  [222, 0, 0x5bd11dbd],
  [222, 0x9e3779b1, 0x58803c5f],
])('the hash of %d bytes with the seed %d', (length, seed, hash) => {
  expect(xxh32(sanityBuffer(length), seed)).toBe(hash);
});
