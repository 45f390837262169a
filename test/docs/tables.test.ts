import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GATE_NAMES } from '../../lib/remedy';
import { readPages, root } from './pages';

/** The names in the first column of the tables under a heading of the second level. */
function namesUnder(page: string, heading: string): string[] {
  const text = readPages().find(({ path }) => path === page)?.text ?? '';
  const [, section = ''] = text.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = '']) => name);
}

test('docs/remediation.md has a row for every gate, in the order in which they are asked', () => {
  expect(namesUnder('docs/remediation.md', 'Gates')).toEqual(GATE_NAMES);
});

test('docs/guide.md has a row for every alarm of a remediator', () => {
  const props = readFileSync(join(root, 'lib/constructs/remediator/remediator-alarms-props.ts'), 'utf8');
  const alarms = [...props.matchAll(/readonly (\w+)\?: RemediatorAlarmOptions;/g)].map(([, name]) => name);
  expect(alarms.length).toBeGreaterThan(0);
  expect(namesUnder('docs/guide.md', 'Alarms').toSorted()).toEqual(alarms.toSorted());
});
