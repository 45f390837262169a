/** Bytes as they come: chunks of any length. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export type ChunkIterator = AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

export const iteratorOf = (chunks: Chunks): ChunkIterator =>
  Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();

/** Reads as many bytes at a time as a format's next part has, whatever chunks they come in. */
export class ByteReader {
  private rest = Buffer.alloc(0);
  private readonly chunks: ChunkIterator;

  constructor(chunks: Chunks) {
    this.chunks = iteratorOf(chunks);
  }

  /** The next bytes; undefined where fewer are left. */
  async read(length: number): Promise<Buffer | undefined> {
    if (this.rest.length < length) await this.fill(length);
    if (this.rest.length < length) return undefined;
    const read = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return read;
  }

  /** Where not all of it is read. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async fill(length: number): Promise<void> {
    const parts: Uint8Array[] = [this.rest];
    let have = this.rest.length;
    while (have < length) {
      const next = await this.chunks.next();
      if (next.done) break;
      parts.push(next.value);
      have += next.value.length;
    }
    this.rest = Buffer.concat(parts);
  }
}
