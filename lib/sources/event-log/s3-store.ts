import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { InputError } from '../../errors';
import { BEGINNING_BYTES, type LogStore, type OpenedFile, type Stored, type StoredEntry } from './log-store';
import { isAbsent, isDenied, s3Failure } from './s3-failure';
import { parseS3Path, type S3Path } from './s3-path';

/** Region, endpoint and credentials of S3's client. */
export type S3Connection = Pick<
  S3ClientConfig,
  'region' | 'endpoint' | 'credentials' | 'profile' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

export type S3Sdk = typeof import('@aws-sdk/client-s3');

/** A connection that breaks in the middle of an object is made again where it broke, so many times without a byte between. */
const MAX_BREAKS = 3;

/** How EMR's older file systems mark a folder. */
const FOLDER_MARK = /_\$folder\$$/;

/** Objects of S3, their keys' slashes taken for folders. */
export class S3Store implements LogStore {
  private readonly client: S3Client;

  /** @param sdk the package of its client, which takes time to load */
  constructor(
    private readonly sdk: S3Sdk,
    connection: S3Connection,
  ) {
    this.client = new sdk.S3Client({
      ...connection,
      followRegionRedirects: true,
      // An endpoint that is named is a stand-in for S3, under one host name for all buckets.
      forcePathStyle: connection.endpoint !== undefined,
      // TLS keeps the bytes; a checksum over gigabytes costs as much as reading them.
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async look(path: string): Promise<Stored> {
    const place = parseS3Path(path);
    const object = path.endsWith('/') || place.key === '' ? undefined : await this.head(place, path);
    if (object !== undefined && !('denied' in object)) return object;
    const entries = await this.list(place, path);
    if (entries.length > 0) return { kind: 'folder', entries };
    // S3 denies what is not there only to those who may not list the bucket.
    if (object !== undefined) throw s3Failure(object.denied, 'HeadObject', path);
    throw new InputError(
      'no-file',
      `${path} does not exist; give the path of an event log, or of a folder that has one`,
    );
  }

  async open(path: string): Promise<OpenedFile> {
    const place = parseS3Path(path);
    const first = await this.get(place, path, {});
    const body = first.Body as Readable;
    const pieces: Buffer[] = [];
    const source = this.resumed(place, path, { body, etag: first.ETag });
    for (let length = 0; length < BEGINNING_BYTES; ) {
      const { done, value } = await source.next();
      if (done) break;
      pieces.push(value);
      length += value.length;
    }
    const beginning = Buffer.concat(pieces);
    return {
      beginning: beginning.subarray(0, BEGINNING_BYTES),
      chunks: async function* () {
        yield beginning;
        yield* source;
      },
      close: () => void source.return(undefined),
    };
  }

  async readEnd(path: string, bytes: number): Promise<Buffer> {
    const { Body } = await this.get(parseS3Path(path), path, { Range: `bytes=-${bytes}` });
    const parts: Buffer[] = [];
    for await (const part of Body as Readable) parts.push(part as Buffer);
    return Buffer.concat(parts);
  }

  /** undefined where no object has this key. */
  private async head(
    { bucket, key }: S3Path,
    path: string,
  ): Promise<Stored | { readonly denied: unknown } | undefined> {
    try {
      const { ContentLength = 0 } = await this.client.send(
        new this.sdk.HeadObjectCommand({ Bucket: bucket, Key: key }),
      );
      return { kind: 'file', bytes: ContentLength };
    } catch (error) {
      if (isAbsent(error)) return undefined;
      if (isDenied(error)) return { denied: error };
      throw s3Failure(error, 'HeadObject', path);
    }
  }

  private async list({ bucket, key }: S3Path, path: string): Promise<StoredEntry[]> {
    const prefix = key === '' ? '' : `${key}/`;
    const entries: StoredEntry[] = [];
    let token: string | undefined;
    try {
      do {
        const page = await this.client.send(
          new this.sdk.ListObjectsV2Command({
            Bucket: bucket,
            Prefix: prefix,
            Delimiter: '/',
            ContinuationToken: token,
          }),
        );
        for (const { Key = '', Size = 0 } of page.Contents ?? [])
          entries.push({ name: Key.slice(prefix.length), isFolder: false, bytes: Size });
        for (const { Prefix = '' } of page.CommonPrefixes ?? [])
          entries.push({ name: Prefix.slice(prefix.length, -1), isFolder: true, bytes: 0 });
        token = page.NextContinuationToken;
      } while (token !== undefined);
    } catch (error) {
      throw s3Failure(error, 'ListObjectsV2', path);
    }
    return entries
      .filter(({ name }) => name !== '' && !FOLDER_MARK.test(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async get(
    { bucket, key }: S3Path,
    path: string,
    options: { readonly Range?: string; readonly IfMatch?: string },
  ): Promise<GetObjectCommandOutput> {
    try {
      return await this.client.send(new this.sdk.GetObjectCommand({ Bucket: bucket, Key: key, ...options }));
    } catch (error) {
      throw s3Failure(error, 'GetObject', path);
    }
  }

  /** The bytes of an object to their end, over as many connections as it takes. */
  private async *resumed(
    place: S3Path,
    path: string,
    { body, etag }: { readonly body: Readable; readonly etag: string | undefined },
  ): AsyncGenerator<Buffer, void> {
    let position = 0;
    let breaks = 0;
    for (let source = body; ; ) {
      try {
        for await (const piece of source) {
          const chunk = piece as Buffer;
          position += chunk.length;
          breaks = 0;
          yield chunk;
        }
        return;
      } catch (error) {
        breaks += 1;
        if (breaks > MAX_BREAKS) throw s3Failure(error, 'GetObject', path);
      }
      const next = await this.get(place, path, { Range: `bytes=${position}-`, IfMatch: etag });
      source = next.Body as Readable;
    }
  }
}
