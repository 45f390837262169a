/** A column's heading and on which side its cells are aligned; figures are aligned right. */
export interface Column {
  readonly heading?: string;
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  /** Before each line; default two spaces. */
  readonly indent?: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters, and take no room on the screen.
const COLOURS = /\u001b\[\d+m/g;
const GAP = '   ';

/** Lines of aligned columns, as wide as their widest cell, without trailing spaces; a line of headings where any column has one. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string[] {
  const headings = columns.map((column) => column.heading ?? '');
  const all = headings.some((heading) => heading !== '') ? [headings, ...rows] : rows;
  const widths = columns.map((_, i) => Math.max(0, ...all.map((row) => visible(row[i] ?? ''))));
  return all.map((row) => {
    const cells = columns.map((column, i) => {
      const cell = row[i] ?? '';
      const padding = ' '.repeat((widths[i] ?? 0) - visible(cell));
      return column.align === 'right' ? padding + cell : cell + padding;
    });
    return `${options.indent ?? '  '}${cells.join(GAP)}`.trimEnd();
  });
}

/** Columns that a cell takes on the screen. */
function visible(cell: string): number {
  return [...cell.replace(COLOURS, '')].length;
}
