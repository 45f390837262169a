import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instanceFacts, instanceTypeNames } from '../../lib/catalog';
import { instanceTableText } from '../../tools/instance-table-text';

describe('docs/instance-types.md', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'instance-types.md'), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => /^\| [a-z0-9-]+\.\w+ \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll(',', '')));

  test('is what npm run instance-table writes', () => {
    const differing = instanceTableText()
      .split('\n')
      .filter((line) => !text.split('\n').includes(line));
    expect(differing, 'run npm run instance-table').toEqual([]);
    expect(text).toBe(instanceTableText());
  });

  test('has every type once, with figures that add up', () => {
    expect(rows.map(([, name]) => name).sort()).toEqual(instanceTypeNames());
    for (const [, name = '', vcores, memory, , perNode, slots] of rows) {
      const facts = instanceFacts(name);
      expect([Number(vcores), Number(memory)]).toEqual([
        Math.min(facts.yarnVcores, facts.ec2Vcpus),
        facts.yarnMemoryMiB,
      ]);
      expect(Number(slots)).toBeLessThanOrEqual(Number(vcores));
      expect(Number(slots) % Number(perNode)).toBe(0);
    }
  });

  test('names in its summary every type that leaves half a percent of its memory or a vcore unused', () => {
    const summary = text.slice(0, text.indexOf('## By family'));
    const wasteful = rows.filter(([, , vcores, memory, executor = '', perNode, slots]) => {
      const container = Number(executor.split(' ')[2]);
      return slots !== vcores || Number(perNode) * container < 0.995 * Number(memory);
    });
    expect(wasteful.length).toBeGreaterThan(0);
    for (const [, name] of wasteful) expect(summary).toContain(`- ${name}: `);
  });
});
