import type { Recording } from './recording';

const WIDTH = 860;
const HEIGHT = 350;
const LEFT = 50;
const LEGEND = 16;
const LABELS = 40;
const LABEL_HEIGHT = 14;
/** Four labels stand above the plot, where no line crosses them. */
const TOP = LABELS + 4 * LABEL_HEIGHT;
const PLOT = { width: WIDTH - LEFT - 20, height: HEIGHT - TOP - 50 };
const TICK_MINUTES = 10;
/** Drawn in this order: what may be hidden by a later line is wider. */
const LINES = [
  {
    name: 'vcores allocated, of those shown',
    colour: '#c9c9c9',
    width: 6,
    of: (s: Recording['samples'][number]) => s.allocatedVirtualCores / Math.max(1, s.totalVirtualCores),
  },
  {
    name: 'vcores allocated, of all',
    colour: '#1b6ca8',
    width: 2,
    of: (s: Recording['samples'][number]) => s.allocatedVirtualCores / s.vcoresAcrossPartition,
  },
  {
    name: 'memory allocated',
    colour: '#b3541e',
    width: 2,
    of: (s: Recording['samples'][number]) => s.allocatedMB / s.totalMB,
  },
];

/** Shares of the cluster over virtual minutes, with what happened to the steps. */
export function pictureOf({ samples, events, steps, calculator }: Recording): string {
  const startMs = steps[0]?.startedMs ?? 0;
  const endMs = samples.at(-1)?.atMs ?? startMs + 1;
  const x = (atMs: number): string => (LEFT + (PLOT.width * (atMs - startMs)) / (endMs - startMs)).toFixed(1);
  const y = (share: number): string => (TOP + PLOT.height * (1 - share)).toFixed(1);
  const text = (at: string, down: string, what: string, more = ''): string =>
    `<text x="${at}" y="${down}" ${more}>${what}</text>`;
  const bottom = TOP + PLOT.height;
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<line x1="${LEFT}" x2="${LEFT + PLOT.width}" y1="${y(share)}" y2="${y(share)}" stroke="#ddd"/>` +
      text(String(LEFT - 6), y(share), `${share * 100} %`, 'text-anchor="end" dominant-baseline="middle"'),
  );
  const minutes = Array.from(
    { length: Math.floor((endMs - startMs) / 60_000 / TICK_MINUTES) + 1 },
    (_, i) => i * TICK_MINUTES,
  );
  const ticks = minutes.map((minute) =>
    text(x(startMs + minute * 60_000), String(bottom + 16), String(minute), 'text-anchor="middle"'),
  );
  const lines = LINES.map(({ colour, width, of }) => {
    const points = samples.filter(({ atMs }) => atMs >= startMs).map((sample) => `${x(sample.atMs)},${y(of(sample))}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="${width}" points="${points.join(' ')}"/>`;
  });
  const legend = LINES.map(({ name, colour }, i) =>
    text(String(LEFT + 220 * i), String(LEGEND), `<tspan fill="${colour}">■</tspan> ${name}`),
  );
  const marks = events
    .filter(({ what }) => what === 'RUNNING' || what === 'CANCELLED' || what === 'COMPLETED')
    .map(({ atMs, stepId, what }, i) => {
      const at = x(atMs);
      const anchor = (atMs - startMs) / (endMs - startMs) > 0.8 ? 'end' : 'start';
      return (
        `<line x1="${at}" x2="${at}" y1="${LABELS + LABEL_HEIGHT * i}" y2="${bottom}" stroke="#444" stroke-dasharray="3 3"/>` +
        text(at, String(LABELS + LABEL_HEIGHT * i + 10), `\u00a0${stepId} ${what}\u00a0`, `text-anchor="${anchor}"`)
      );
    });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" fill="#222">`,
    `<title>A real YARN with the ${calculator} calculator: memory and vcores over the loop</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...legend,
    ...grid,
    ...ticks,
    text(String(LEFT + PLOT.width / 2), String(bottom + 36), 'virtual minutes', 'text-anchor="middle"'),
    ...marks,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}
