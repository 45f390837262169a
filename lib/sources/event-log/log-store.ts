import { basename } from 'node:path';
import type { Chunks } from './chunks';

/** What lies at a path of a store. */
export type Stored =
  | { readonly kind: 'file'; readonly bytes: number }
  | { readonly kind: 'folder'; readonly entries: readonly StoredEntry[] };

/** A file or folder in a folder. */
export interface StoredEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** 0 for a folder. */
  readonly bytes: number;
}

/** Where event logs lie: the disk, or S3. */
export interface LogStore {
  /**
   * What is at a path; the entries of a folder in the order of their names.
   *
   * @throws InputError `no-file` where nothing is there or it may not be read
   */
  readonly look: (path: string) => Promise<Stored>;
  readonly open: (path: string) => Promise<OpenedFile>;
  /** The last bytes of a file, at most so many. */
  readonly readEnd: (path: string, bytes: number) => Promise<Buffer>;
}

/** A file of which the first bytes are read; either its chunks are read to their end, or it is closed. */
export interface OpenedFile {
  /** The first 512 bytes, where there are so many. */
  readonly beginning: Buffer;
  /**
   * All bytes, those of the beginning included.
   *
   * @param mayReuse whether a chunk is done with once the next one is asked for
   */
  readonly chunks: (mayReuse: boolean) => Chunks;
  readonly close: () => void;
}

/** What tells the codec of a file, or that it is no log. */
export const BEGINNING_BYTES = 512;

export const inFolder = (folder: string, name: string): string => `${folder.replace(/[\\/]+$/, '')}/${name}`;

/** The last name of a path, of whatever store. */
export const nameOf = (path: string): string => basename(path);
