import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { CLUSTERS, nameOf } from './clusters';
import type { Judged, Silence } from './judge';
import { PEERS } from './peers';

/** Colours that differ in brightness too, and stand on white and on black. */
const KINDS = [
  { kind: 'one task', colour: '#2f81c7' },
  { kind: 'several tasks', colour: '#e08a1e' },
  { kind: 'no task', colour: '#8b949e59' },
] as const;

const WIDTH = 1200;
const HEAD = 62;
const HEIGHT = 560;
const LEFT = 236;
const LEGEND_STEP = 200;

/**
 * What the vCPUs of every cluster do under every plan, as one SVG file for light and dark pages.
 *
 * @param shown one entry for each peer and cluster at most
 */
export function picture(title: string, shown: readonly Judged[], silent: readonly Silence[]): string {
  const bars = shown.flatMap(({ cluster, peer, verdict }) =>
    [verdict.oneTask, verdict.severalTasks, verdict.idle].map((vcpus, i) => ({
      cluster: nameOf(cluster),
      peer: peer.heading,
      kind: KINDS[i]?.kind,
      share: vcpus / verdict.vcpus,
    })),
  );
  const { document } = parseHTML('<html><body></body></html>');
  const plot = Plot.plot({
    document,
    className: 'benchmark',
    width: WIDTH,
    height: HEIGHT,
    marginLeft: LEFT,
    marginTop: 40,
    marginBottom: 34,
    x: { domain: [0, 1], ticks: [0.5, 1], label: null, tickFormat: (share: number) => `${share * 100} %` },
    y: { domain: CLUSTERS.map(nameOf), label: null, tickSize: 0, padding: 0.25 },
    fx: { domain: PEERS.map((peer) => peer.heading), label: null, padding: 0.12 },
    color: { domain: KINDS.map(({ kind }) => kind), range: KINDS.map(({ colour }) => colour) },
    marks: [
      Plot.axisFx({ anchor: 'top', fontSize: 12 }),
      Plot.axisY({ fontSize: 12, tickSize: 0 }),
      Plot.barX(bars, { fx: 'peer', y: 'cluster', x: 'share', fill: 'kind' }),
      Plot.text(
        [
          ...silent.map((one) => ({ ...one, text: 'no rule' })),
          ...shown.filter(({ verdict }) => verdict.running === 0).map((one) => ({ ...one, text: 'refused' })),
        ].map(({ cluster, peer, text }) => ({ cluster: nameOf(cluster), peer: peer.heading, text })),
        { fx: 'peer', y: 'cluster', x: 0.5, text: 'text', fillOpacity: 0.7 },
      ),
    ],
  });
  // Its own style sheet is for a figure in a page; in a file of its own it would move what is drawn.
  for (const style of plot.querySelectorAll('style')) style.remove();
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEAD + HEIGHT}" width="${WIDTH}" height="${HEAD + HEIGHT}" role="img" aria-label="${title}">
<style>
  svg { color: #1f2328; font-family: system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif; }
  @media (prefers-color-scheme: dark) { svg { color: #d1d7e0; } }
</style>
<text x="8" y="22" font-size="16" font-weight="600" fill="currentColor">${title}</text>
${legend()}
<g transform="translate(0,${HEAD})" font-size="11" text-anchor="middle" fill="currentColor">
${plot.innerHTML}
</g>
</svg>
`;
}

function legend(): string {
  return KINDS.map(
    ({ kind, colour }, i) =>
      `<rect x="${8 + i * LEGEND_STEP}" y="36" width="14" height="14" fill="${colour}"/><text x="${28 + i * LEGEND_STEP}" y="48" font-size="13" fill="currentColor">vCPUs with ${kind}</text>`,
  ).join('\n');
}
