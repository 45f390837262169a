import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_TIMING, parseScenario } from '../../lib/simulator';

const text = readFileSync(join(__dirname, '..', '..', 'docs', 'simulator.md'), 'utf8');

test('the documented scenario is one', () => {
  const [, json] = /```json\n([\s\S]*?)```/.exec(text)!;
  expect(parseScenario(JSON.parse(json!))).toMatchObject({
    name: 'nightly aggregation',
    nodes: [{ role: 'core' }, { role: 'task' }],
  });
});

test('every timing is documented with the default that it has', () => {
  const rows = [...text.matchAll(/^\| `(\w+)` \| ([^|]+) \| (?:assumption|open)/gm)].map(([, key, value]) => [
    key,
    JSON.parse(value!),
  ]);
  expect(Object.fromEntries(rows)).toEqual(DEFAULT_TIMING);
});
