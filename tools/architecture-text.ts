import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LAYERS, PURE, SHARED } from './layers';

const START = '<!-- layers: npm run architecture -->';
const END = '<!-- /layers -->';

/**
 * A page with its table of layers as tools/layers.ts has them.
 *
 * @throws Error for a page without the two marks
 */
export function withLayers(page: string): string {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no ${START} … ${END}`);
  return `${before}${START}\n${layersTable()}${END}${after}`;
}

function layersTable(): string {
  const rows = LAYERS.map(({ name, holds, layers, packages }) => {
    const allowed = PURE.includes(name) ? namesOf(layers) : namesOf(allPureAsOne(layers));
    return `| ${placeOf(name)} | ${holds} | ${allowed || '—'} | ${namesOf(packages.map((one) => one.replace(/[:/]$/, '$&*'))) || '—'} |`;
  });
  return [
    `| layer | holds | may import, besides ${namesOf(SHARED)} | packages |`,
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function placeOf(name: string): string {
  const places = [name, `lib/${name}`, `lib/${name}.ts`];
  return `\`${places.find((place) => existsSync(join(__dirname, '..', place))) ?? name}\``;
}

/** `catalog`, `yarn` … `render` in a row read worse than what they are. */
function allPureAsOne(layers: readonly string[]): string[] {
  if (!PURE.every((name) => layers.includes(name))) return [...layers];
  return [ALL_PURE, ...layers.filter((name) => !PURE.includes(name))];
}

const ALL_PURE = 'all pure layers';

function namesOf(names: readonly string[]): string {
  return names.map((name) => (name === ALL_PURE ? name : `\`${name}\``)).join(' ');
}
