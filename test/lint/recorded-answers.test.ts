import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { type LintSubject, lint, readCommand } from '../../lib/lint';

/** Answers of Spark itself; bench/spark-keys-oracle and bench/spark-submit-oracle say how they were recorded. */
const read = <T>(name: string): T[] =>
  readFileSync(join(__dirname, '..', 'fixtures', name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

interface Submitted {
  args: string[];
  defaults: Record<string, string>;
  refused?: string;
  settings: Record<string, string>;
}

interface Answers {
  key?: string;
  value?: string;
  accepted?: boolean;
  min: number;
  initial: number;
  max: number;
  instances: number;
  start: number | null;
}

function command(pairs: readonly (readonly [string, string])[]): LintSubject {
  return readCommand(['spark-submit', ...pairs.flatMap(([key, value]) => ['--conf', `${key}=${value}`]), 'job.py']);
}

/** Of the keys that decide something else as well, or that spark-submit completes. */
const DERIVED = ['spark.app.name', 'spark.master', 'spark.submit.deployMode'];

describe('the lint against recorded answers of Spark', () => {
  test('of settings written several times, the one without a finding is the one that Spark 3.5.5 has', () => {
    let contested = 0;
    for (const one of read<Submitted>('spark-submit-truth.jsonl').filter(({ refused }) => refused === undefined)) {
      let subject: LintSubject;
      try {
        subject = readCommand(['spark-submit', ...one.args]);
      } catch {
        continue;
      }
      const { findings } = lint({ subject, release: EmrRelease.EMR_7_9_0 });
      const beaten = (where: string, key: string) =>
        findings.some((found) => found.where === where && found.key === key && found.id.startsWith('beaten-by'));
      const keys = new Set(subject.settings.map(({ key }) => key).filter((key) => key in one.settings));
      for (const key of keys) {
        if (DERIVED.includes(key)) continue;
        const written = subject.settings.filter((setting) => setting.key === key);
        const inForce = written.filter(({ where }) => !beaten(where, key));
        if (written.length > 1) contested += 1;
        // --driver-cores does nothing in client mode, and is told so by a finding of its own.
        const candidates = inForce.filter(
          ({ where }) => !findings.some((found) => found.where === where && found.id === 'cluster-mode-only'),
        );
        if (candidates.length === 0) continue;
        expect(
          candidates.map(({ value }) => value.trim()),
          JSON.stringify(one),
        ).toEqual([one.settings[key]?.trim()]);
      }
    }
    expect(contested).toBeGreaterThan(40);
  });

  describe.each([
    ['emr-5.36.0', 'spark-answers-2.4.8.jsonl'],
    ['emr-7.14.0', 'spark-answers-3.5.8.jsonl'],
  ])("values, against the key's own converter: %s", (label, file) => {
    const asked = read<Answers>(file).filter(({ key }) => key !== undefined);
    const isReported = ({ key = '', value = '' }: Answers): boolean =>
      lint({ subject: command([[key, value]]), release: EmrRelease.of(label) }).findings.some(
        ({ id }) => id === 'bad-value',
      );
    const text = ({ key, value }: Answers): string => `${key}=${value}`;

    test('nothing that Spark accepts has a finding', () => {
      const accepted = asked.filter((one) => one.accepted === true);
      expect(accepted.length).toBeGreaterThan(100);
      expect(accepted.filter(isReported).map(text)).toEqual([]);
    });

    test('all that Spark refuses has one, but for sizes and times outside the range of a single key', () => {
      const refused = asked.filter((one) => one.accepted === false);
      const missed = refused.filter((one) => !isReported(one));
      expect(refused.length).toBeGreaterThan(200);
      expect(missed.filter(({ value = '' }) => !/^\s*-?\d+([bkmgtp]b?)?\s*$/i.test(value)).map(text)).toEqual([]);
      expect(new Set(missed.map(({ key }) => key)).size).toBeLessThanOrEqual(3);
    });
  });

  test('bounds of dynamic allocation have an error just where Spark refuses to start', () => {
    const asked = read<Answers>('spark-answers-3.5.8.jsonl').filter(({ key }) => key === undefined);
    const wrong = asked.filter(({ min, initial, max, instances, start }) => {
      const given: [string, number][] = [
        ['spark.dynamicAllocation.minExecutors', min],
        ['spark.dynamicAllocation.initialExecutors', initial],
        ['spark.dynamicAllocation.maxExecutors', max],
        ['spark.executor.instances', instances],
      ];
      const subject = command(given.filter(([, n]) => n >= 0).map(([key, n]) => [key, String(n)]));
      const { findings } = lint({ subject, release: EmrRelease.EMR_7_14_0 });
      return findings.some(({ severity }) => severity === 'error') !== (start === null);
    });
    expect(asked.length).toBe(108);
    expect(wrong).toEqual([]);
  });
});
