import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { briefScenario, type Scenario } from '../../lib/simulator';
import { call, cli } from './support';

const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The fat step with work for two hours: so much that a restart in its first hour pays. */
function shortBrief(): Scenario {
  const brief = briefScenario();
  return { ...brief, steps: brief.steps.map((step) => ({ ...step, work: { ...step.work, slotHours: 1250 } })) };
}

interface Result {
  steps: { state: string }[];
  decisions: { line: { action: string; finding?: string; refusals: { gate: string }[] } }[];
}
const gatesOf = ({ decisions }: Result): Set<string> =>
  new Set(decisions.flatMap(({ line }) => line.refusals.map((r) => r.gate)));

async function simulated(name: string, scenario: unknown): Promise<Result> {
  const { code, out, err } = await cli(`simulate ${file(name, scenario)} --json`);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Result;
}

describe('emr-autotune simulate', () => {
  test('tells the story of a scenario in a file', async () => {
    const { code, out } = await cli(`simulate ${file('brief.json', briefScenario())}`);
    expect(code).toBe(0);
    expect(out).toMatch(/remediator\s+finds stranded-cores \(tier T2\); every gate lets pass/);
    expect(out).toMatch(/step s-REHEARSAL0001 CANCELLED/);
    expect(out).toMatch(/step s-REHEARSAL0002 COMPLETED/);
  });

  test('shows how far it is on a terminal, of how much', async () => {
    const words = ['simulate', file('progress.json', shortBrief()), '--json'];
    const { err } = await call(words, { errIsTerminal: true });
    expect(err).toMatch(/rehearsing: 0\.\d of at most 48 virtual hours, 0 of 1 step ended/);
    expect(err).toMatch(/\d of 2 steps ended/);
  });

  test('touches nothing in mode advise, and still computes the next run', async () => {
    const result = await simulated('advise.json', { ...shortBrief(), mode: 'advise' });
    expect(result.steps.map(({ state }) => state)).toEqual(['COMPLETED']);
    expect(gatesOf(result)).toContain('mode');
  });

  test('touches nothing where slim executors over-subscribe cores under the default calculator', async () => {
    const brief = shortBrief();
    const args = [
      'spark-submit',
      '--executor-memory',
      '14316m',
      '--executor-cores',
      '4',
      '--conf',
      'spark.executor.memoryOverhead=2684m',
      '--conf',
      'spark.sql.shuffle.partitions=60000',
      '--conf',
      'spark.emrautotune.allow=true',
      's3://example-bucket/join.py',
    ];
    const result = await simulated('slim.json', {
      ...brief,
      calculator: 'default',
      steps: [{ ...brief.steps[0], args }],
    });
    expect(result.steps.map(({ state }) => state)).toEqual(['COMPLETED']);
    expect(gatesOf(result)).toContain('oversubscribed');
  });

  test('reaches no verdict while CloudWatch has a gap', async () => {
    const brief = shortBrief();
    const result = await simulated('gap.json', {
      ...brief,
      faults: { ...brief.faults, metricGaps: [{ fromMinutes: 0, toMinutes: 600 }] },
    });
    expect(result.steps.map(({ state }) => state)).toEqual(['COMPLETED']);
    expect(gatesOf(result)).toContain('no-data');
  });

  test('leaves a step alone whose owner did not allow it', async () => {
    const brief = shortBrief();
    const args = brief.steps[0]?.args.map((word) =>
      word.replace('spark.emrautotune.allow=true', 'spark.emrautotune.allow=false'),
    );
    const result = await simulated('no-opt-in.json', { ...brief, steps: [{ ...brief.steps[0], args }] });
    expect(result.steps.map(({ state }) => state)).toEqual(['COMPLETED']);
    expect(gatesOf(result)).toContain('not-opted-in');
  });

  test.each([
    [
      'a file that is not there',
      () => join(folder, 'nowhere.json'),
      /cannot read .*nowhere\.json; give the path of a JSON file/,
    ],
    ['text that is not JSON', () => file('text.json', 'not json'), /text\.json is not JSON/],
    [
      'an unknown type',
      () => file('type.json', { ...briefScenario(), nodes: [{ instanceType: 'r5.4xlrage', count: 1 }] }),
      /unknown instance type "r5\.4xlrage"/,
    ],
    [
      'zero nodes',
      () => file('zero.json', { ...briefScenario(), nodes: [{ instanceType: 'r5.4xlarge', count: 0 }] }),
      /count/,
    ],
  ])('fails with one line for %s', async (_, path, message) => {
    const { code, out, err } = await cli(`simulate ${path()}`);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
