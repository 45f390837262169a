import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEFAULT_TIMING, OPEN_FACTS, parseScenario } from '../../lib/simulator';
import { EVENT_KINDS } from '../../lib/simulator/scenario/events';

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

test('the table of open facts is the one that tests draw from', () => {
  const [, table = ''] = /\n\| \| open fact \| values \|\n\|---\|---\|---\|\n((?:\|.*\n)+)/.exec(text)!;
  const rows = OPEN_FACTS.map(
    ({ id, fact, values }) => `| ${id} | ${fact} | ${values.map(({ value }) => value).join(' · ')} |\n`,
  );
  expect(table).toBe(rows.join(''));
});

test('the documented events and reactions are some, and each kind of event has a row', () => {
  const blocks = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, block]) => block!);
  const [scenario, happenings] = blocks.map((block) => (block.startsWith('{') ? JSON.parse(block) : {}));
  expect(parseScenario({ ...scenario, ...happenings })).toMatchObject({
    events: [{ event: { kind: 'resize' } }, { event: { kind: 'lose-nodes' } }, { event: { kind: 'untag' } }],
    reactions: [{ event: { kind: 'clone-step' } }, { event: { kind: 'end-step' } }],
  });
  const [, table = ''] = /\n\| event \| what happens \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(text)!;
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([\w-]+)`/g)]);
  expect(named.map(([, kind]) => kind).toSorted()).toEqual([...EVENT_KINDS].toSorted());
});
