import { counted } from '../numbers';
import { escaped } from './markup';
import { grouped, mib, percent } from './numbers';
import { wrap } from './style';

/** A node with equal executors. MiB. */
export interface NodePanel {
  readonly title: string;
  /** A line below the node, after what its executors take. */
  readonly note?: string;
  readonly memoryMiB: number;
  readonly vcores: number;
  readonly executors: number;
  readonly containerMiB: number;
  /** Task slots of an executor. */
  readonly cores: number;
}

/** A picture for people, and what it shows for those who cannot see it. */
export interface NodePicture {
  readonly title: string;
  readonly panels: readonly NodePanel[];
}

const WIDTH = 800;
const LEFT = 82;
const MARGIN = 14;
const BAR = WIDTH - LEFT - MARGIN;
const GAP = 3;
const LINE = 19;
/** Characters that a line surely holds in the widest of the fonts: the title, a heading, text. */
const TITLE_CHARACTERS = 72;
const HEADING_CHARACTERS = 80;
const TEXT_CHARACTERS = 90;
/** Above, cores are drawn as one block an executor: a core would be narrower than its gap. */
const MAX_SQUARES = 64;

/** Neighbours have different colours; white text on either is readable, and both stand on white and on black. */
const COLOURS = ['#1f6fb2', '#1b7f79'] as const;

/** Nodes with their memory and cores, and what executors leave idle; one SVG file for light and dark pages. */
export function nodePictureToSvg({ title, panels }: NodePicture): string {
  const body: string[] = [];
  let y = MARGIN;
  const place = (lines: readonly string[], style: string): void => {
    for (const line of lines) {
      y += LINE;
      body.push(`<text x="${MARGIN}" y="${y}"${style}>${escaped(line)}</text>`);
    }
  };
  place(fold(title, TITLE_CHARACTERS), ' class="t"');
  y += LINE;
  body.push(legend(y));
  for (const panel of panels) {
    y += LINE;
    place(fold(panel.title, HEADING_CHARACTERS), ' class="h"');
    y += 12;
    body.push(row('memory', y, 34, memoryBlocks(panel)), row('cores', y + 42, 26, coreBlocks(panel)));
    y += 72;
    place(
      [captionFor(panel), panel.note ?? ''].flatMap((text) => fold(text, TEXT_CHARACTERS)),
      '',
    );
  }
  const height = y + MARGIN;
  const description = [title, ...panels.flatMap((panel) => [panel.title, captionFor(panel), panel.note ?? ''])]
    .filter((text) => text !== '')
    .join('. ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>
  svg { color: #1f2328; font: 14px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
  text { fill: currentColor; }
  .t { font-size: 16px; font-weight: 600; }
  .h { font-weight: 600; }
  .on { fill: #fff; font-size: 12px; text-anchor: middle; }
  .off { font-size: 12px; text-anchor: middle; }
  .idle { fill: none; stroke: currentColor; stroke-opacity: 0.55; stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) { svg { color: #d1d7e0; } }
</style>
${body.join('\n')}
</svg>
`;
}

const fold = (text: string, width: number): string[] => wrap({ width }, text, '');

/** What executors take of the node, and what is left of both. */
function captionFor({ memoryMiB, vcores, executors, containerMiB, cores }: NodePanel): string {
  const slots = executors * cores;
  const idle = vcores - slots;
  const busy =
    idle < 0
      ? `${grouped(slots)} tasks share ${counted(vcores, 'core')}`
      : `${grouped(slots)} of ${counted(vcores, 'core')}`;
  const rest = idle > 0 ? `; ${counted(idle, 'core')} idle` : '';
  return `Taken: ${percent((executors * containerMiB) / memoryMiB)} of the memory, ${busy}${rest}`;
}

interface Block {
  /** Share of the bar. */
  readonly share: number;
  /** Undefined: idle. */
  readonly executor?: number;
  readonly label?: string;
  /** Whether the next block belongs to the same executor. */
  readonly joined?: boolean;
}

function memoryBlocks({ memoryMiB, executors, containerMiB }: NodePanel): Block[] {
  const free = memoryMiB - executors * containerMiB;
  const blocks = Array.from(
    { length: executors },
    (_, executor): Block => ({
      share: containerMiB / memoryMiB,
      executor,
      label: mib(containerMiB),
    }),
  );
  return free > 0 ? [...blocks, { share: free / memoryMiB, label: mib(free) }] : blocks;
}

function coreBlocks({ vcores, executors, cores }: NodePanel): Block[] {
  // Task slots may share a core.
  const total = Math.max(vcores, executors * cores);
  const idle = total - executors * cores;
  if (total > MAX_SQUARES) {
    const blocks = Array.from(
      { length: executors },
      (_, executor): Block => ({
        share: cores / total,
        executor,
        label: counted(cores, 'core'),
      }),
    );
    return idle > 0 ? [...blocks, { share: idle / total, label: grouped(idle) }] : blocks;
  }
  return Array.from({ length: total }, (_, i): Block => {
    const executor = Math.floor(i / cores);
    if (executor >= executors) return { share: 1 / total };
    return { share: 1 / total, executor, joined: (i + 1) % cores !== 0 };
  });
}

function row(name: string, y: number, height: number, blocks: readonly Block[]): string {
  const shapes = [`<text x="${MARGIN}" y="${y + height / 2 + 5}">${name}</text>`];
  let x = LEFT;
  for (const { share, executor, label, joined } of blocks) {
    const [width, gap] = [share * BAR, joined ? 1 : GAP];
    const drawn = Math.max(1, width - gap);
    const looks = executor === undefined ? 'class="idle"' : `fill="${COLOURS[executor % COLOURS.length]}"`;
    shapes.push(`<rect x="${at(x)}" y="${y}" width="${at(drawn)}" height="${height}" rx="2" ${looks}/>`);
    if (label !== undefined && textWidth(label) < drawn) {
      const style = executor === undefined ? 'off' : 'on';
      shapes.push(`<text class="${style}" x="${at(x + drawn / 2)}" y="${y + height / 2 + 4}">${escaped(label)}</text>`);
    }
    x += width;
  }
  return shapes.join('\n');
}

const legend = (y: number): string =>
  [
    ...COLOURS.map(
      (colour, i) => `<rect x="${MARGIN + i * 16}" y="${y - 11}" width="13" height="13" rx="2" fill="${colour}"/>`,
    ),
    `<text x="${MARGIN + 38}" y="${y}">executors</text>`,
    `<rect class="idle" x="${MARGIN + 130}" y="${y - 11}" width="13" height="13" rx="2"/>`,
    `<text x="${MARGIN + 152}" y="${y}">idle</text>`,
  ].join('\n');

/** Room that a label at 12 px surely fits into. */
const textWidth = (label: string): number => label.length * 7.4 + 6;

/** Two decimals: thinner than a screen shows. */
const at = (value: number): number => Math.round(value * 100) / 100;
