import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { paint } from '../../lib/cli/text-style';
import { retuneToText } from '../../lib/render';
import { retune } from '../../lib/sizing';
import { SparkSettings } from '../../lib/spark';
import { parseStep, rewriteSettings, settingsInForce } from '../../lib/steps';
import { plain } from './plans';

/** The brief's stuck job, with its executors as fat as the dashboard says. */
const ARGS = [
  'spark-submit',
  '--executor-memory',
  '101053m',
  '--conf',
  'spark.executor.memoryOverhead=18947m',
  '--executor-cores',
  '7',
  '--conf',
  'spark.sql.shuffle.partitions=60000',
  's3://b/join.py',
];

function stuckJob() {
  const form = parseStep('command-runner.jar', ARGS);
  if (form.kind === 'unknown') throw new Error(form.reason);
  const settings = SparkSettings.of(settingsInForce(form.submit, { 'spark.dynamicAllocation.maxExecutors': '100' }));
  const result = retune({
    release: EmrRelease.EMR_7_9_0,
    nodes: [{ instanceType: 'r5.4xlarge', count: 82 }],
    calculator: 'dominant',
    deployMode: 'client',
    settings,
  });
  return { submit: form.submit, settings, result };
}

describe('a recomputed configuration', () => {
  test('shows each change as from and to, a new setting with a plus', () => {
    const { result } = stuckJob();
    const lines = retuneToText(result)
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    expect(result.changes.length).toBeGreaterThan(3);
    for (const { key, from, to } of result.changes) {
      expect(lines).toContainEqual(from === undefined ? ['+', key, to] : ['~', key, from, '→', to]);
    }
  });

  test("shows the brief's 574 task slots before and 1,308 after", () => {
    const text = retuneToText(stuckJob().result);
    expect(text).toMatch(/\n {2}now +82 +574 +43\.8 %/);
    expect(text).toMatch(/\n {2}proposed +327 +1,308 +99\.7 %/);
    expect(text).toContain('2.28 times the task slots');
  });

  test('can be written into the step as it stands: every key may be changed, every value passes', () => {
    const { submit, settings, result } = stuckJob();
    const after = settingsInForce(rewriteSettings(submit, result.changes), {
      'spark.dynamicAllocation.maxExecutors': '100',
    });
    expect(Object.fromEntries(after)).toEqual({
      ...settings.toRecord(),
      ...Object.fromEntries(result.changes.map(({ key, to }) => [key, to])),
    });
  });

  test('says when it is advice only, and is the same text without colours', () => {
    const { result } = stuckJob();
    const refused = { ...result, changes: [], refused: 'nothing to be gained' };
    expect(retuneToText(refused)).toContain('\n  no setting changes\n\n  Advice only: nothing to be gained');
    const text = retuneToText(result, { explain: true });
    expect(plain(retuneToText(result, { explain: true, paint }))).toBe(text);
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});
