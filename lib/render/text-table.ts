/** A column's heading and on which side its cells are aligned; figures are aligned right. */
export interface Column {
  readonly heading?: string;
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  /** Before each line; default two spaces. */
  readonly indent?: string;
  /** Columns of the screen that lines are folded to; default: they are as long as their cells. */
  readonly width?: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters, and take no room on the screen.
const COLOURS = /\u001b\[\d+m/g;

/** Ways to lay a table out, each narrower than the one before: less room between columns, headings and then cells of several lines. */
const LAYOUTS = [
  { gap: 3, folds: [] },
  { gap: 2, folds: [] },
  { gap: 2, folds: ['heading'] },
  { gap: 2, folds: ['heading', 'words'] },
  { gap: 1, folds: ['heading', 'words'] },
] as const satisfies readonly Layout[];

interface Layout {
  readonly gap: number;
  readonly folds: readonly Cell['kind'][];
}

/** `fixed` stays in one line: a figure, or what is coloured, as a colour ends where it began. */
interface Cell {
  readonly text: string;
  readonly kind: 'heading' | 'words' | 'fixed';
}

/**
 * Lines of aligned columns, without trailing spaces; the headings first, where any column has one. Where the table is wider than `width`,
 * headings and left-aligned cells are folded at spaces; a word is never cut.
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: TableOptions = {},
): string[] {
  return tableRows(columns, rows, options).flat();
}

/** The same, with the lines of each row together. */
export function tableRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = '  ', width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string[][] {
  const headings = columns.map(({ heading = '' }): Cell => ({ text: heading, kind: 'heading' }));
  const body = rows.map((row) => columns.map((column, i) => toCell(column, row[i] ?? '')));
  const all = headings.some(({ text }) => text !== '') ? [headings, ...body] : body;
  const available = ({ gap }: Layout): number => width - indent.length - gap * (columns.length - 1);
  const least = (layout: Layout): number[] => columns.map((_, i) => columnWidth(all, i, layout));
  const layout: Layout = LAYOUTS.find((one) => sum(least(one)) <= available(one)) ?? LAYOUTS[4];
  const natural = least({ ...layout, folds: layout.folds.filter((kind) => kind === 'heading') });
  const widths = narrowed(natural, least(layout), available(layout));
  return all.map((row) => {
    const cells = row.map((cell, i) =>
      layout.folds.includes(cell.kind) ? folded(cell.text, widths[i] ?? 0) : [cell.text],
    );
    return Array.from({ length: Math.max(1, ...cells.map((lines) => lines.length)) }, (_, line) => {
      const padded = columns.map(({ align }, i) => aligned(cells[i]?.[line] ?? '', widths[i] ?? 0, align));
      return `${indent}${padded.join(' '.repeat(layout.gap))}`.trimEnd();
    });
  });
}

function toCell({ align }: Column, text: string): Cell {
  const isColoured = visible(text) !== [...text].length;
  return { text, kind: align === 'right' || isColoured ? 'fixed' : 'words' };
}

/** What a column needs: of a cell that may be folded its longest word. */
function columnWidth(all: readonly (readonly Cell[])[], i: number, { folds }: Layout): number {
  const needs = all.map((row) => {
    const { text, kind } = row[i] ?? { text: '', kind: 'fixed' };
    return Math.max(...(folds.includes(kind) ? text.split(' ') : [text]).map(visible));
  });
  return Math.max(0, ...needs);
}

/** The widths, the widest ones cut down to what they need at least until all fit. */
function narrowed(natural: readonly number[], least: readonly number[], available: number): number[] {
  const widths = [...natural];
  for (let over = sum(widths) - available; over > 0; over -= 1) {
    const spare = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function aligned(cell: string, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - visible(cell)));
  return align === 'right' ? padding + cell : cell + padding;
}

function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && visible(last) + 1 + visible(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Columns that a cell takes on the screen. */
function visible(cell: string): number {
  return [...cell.replace(COLOURS, '')].length;
}
