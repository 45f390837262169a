/** How the bytes of a log are packed, as far as it can be read. */
export type Codec = 'none' | 'gzip' | 'zstd' | 'lz4' | 'snappy';

/** What the beginning of a file shows that is no event log, or one that cannot be read. */
interface Foreign {
  readonly beginning: Buffer;
  /** What it is, and what to do. */
  readonly reason: string;
}

const MAGIC: readonly (readonly [codec: Codec, beginning: Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
  ['lz4', Buffer.from('LZ4Block')],
  ['snappy', Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])],
];

const FOREIGN: readonly Foreign[] = [
  {
    beginning: Buffer.from('ZV'),
    reason:
      'is compressed with lzf, which is not read; write logs with spark.eventLog.compression.codec=zstd, or unpack it first',
  },
  {
    beginning: Buffer.from('PK\u0003\u0004'),
    reason: "is a ZIP archive, as a history server's download button makes them; unzip it and give the log in it",
  },
  { beginning: Buffer.from('BZh'), reason: 'is compressed with bzip2; unpack it first, with bunzip2' },
  {
    beginning: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]),
    reason: 'is compressed with xz; unpack it first, with unxz',
  },
  {
    beginning: Buffer.from([0x04, 0x22, 0x4d, 0x18]),
    reason: 'is compressed with the lz4 command, not by Spark; unpack it first, with lz4 -d',
  },
  {
    beginning: Buffer.from([0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]),
    reason: 'is compressed with a snappy tool, not by Spark; unpack it first',
  },
  { beginning: Buffer.from('PAR1'), reason: 'is a Parquet file, not an event log; give the log of the job itself' },
  { beginning: Buffer.from('Obj\u0001'), reason: 'is an Avro file, not an event log; give the log of the job itself' },
  { beginning: Buffer.from('ORC'), reason: 'is an ORC file, not an event log; give the log of the job itself' },
];

/** As Spark and EMR name files; what follows of `.inprogress` or `.compact` says nothing of the codec. */
const BY_NAME: Readonly<Record<string, Codec>> = {
  gz: 'gzip',
  gzip: 'gzip',
  zstd: 'zstd',
  zst: 'zstd',
  lz4: 'lz4',
  snappy: 'snappy',
};

/**
 * The codec of a log, by what it begins with; its name only tells what a file without a known beginning should have been.
 *
 * @param beginning its first 16 bytes or more, where there are so many
 */
export function recogniseCodec(
  beginning: Buffer,
  name: string,
): { readonly codec: Codec } | { readonly reason: string } {
  const known = MAGIC.find(([, magic]) => beginning.subarray(0, magic.length).equals(magic));
  if (known !== undefined) return { codec: known[0] };
  const foreign = FOREIGN.find((one) => beginning.subarray(0, one.beginning.length).equals(one.beginning));
  if (foreign !== undefined) return { reason: foreign.reason };
  const text = beginning
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart();
  if (text === '' || text.startsWith('{')) return { codec: 'none' };
  const [, extension = ''] = /\.(\w+)(?:\.inprogress|\.compact)*$/.exec(name) ?? [];
  const named = BY_NAME[extension.toLowerCase()];
  if (named !== undefined)
    return { reason: `is named as ${named} data but does not begin as such; it is damaged, or something else` };
  if (/^<(!doctype|html|\?xml|head|body)/i.test(text)) {
    return {
      reason: 'is a web page or XML, not an event log; a download may have saved its sign-in page in place of the log',
    };
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary files from text.
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) return { reason: 'is a binary file, not an event log of Spark' };
  return {
    reason: 'is text, but not an event log, of which every line is a JSON object; a driver log or stdout is not one',
  };
}
