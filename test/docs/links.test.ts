import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPages, root } from './pages';

const pages = readPages();

test('every file and every heading that a page links to exists', () => {
  const dead = pages.flatMap(({ path, text }) =>
    linksIn(text).flatMap((link) => {
      const [file = '', heading] = link.split('#');
      const target = file === '' ? path : join(path, '..', file).replaceAll('\\', '/').replace(/\/$/, '');
      const headings = pages.find((page) => page.path === target)?.text;
      const found =
        existsSync(join(root, target)) &&
        (heading === undefined || headings === undefined || headingsIn(headings).includes(heading));
      return found ? [] : [`${path}: ${link}`];
    }),
  );
  expect(pages.length).toBeGreaterThan(10);
  expect(dead).toEqual([]);
});

function linksIn(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link));
}

/** The anchors of a page's headings, as GitHub makes them. */
function headingsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
