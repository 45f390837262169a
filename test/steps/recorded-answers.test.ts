import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deployModeInForce, parseStep, settingsInForce } from '../../lib/steps';

/** Answers of Spark 3.5.5's own launcher and spark-submit; bench/spark-submit-oracle says how they were recorded. */
interface Recorded {
  args: string[];
  defaults: Record<string, string>;
  refused?: string;
  application: string;
  applicationArguments: string[];
  deployMode: string;
  settings: Record<string, string>;
}

const recorded = readFileSync(join(__dirname, '..', 'fixtures', 'spark-submit-truth.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

/** The keys asked of Spark; spark-submit derives the application's name from other things as well. */
const keys = [...new Set(recorded.flatMap((one) => Object.keys(one.settings ?? {})))].filter(
  (key) => !['spark.app.name', 'spark.master', 'spark.submit.deployMode', 'spark.yarn.isPython'].includes(key),
);

/** Commands that Spark runs and that are left alone all the same. */
const LEFT_ALONE = ['its class is a Spark shell or server', 'its master is not yarn'];
const isShell = ({ args }: Recorded) => args.some((one) => one.endsWith('org.apache.spark.repl.Main'));

describe('spark-submit arguments against Spark 3.5.5', () => {
  test('the record has both kinds of answers in number', () => {
    expect(recorded.filter((one) => one.refused !== undefined).length).toBeGreaterThan(50);
    expect(recorded.filter((one) => one.refused === undefined).length).toBeGreaterThan(200);
    expect(keys).toContain('spark.executor.memoryOverhead');
  });

  test('what Spark refuses is not understood', () => {
    const understood = recorded.filter(
      ({ refused, args }) =>
        refused !== undefined && parseStep('command-runner.jar', ['spark-submit', ...args]).kind === 'spark-submit',
    );
    expect(understood).toEqual([]);
  });

  test('what is understood has the settings, deploy mode, application and arguments that Spark gives it', () => {
    let understood = 0;
    for (const one of recorded.filter(({ refused }) => refused === undefined)) {
      const form = parseStep('command-runner.jar', ['spark-submit', ...one.args]);
      if (form.kind === 'unknown') {
        expect(isShell(one) || LEFT_ALONE.includes(form.reason), form.reason).toBe(true);
        continue;
      }
      understood += 1;
      const settings = settingsInForce(form.submit, one.defaults);
      const got = keys.flatMap((key) => (settings.has(key) ? [[key, settings.get(key)]] : []));
      const wanted = keys.flatMap((key) => (key in one.settings ? [[key, one.settings[key]]] : []));
      expect(got, JSON.stringify(one)).toEqual(wanted);
      expect(deployModeInForce(form.submit, one.defaults), JSON.stringify(one)).toBe(one.deployMode);
      expect(form.submit.application).toBe(one.application);
      expect(form.submit.applicationArguments).toEqual(one.applicationArguments);
    }
    expect(understood).toBeGreaterThan(200);
  });

  test("PySpark's memory counts where Spark says that the application is Python", () => {
    const withPySpark = recorded.flatMap((one) => {
      const form = parseStep('command-runner.jar', ['spark-submit', ...one.args]);
      if (one.refused !== undefined || form.kind === 'unknown') return [];
      const settings = settingsInForce(form.submit, one.defaults);
      return settings.has('spark.executor.pyspark.memory') ? [{ settings, one }] : [];
    });
    expect(withPySpark.length).toBeGreaterThan(20);
    for (const { settings, one } of withPySpark) {
      expect(settings.get('spark.yarn.isPython')).toBe(one.settings['spark.yarn.isPython'] ?? 'false');
    }
  });
});
