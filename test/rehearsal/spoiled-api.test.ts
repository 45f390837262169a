import { expect, test } from 'vitest';
import { rehearse } from '../../lib/rehearsal';
import { briefScenario, parseScenario } from '../../lib/simulator';
import { MINUTE } from '../simulator/support';

test('a job is submitted again exactly once where its submission is not heard of and listings come without their steps', async () => {
  const api = [
    { kind: 'lost', effect: 'done', operations: ['CancelSteps'], times: 1 },
    { kind: 'late', delayMs: 30_000, operations: ['AddJobFlowSteps'], times: 1 },
    // From after the submission until long after it has settled.
    { kind: 'malformed', form: 'no-members', operations: ['ListSteps'], fromMinutes: 40.6, toMinutes: 52 },
    { kind: 'malformed', form: 'cut', operations: ['DescribeStep'], probability: 0.1 },
    { kind: 'lost', effect: 'done', services: ['dynamodb'], operations: ['PutItem'], probability: 0.05 },
  ];
  const scenario = parseScenario({ ...briefScenario(), faults: { seed: 11, api } });
  const { steps, failures, decisions } = await rehearse(scenario, { maxHours: 1.25 });
  const unheard = decisions.filter(({ line }) => line.state === 'submitting' && line.next === 'submitting');
  expect(unheard.some(({ atMs }) => atMs >= 46 * MINUTE)).toBe(true);
  // A listing without its steps says nothing, and does not prove that the submission was lost.
  expect(decisions.map(({ line }) => line.next)).not.toContain('held');
  expect(failures).toEqual([]);
  expect(steps.map(({ state }) => state)).toEqual(['CANCELLED', 'RUNNING']);
});
