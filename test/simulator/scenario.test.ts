import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import {
  briefScenario,
  briefScenarioLate,
  briefScenarioLong,
  DEFAULT_TIMING,
  parseScenario,
} from '../../lib/simulator';

const small = {
  schemaVersion: 1,
  name: 'small',
  release: 'emr-7.9.0',
  nodes: [{ instanceType: 'm5.xlarge', count: 2 }],
  steps: [{ name: 'a', args: ['spark-submit', 's3://b/a.py'], work: { slotHours: 1 } }],
};
const step = small.steps[0]!;

describe('a scenario', () => {
  test('takes defaults for everything it leaves out', () => {
    expect(parseScenario(small)).toMatchObject({
      primary: 'm5.xlarge',
      calculator: 'default',
      agentMetrics: true,
      mode: 'advise',
      watchFromMinutes: 0,
      autoTerminate: false,
      nodes: [{ instanceType: 'm5.xlarge', count: 2, role: 'core' }],
      faults: { metricGaps: [], metricLagMinutes: 5 },
      timing: DEFAULT_TIMING,
    });
  });

  test('has agent metrics only where the release has them', () => {
    expect(parseScenario({ ...small, release: 'emr-6.15.0' }).agentMetrics).toBe(false);
  });

  test('fails for agent metrics of a release that has none', () => {
    expect(() => parseScenario({ ...small, release: 'emr-6.15.0', agentMetrics: true })).toThrow(
      '`agentMetrics` needs release 7.1 or later, got emr-6.15.0; leave it out',
    );
  });

  test('survives JSON, the brief included', () => {
    for (const scenario of [briefScenario(), briefScenarioLate(), briefScenarioLong()]) {
      expect(parseScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
    }
  });

  test('the late brief differs from the brief in name and first look alone', () => {
    const { name: _, watchFromMinutes, ...late } = briefScenarioLate();
    const { name: __, watchFromMinutes: ___, ...brief } = briefScenario();
    expect(late).toEqual(brief);
    expect(watchFromMinutes).toBe(365);
  });
});

describe('a wrong scenario, in one line', () => {
  const failing: [string, unknown, string][] = [
    ['that is no object', [], 'a scenario must be an object, got a list'],
    ['of an unknown version', { ...small, schemaVersion: 2 }, '`schemaVersion` must be one of 1, got 2'],
    ['with a misspelt field', { ...small, watchFrom: 3 }, 'unknown field `watchFrom`; known here are schemaVersion'],
    ['with a misspelt timing', { ...small, timing: { driver: 1 } }, 'unknown field `timing.driver`'],
    ['without nodes', { ...small, nodes: [] }, '`nodes` must be a list of at least one group'],
    [
      'with zero nodes',
      { ...small, nodes: [{ instanceType: 'm5.xlarge', count: 0 }] },
      '`nodes[0].count` must be a whole number of at least 1 and at most 10000, got 0',
    ],
    [
      'with half a node',
      { ...small, nodes: [{ instanceType: 'm5.xlarge', count: 1.5 }] },
      '`nodes[0].count` must be a whole number',
    ],
    [
      'with task nodes only',
      { ...small, nodes: [{ instanceType: 'm5.xlarge', count: 1, role: 'task' }] },
      '`nodes` must hold at least one group of role core',
    ],
    [
      'with an unknown instance type',
      { ...small, nodes: [{ instanceType: 'r5.4xlrge', count: 1 }] },
      '`nodes[0].instanceType`: unknown instance type "r5.4xlrge"; did you mean r5.4xlarge',
    ],
    ['with an unknown primary', { ...small, primary: 'nope' }, '`primary`: unknown instance type "nope"'],
    ['with a type too small for YARN', { ...small, primary: 'm1.small' }, '`primary`'],
    ['with a release that is none', { ...small, release: '7.9' }, '`release`: release must look like emr-7.9.0'],
    [
      'with another calculator',
      { ...small, calculator: 'Dominant' },
      '`calculator` must be one of default, dominant, got "Dominant"',
    ],
    ['with another mode', { ...small, mode: 'on' }, '`mode` must be one of off, advise, approve, remediate, got "on"'],
    ['without steps', { ...small, steps: [] }, '`steps` must hold at least one step'],
    [
      'with negative work',
      { ...small, steps: [{ ...step, work: { slotHours: -1 } }] },
      '`steps[0].work.slotHours` must be a number above 0 and at most 10000000, got -1',
    ],
    [
      'with work that is no number',
      { ...small, steps: [{ ...step, work: { slotHours: Number.NaN } }] },
      '`steps[0].work.slotHours` must be a number',
    ],
    [
      'without work',
      { ...small, steps: [{ ...step, work: undefined }] },
      '`steps[0].work` must be an object, got nothing',
    ],
    [
      'with a task on more than a vCPU',
      { ...small, steps: [{ ...step, work: { slotHours: 1, cpuPerTask: 2 } }] },
      '`steps[0].work.cpuPerTask` must be a number above 0 and at most 1, got 2',
    ],
    [
      'with one text of arguments',
      { ...small, steps: [{ ...step, args: 'spark-submit a.py' }] },
      '`steps[0].args` must be a list, got "spark-submit a.py"',
    ],
    [
      'with arguments that are no texts',
      { ...small, steps: [{ ...step, args: ['spark-submit', 7] }] },
      '`steps[0].args[1]` must be a string',
    ],
    ['with no arguments', { ...small, steps: [{ ...step, args: [] }] }, '`steps[0].args` must hold all arguments'],
    [
      'with arguments that EMR refuses',
      { ...small, steps: [{ ...step, args: ['spark-submit', 'x'.repeat(10_240)] }] },
      '`steps[0].args` must have at most 10240 characters with the jar, got 10270',
    ],
    [
      'with another action on failure',
      { ...small, steps: [{ ...step, actionOnFailure: 'STOP' }] },
      '`steps[0].actionOnFailure` must be one of CONTINUE',
    ],
    ['with a tag that is not a string', { ...small, tags: { a: 1 } }, '`tags.a` must be a string, got 1'],
    [
      'with a gap that ends before it begins',
      { ...small, faults: { metricGaps: [{ fromMinutes: 9, toMinutes: 5 }] } },
      '`faults.metricGaps[0].toMinutes` must be a number above 9, got 5',
    ],
    [
      'with a negative delay',
      { ...small, timing: { driverMs: -1 } },
      '`timing.driverMs` must be a number of at least 0',
    ],
    [
      'with one job of two works',
      { ...small, steps: [step, { ...step, work: { slotHours: 2 } }] },
      '`steps[1].work` differs from that of an earlier step with the same application and arguments',
    ],
  ];
  test.each(failing)('fails %s', (_, value, message) => {
    const parse = (): unknown => parseScenario(value);
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(message);
    try {
      parse();
    } catch (error) {
      expect((error as Error).message).not.toContain('\n');
    }
  });
});
