import { expect, test } from 'vitest';
import { MAX_STEP_CHARACTERS, stepCharacters } from '../../lib/steps';

// The API reference of AddJobFlowSteps limits the strings of a step in total.
test('every string of a step counts, and nothing else', () => {
  expect(MAX_STEP_CHARACTERS).toBe(10_240);
  const jar = 'command-runner.jar';
  expect(stepCharacters({ jar, args: ['spark-submit', 'a.py'] })).toBe(18 + 12 + 4);
  expect(stepCharacters({ jar, mainClass: 'A', args: [], properties: { 'k.k': 'v', k: '' } })).toBe(18 + 1 + 3 + 1 + 1);
});
