import { describe, expect, test } from 'vitest';
import { PAGE_KINDS, RUNBOOK_URL, runbookFor } from '../../lib/remedy';
import { call } from '../cli/support';
import { readPages } from './pages';

const page = readPages().find(({ path }) => path === 'docs/runbook.md')?.text ?? '';

/** The text under a heading, by the anchor that GitHub makes of it. */
const sections = new Map(
  page.split(/^#{2,3} /m).map((part): [string, string] => {
    const [heading = '', ...lines] = part.split('\n');
    return [
      heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
      lines.join('\n'),
    ];
  }),
);

describe('the runbook', () => {
  test.each([...PAGE_KINDS])('%s: says what it means, what to look at, how to decide and what not to do', (kind) => {
    const [url, anchor = ''] = runbookFor(kind).split('#');
    const section = sections.get(anchor) ?? '';
    const parts = [...section.matchAll(/^\*\*(Means|Look|Decide|Do not)\*\*/gm)].map(([, part]) => part);
    expect([url, parts]).toEqual([RUNBOOK_URL, ['Means', 'Look', 'Decide', 'Do not']]);
  });

  test('has a section for findings, and for what is not known the page itself', () => {
    expect(sections.has(runbookFor('finding:stranded-cores').split('#')[1] ?? '')).toBe(true);
    expect(runbookFor('held:by-nobody')).toBe(RUNBOOK_URL);
  });

  test('gives commands that the command line has, with options that they take', async () => {
    const commands = [...page.matchAll(/^emr-autotune (.+)$|`emr-autotune ([^`]+)`/gm)].map(([, a, b]) => a ?? b ?? '');
    const used = new Map<string, string[]>();
    for (const [name = '', ...words] of commands.map((line) => line.split(/\s+/))) {
      used.set(name, [...(used.get(name) ?? []), ...words.filter((word) => word.startsWith('--'))]);
    }
    expect(used.size).toBeGreaterThan(2);
    for (const [name, options] of used) {
      const { code, out } = await call([name, '--help'], {});
      expect([name, code, out]).toEqual([name, 0, expect.stringContaining(`Usage: emr-autotune ${name} `)]);
      expect(options.filter((option) => !out.includes(option))).toEqual([]);
    }
  });
});
