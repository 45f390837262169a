import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { type NodePanel, nodePictureToSvg } from '../../lib/render';

const FAT: NodePanel = {
  title: 'stuck',
  memoryMiB: 122_880,
  vcores: 16,
  executors: 1,
  containerMiB: 120_000,
  cores: 7,
};

function drawn(title: string, panels: readonly NodePanel[]) {
  const { document } = parseHTML(`<html><body>${nodePictureToSvg({ title, panels })}</body></html>`);
  const number = (element: { getAttribute(name: string): string | null }, name: string): number =>
    Number(element.getAttribute(name));
  const rows = new Map<number, { x: number; width: number; isIdle: boolean }[]>();
  for (const rect of document.querySelectorAll('rect')) {
    const y = number(rect, 'y');
    const block = { x: number(rect, 'x'), width: number(rect, 'width'), isIdle: rect.getAttribute('class') === 'idle' };
    rows.set(y, [...(rows.get(y) ?? []), block]);
  }
  const [, ...bars] = [...rows.values()];
  return { document, bars, width: number(document.querySelector('svg')!, 'width') };
}

test('a fat executor takes the memory and leaves cores: as many squares as cores, as long as their share', () => {
  const { bars, document } = drawn('a node', [FAT]);
  const [memory = [], cores = []] = bars;
  expect(memory.map(({ isIdle }) => isIdle)).toEqual([false, true]);
  const [taken, free] = memory;
  expect(taken!.width / (taken!.width + free!.width)).toBeCloseTo(120_000 / 122_880, 2);
  expect(cores.filter(({ isIdle }) => !isIdle)).toHaveLength(7);
  expect(cores.filter(({ isIdle }) => isIdle)).toHaveLength(9);
  expect(document.querySelector('desc')?.textContent).toContain('97.7 % of the memory, 7 of 16 cores; 9 cores idle');
});

test.each<[string, Partial<NodePanel>]>([
  ['no executor', { executors: 0 }],
  ['one core of one', { vcores: 1, cores: 1 }],
  ['more tasks than cores', { executors: 4, cores: 6, containerMiB: 30_720 }],
  ['a node of 448 cores', { vcores: 448, executors: 112, cores: 4, memoryMiB: 24 * 1024 ** 2, containerMiB: 209_715 }],
  ['many small executors', { executors: 96, cores: 1, vcores: 96, containerMiB: 1280 }],
])('%s stays within the picture', (_, panel) => {
  const { bars, width } = drawn('a node', [{ ...FAT, ...panel }]);
  expect(bars).toHaveLength(2);
  for (const { x, width: block } of bars.flat()) {
    expect(x).toBeGreaterThan(0);
    expect(x + block).toBeLessThanOrEqual(width);
  }
});

test('no line of text is wider than the picture, and labels stand only in blocks that hold them', () => {
  const long = Array.from({ length: 6 }, (_, i) => `${i} to 200 × m5dn.24xlarge`).join(' + ');
  const { document, width } = drawn(long, [{ ...FAT, title: long, note: long, executors: 12, containerMiB: 10_240 }]);
  const texts = [...document.querySelectorAll('text')];
  // Helvetica and DejaVu Sans have no more than 0.65 em a character on average, 0.7 in bold.
  for (const text of texts.filter((one) => !/o[nf]/.test(one.getAttribute('class') ?? ''))) {
    const [size, em] = text.getAttribute('class') === 't' ? [16, 0.66] : [14, 0.62];
    expect(Number(text.getAttribute('x')) + (text.textContent?.length ?? 0) * size * em).toBeLessThanOrEqual(width);
  }
  expect(texts.some((one) => one.textContent === '10,240 MiB')).toBe(false);
});

test('what a screen reader says is there, and names cannot break the file', () => {
  const { document } = drawn('5 < 6 & "more"', [FAT]);
  expect(document.querySelector('svg')?.getAttribute('role')).toBe('img');
  expect(document.querySelector('title')?.textContent).toBe('5 < 6 & "more"');
  const style = document.querySelector('style')?.textContent ?? '';
  expect(style).toContain('prefers-color-scheme: dark');
});
