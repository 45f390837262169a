import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { InputError } from '../../errors';
import { BEGINNING_BYTES, inFolder, type LogStore, type StoredEntry } from './log-store';

const CHUNK_BYTES = 2 ** 18;

/** The files of this machine. */
export const LOCAL_STORE: LogStore = {
  look: async (path) => {
    const stats = reading(path, () => statSync(path));
    if (stats.isFile()) return { kind: 'file', bytes: stats.size };
    if (stats.isDirectory()) return { kind: 'folder', entries: reading(path, () => entriesOf(path)) };
    throw new InputError('no-file', `${path} is neither a file nor a directory; give an event log`);
  },
  open: async (path) => ({
    beginning: readAt(path, 0, BEGINNING_BYTES),
    chunks: (mayReuse) => chunksOf(path, mayReuse),
    close: () => undefined,
  }),
  readEnd: async (path, bytes) => readAt(path, Math.max(0, statSync(path).size - bytes), bytes),
};

function entriesOf(path: string): StoredEntry[] {
  const names = readdirSync(path).sort();
  return names.flatMap((name) => {
    const stats = statIfThere(inFolder(path, name));
    if (stats === undefined) return [];
    const isFolder = stats.isDirectory();
    return isFolder || stats.isFile() ? [{ name, isFolder, bytes: isFolder ? 0 : stats.size }] : [];
  });
}

/** undefined for a link to nothing or to itself, and for what may not be looked at. */
function statIfThere(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'EACCES' || code === 'EPERM' ? 'may not be read' : 'does not exist';
    throw new InputError('no-file', `${path} ${reason}; give the path of an event log, or of a directory that has one`);
  }
}

function readAt(path: string, position: number, bytes: number): Buffer {
  const file = reading(path, () => openSync(path, 'r'));
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, position));
  } finally {
    closeSync(file);
  }
}

function* chunksOf(path: string, mayReuse: boolean): Generator<Buffer, void> {
  const file = openSync(path, 'r');
  try {
    let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
      yield chunk.subarray(0, count);
      if (!mayReuse) chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    }
  } finally {
    closeSync(file);
  }
}
