import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '..', '..');

export interface Page {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every page in Markdown: those at the top, of `.github` and of `docs`. */
export function readPages(): Page[] {
  const inFolder = (folder: string, recursive: boolean) =>
    readdirSync(join(root, folder), { recursive, encoding: 'utf8' }).map((name) => join(folder, name));
  return [...inFolder('.', false), ...inFolder('.github', true), ...inFolder('docs', true)]
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }));
}
