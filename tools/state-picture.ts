/** The states of a lineage and the ways between them, drawn from their table. */
import { ROW_STATES, type RowState, TRANSITIONS, type Transition } from '../lib/remedy';

const BOX = { width: 122, height: 46, gap: 34 };
const LEFT = 16;
const MAIN_Y = 168;
const [TOP_Y, BOTTOM_Y] = [20, 316];
/** The states of the way through, from left to right; the others are bars above and below, which all of them reach. */
const MAIN = ROW_STATES.filter((state) => state !== 'closed' && state !== 'held');
const STEP = BOX.width + BOX.gap;
/** Bars end here; beside them is room for the way from one to the other. */
const BAR_END = LEFT + MAIN.length * STEP - BOX.gap;
const BRACKET_X = BAR_END + 18;
const WIDTH = BRACKET_X + LEFT;
const HEIGHT = BOTTOM_Y + BOX.height + 20;
const RADIUS = 6;

const TITLE = 'The states of a lineage';

/** An SVG file for light and dark pages. */
export function statePicture(): string {
  const description = TRANSITIONS.map(({ from, to, when }) => `${from} to ${to}: ${when}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title description">
<title id="title">${TITLE}</title>
<desc id="description">${description}</desc>
<style>
  svg { color: #1f2328; font: 12px system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
  text { fill: currentColor; }
  .s { font-size: 14px; font-weight: 600; text-anchor: middle; }
  .m { text-anchor: middle; }
  .b { fill: none; stroke: currentColor; }
  .closed { stroke: #2da44e; stroke-width: 2; }
  .held { stroke: #d1862a; stroke-width: 2; }
  .a { fill: none; stroke: currentColor; stroke-opacity: 0.6; }
  @media (prefers-color-scheme: dark) { svg { color: #d1d7e0; } }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0L8,4L0,8z" fill="#8b949e"/></marker></defs>
${[...ROW_STATES.map(box), ...TRANSITIONS.map(arrow)].join('\n')}
</svg>
`;
}

const indexOf = (state: RowState): number => MAIN.indexOf(state as (typeof MAIN)[number]);
const leftOf = (state: RowState): number => LEFT + indexOf(state) * STEP;

/** Bars begin beside `watching`, whose way to and from them is a corner. */
const BAR_X = LEFT + STEP;

function box(state: RowState): string {
  const isBar = indexOf(state) < 0;
  const x = isBar ? BAR_X : leftOf(state);
  const y = isBar ? (state === 'closed' ? TOP_Y : BOTTOM_Y) : MAIN_Y;
  const width = isBar ? BAR_END - BAR_X : BOX.width;
  const [cx, cy] = [x + width / 2, y + BOX.height / 2 + 5];
  return `<rect class="b${isBar ? ` ${state}` : ''}" x="${x}" y="${y}" width="${width}" height="${BOX.height}" rx="${RADIUS}"/>\n<text class="s" x="${cx}" y="${cy}">${state}</text>`;
}

function arrow({ from, to, when }: Transition): string {
  const [a, b] = [indexOf(from), indexOf(to)];
  if (from === 'closed' && to === 'held') return bracket(when);
  if (a < 0) return corner(from, when);
  if (b < 0) return from === 'watching' ? cornerTo(when) : vertical(from, to, when);
  if (b > a + 1) return over(from, to, when);
  return b > a ? forward(from, when) : back(from, to, when);
}

const path = (d: string): string => `<path class="a" d="${d}" marker-end="url(#tip)"/>`;

function forward(from: RowState, when: string): string {
  const x = leftOf(from) + BOX.width;
  const y = MAIN_Y + BOX.height / 2;
  return `${path(`M${x},${y}L${x + BOX.gap - 2},${y}`)}\n<text class="m" x="${x + BOX.gap / 2}" y="${MAIN_Y - 10}">${when}</text>`;
}

/** Over the states in between; the words end before the way up from the middle one. */
function over(from: RowState, to: RowState, when: string): string {
  const [start, end] = [leftOf(from) + BOX.width / 2 + 14, leftOf(to) + BOX.width / 2 - 14];
  return `${path(`M${start},${MAIN_Y}C${start},${MAIN_Y - 48} ${end},${MAIN_Y - 48} ${end},${MAIN_Y - 3}`)}\n<text text-anchor="end" x="${(start + end) / 2 - 6}" y="${MAIN_Y - 42}">${when}</text>`;
}

function back(from: RowState, to: RowState, when: string): string {
  const [start, end] = [leftOf(from) + 14, leftOf(to) + BOX.width - 14];
  const y = MAIN_Y + BOX.height;
  return `${path(`M${start},${y}C${start},${y + 26} ${end},${y + 26} ${end},${y + 3}`)}\n<text class="m" x="${(start + end) / 2}" y="${y + 36}">${when}</text>`;
}

function vertical(from: RowState, to: RowState, when: string): string {
  const x = leftOf(from) + BOX.width / 2;
  const isUp = to === 'closed';
  const [start, end] = isUp ? [MAIN_Y, TOP_Y + BOX.height + 2] : [MAIN_Y + BOX.height, BOTTOM_Y - 2];
  const isLast = indexOf(from) === MAIN.length - 1;
  // There the label stands on the other side, where that of the state before ends.
  const y = isUp ? TOP_Y + BOX.height + 32 : BOTTOM_Y - (isLast ? 46 : 22);
  const beside = isLast ? `x="${x - 5}" text-anchor="end"` : `x="${x + 5}"`;
  return `${path(`M${x},${start}L${x},${end}`)}\n<text ${beside} y="${y}">${when}</text>`;
}

/** From the right end of the bar above to that of the bar below. */
function bracket(when: string): string {
  const [start, end] = [TOP_Y + BOX.height / 2, BOTTOM_Y + BOX.height / 2];
  return `${path(`M${BAR_END},${start}L${BRACKET_X},${start}L${BRACKET_X},${end}L${BAR_END + 2},${end}`)}\n<text x="${BRACKET_X - 5}" text-anchor="end" y="${BOTTOM_Y - 22}">${when}</text>`;
}

/** From a bar's left end back to `watching`. */
function corner(from: RowState, when: string): string {
  const x = LEFT + BOX.width / 2 - 20;
  const isUp = from === 'closed';
  const [bar, end] = isUp
    ? [TOP_Y + BOX.height / 2, MAIN_Y - 2]
    : [BOTTOM_Y + BOX.height / 2 + 8, MAIN_Y + BOX.height + 2];
  return `${path(`M${BAR_X},${bar}L${x},${bar}L${x},${end}`)}\n<text x="${LEFT}" y="${isUp ? bar - 8 : bar + 18}">${when}</text>`;
}

/** From `watching` to the bar below. */
function cornerTo(when: string): string {
  const x = LEFT + BOX.width / 2 + 20;
  const y = BOTTOM_Y + BOX.height / 2 - 8;
  return `${path(`M${x},${MAIN_Y + BOX.height}L${x},${y}L${BAR_X - 2},${y}`)}\n<text x="${x + 5}" y="${BOTTOM_Y - 22}">${when}</text>`;
}
