import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { type LintFinding, lint, readCommand } from '../../lib/lint';

/** Answers of Spark 2.4, 3.3, 3.5 and 4.0 and of Java 11 and 17; bench/refusals says how they were recorded. */
interface Row {
  readonly java?: number;
  readonly options?: string;
  readonly release?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly refused?: string;
  readonly advised?: { readonly refused?: string };
}

const ROWS = readFileSync(join(__dirname, '..', 'fixtures', 'refusals.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row);

const errorsIn = (words: readonly string[], release: string): LintFinding[] =>
  lint({
    subject: readCommand(['spark-submit', ...words, 'job.jar']),
    release: EmrRelease.of(release),
  }).findings.filter(({ severity }) => severity === 'error');

/** Where they are asked of Spark alone, nobody turns dynamic allocation on. */
const confs = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries({ 'spark.dynamicAllocation.enabled': 'false', ...settings }).flatMap(([key, value]) => [
    '--conf',
    `${key}=${value}`,
  ]);

/** Errors that no start in local mode shows: an old or missing key, a job of which no task ever runs, a container that YARN kills. */
const NOT_AT_START = [
  'off-heap-in-overhead',
  'removed-key',
  'too-new-key',
  'misspelt-key',
  'task-larger-than-executor',
];

describe('the lint against what Spark refuses', () => {
  const asked = ROWS.flatMap((row) => (row.settings === undefined ? [] : [{ ...row, words: confs(row.settings) }]));

  test('has an error for all that Spark refuses, in the Spark that refuses it', () => {
    const refused = asked.filter((row) => row.refused !== undefined);
    expect(refused.length).toBeGreaterThan(150);
    const missed = refused.filter(({ words, release = '' }) => errorsIn(words, release).length === 0);
    expect(missed.map(({ release, settings, refused: said }) => ({ release, settings, said }))).toEqual([]);
  });

  test('has none for what Spark starts with', () => {
    const started = asked.filter((row) => row.refused === undefined);
    expect(started.length).toBeGreaterThan(150);
    const wrong = started.flatMap(({ words, release = '', settings }) => {
      const ids = errorsIn(words, release).map(({ id }) => id);
      const real = ids.filter((id) => !NOT_AT_START.includes(id));
      // Of Spark 2.4 no job runs on Java 17, and it looks for its codec when the first one runs.
      if (release === 'emr-5.36.0' && settings?.['spark.io.compression.codec'] !== undefined) return [];
      return real.length === 0 ? [] : [{ release, settings, ids: real }];
    });
    expect(wrong).toEqual([]);
  });

  test('gives advice with which Spark starts', () => {
    const advised = asked.filter((row) => row.advised !== undefined);
    expect(advised.length).toBeGreaterThan(100);
    expect(advised.filter((row) => row.advised?.refused !== undefined)).toEqual([]);
  });

  test('knows which driver settings the launcher and the JVM of a client refuse', () => {
    const launches = ROWS.flatMap((row) => (row.words === undefined ? [] : [row]));
    expect(launches.length).toBeGreaterThan(20);
    for (const { words = [], release = '', refused } of launches) {
      expect(errorsIn(words, release).length > 0, `${release} ${words.join(' ')}: ${refused}`).toBe(
        refused !== undefined,
      );
    }
  });
});

describe('the lint against what Java refuses', () => {
  const asked = ROWS.flatMap((row) => (row.java === undefined ? [] : [row]));

  test.each([11, 17])('agrees with Java %i on every option', (version) => {
    const rows = asked.filter(({ java }) => java === version);
    expect(rows.length).toBeGreaterThan(40);
    const home = `--conf spark.executorEnv.JAVA_HOME=/usr/lib/jvm/java-${version}-amazon-corretto.x86_64`.split(' ');
    const isFound = ({ options = '' }: Row): boolean =>
      errorsIn([...home, '--conf', `spark.executor.extraJavaOptions=${options}`], 'emr-7.9.0').some(
        ({ id }) => id === 'java-option-refused',
      );
    const wrong = rows.filter((row) => isFound(row) !== (row.refused !== undefined));
    expect(wrong).toEqual([]);
  });

  test('judges by the Java of the release, and not by one that cannot be told', () => {
    const cms = ['--conf', 'spark.executor.extraJavaOptions=-XX:+UseConcMarkSweepGC'];
    const ids = (words: string[], release: string) => errorsIn(words, release).map(({ id }) => id);
    expect(ids(cms, 'emr-5.36.0')).toEqual([]);
    expect(ids(cms, 'emr-6.15.0')).toEqual([]);
    expect(ids(cms, 'emr-7.0.0')).toEqual(['java-option-refused']);
    expect(ids([...cms, '--conf', 'spark.executorEnv.JAVA_HOME=/opt/own'], 'emr-7.0.0')).toEqual([]);
  });

  test('never repeats what stands behind the equals sign', () => {
    const words = ['--conf', 'spark.executor.extraJavaOptions=-Dspark.ssl.keyPassword=hunter2 -XX:NoSuch=hunter2'];
    expect(JSON.stringify(errorsIn(words, 'emr-7.9.0'))).not.toContain('hunter2');
  });
});
