import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocks, commands, snippets } from '../../bench/pyspark/page';
import { AS_MANY_AS_FIT, admit } from '../../lib/yarn';
import { cli } from '../cli/support';

const DOCS = join(__dirname, '..', '..', 'docs');
const page = readFileSync(join(DOCS, 'cannot-restart.md'), 'utf8');

describe('the page for a job that cannot be restarted', () => {
  test('says of every Python snippet what it prints, which npm run bench:pyspark compares with real Spark', () => {
    const found = snippets(page);
    const python = blocks(page).filter(({ language }) => language.startsWith('python'));
    expect(found).toHaveLength(python.length);
    expect(found.length).toBeGreaterThan(10);
    expect(found.filter(({ where }) => where === 'outside')).toHaveLength(2);
    for (const { expected } of found) expect(expected.replaceAll('...', '').trim()).not.toBe('');
    for (const { line, code } of found) expect(page.split('\n')[line - 1]).toBe(code.split('\n')[0]);
  });

  test('marks its snippets with nothing that the reader of the page would overlook', () => {
    const languages = new Set(blocks(page).map(({ language }) => language));
    expect(languages).toEqual(new Set(['python', 'python outside', 'text', 'sh']));
    expect(page.match(/^```/gm)).toHaveLength(2 * blocks(page).length);
  });

  test('has commands of emr-autotune that run', async () => {
    const ours = commands(page).filter((line) => line.startsWith('emr-autotune '));
    expect(ours).toHaveLength(2);
    const [diagnosis, plan] = await Promise.all(ours.map((line) => cli(line.slice('emr-autotune '.length))));
    expect([diagnosis?.code, plan?.code]).toEqual([0, 0]);
    expect(diagnosis?.out).toMatch(/stranded-cores/);
    expect(plan?.out).toMatch(/^spark-submit /);
  });

  test('has the executors of the admission model in its table', () => {
    const fat = { memoryMiB: 120_000, vcores: 7 };
    const planned = { memoryMiB: 30_720, vcores: 4 };
    for (const [label, count, executor] of [
      ['82 nodes', 82, fat],
      ['20 task nodes more', 102, fat],
      ['82 nodes, restarted with the plan', 82, planned],
    ] as const) {
      const { executors } = admit({
        calculator: 'dominant',
        nodes: [{ count, memoryMiB: 122_880, vcores: 16 }],
        applicationMaster: { memoryMiB: 896, vcores: 1 },
        executor,
        requested: AS_MANY_AS_FIT,
      });
      const slots = executors * executor.vcores;
      const share = ((100 * slots) / (count * 16)).toFixed(1);
      expect(page).toContain(`| ${label} | ${executors} | ${slots.toLocaleString('en')} | ${share} % |`);
    }
  });

  test('links to what exists', () => {
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(2);
    const anchors = [...page.matchAll(/^## (.+)$/gm)].map(
      ([, title = '']) => `#${title.toLowerCase().replaceAll(' ', '-')}`,
    );
    for (const link of links) {
      if (link.startsWith('#')) expect(anchors).toContain(link);
      else expect(existsSync(join(DOCS, link)), link).toBe(true);
    }
  });
});
