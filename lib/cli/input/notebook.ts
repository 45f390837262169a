import type { Tree } from '../../lint';

/** A cell's source, and the line of the file that it begins in. */
export interface Cell {
  readonly text: string;
  readonly line?: number;
  /** Place of the cell among all cells, from 1. */
  readonly ordinal: number;
}

/** The code cells of a notebook; undefined where this is not one. */
export function cellsIn(tree: Tree): Cell[] | undefined {
  const cells = fieldOf(tree, 'cells');
  if (cells?.kind !== 'list' || fieldOf(tree, 'nbformat') === undefined) return undefined;
  return cells.items.flatMap((cell, i) => {
    const type = fieldOf(cell, 'cell_type');
    const source = fieldOf(cell, 'source');
    if (source === undefined || (type?.kind === 'value' && type.value !== 'code')) return [];
    const parts = source.kind === 'list' ? source.items : [source];
    const text = parts.map((part) => (part.kind === 'value' ? String(part.value) : '')).join('');
    return [{ text, ordinal: i + 1, ...(source.line === undefined ? {} : { line: source.line }) }];
  });
}

function fieldOf(tree: Tree, name: string): Tree | undefined {
  return tree.kind === 'map' ? tree.entries.findLast(({ key }) => key === name)?.value : undefined;
}

/** The text of the magic that sets Spark's settings (`%%configure -f`, `%%spark config`), and the line it begins in; undefined for any other cell. */
export function findConfigureMagic(text: string): { readonly body: string; readonly lines: number } | undefined {
  const match = /^\s*%%(?:configure|spark\s+config)\b[^\n]*\n?/.exec(text);
  if (match === null) return undefined;
  return { body: text.slice(match[0].length), lines: match[0].split('\n').length - 1 };
}

/** Lines of a cell that run a shell command: `!spark-submit …`, `%%bash`, `%%sh`. */
export function findShellLines(text: string): string | undefined {
  const cell = /^\s*%%(?:bash|sh|script bash)\b[^\n]*\n([\s\S]*)$/.exec(text);
  if (cell !== null) return `\n${cell[1] ?? ''}`;
  const rows = text
    .split('\n')
    .map((row) => (/^\s*(?:!|%sh\s|%sx\s)/.test(row) ? row.replace(/^\s*(?:!|%sh|%sx)/, '') : ''));
  return rows.some((row) => row !== '') ? rows.join('\n') : undefined;
}
