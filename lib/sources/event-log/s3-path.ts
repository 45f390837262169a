import { InputError } from '../../errors';

/** An object of S3, or what the keys of some begin with. */
export interface S3Path {
  readonly bucket: string;
  /** Without a slash at its end; empty for the whole bucket. */
  readonly key: string;
}

const BUCKET = /^[\w.-]{3,255}$/;

export const isS3Path = (path: string): boolean => /^s3[an]?:\/\//.test(path);

/** @throws InputError `bad-s3-path` */
export function parseS3Path(path: string): S3Path {
  const [, bucket = '', key = ''] = /^s3[an]?:\/\/([^/]*)\/*(.*?)\/*$/.exec(path) ?? [];
  if (BUCKET.test(bucket)) return { bucket, key };
  throw new InputError('bad-s3-path', `${path} names no bucket of S3; give s3://BUCKET/KEY of a log or of a folder`);
}
