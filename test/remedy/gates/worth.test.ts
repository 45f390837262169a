import { expect, test } from 'vitest';
import { assess, gates } from '../../../lib/remedy';
import { detail, MINUTE, NOW, POLICY, row, stuck } from '../support';

test('refuses with not-worth-it when too few slots are gained', () => {
  const gate = gates.find(({ name }) => name === 'not-worth-it');
  const verdict = assess(stuck(), row(), NOW, { ...POLICY, speedUpMin: 1.8 });
  expect(gate?.refuses(verdict)).toMatch(/1\.71 is below 1\.8/);
});

test('leaves what pays to the person in approve mode', () => {
  const late = stuck({
    root: detail({ startedAt: NOW - 360 * MINUTE }),
    obs: { mode: 'approve', approval: { at: NOW, value: { expiresAt: NOW + MINUTE } } },
  });
  expect(assess(late, row(), NOW, { ...POLICY, speedUpMin: 1.8 }).refusals).toEqual([]);
});
