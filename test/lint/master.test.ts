import { describe, expect, test } from 'vitest';
import { shellWords } from '../support/shell-words';
import { applyFix } from './apply-fix';
import { type LintOptions, lintConfigurations, lintLine } from './support';

const find = (line: string, options: LintOptions = {}) => lintLine(line, options).find(({ id }) => id === 'bad-value');

describe('the master', () => {
  // Asked of spark-submit of Spark 2.4.8, 3.3.2, 3.5.5 and 4.0.1.
  test.each([
    ['--master yarn-cluster', 'emr-6.11.0'],
    ['--master yarn-client --deploy-mode client', 'emr-7.9.0'],
    ['--conf spark.master=yarn-cluster', 'emr-spark-8.0.0'],
  ])('%s is refused by the Spark of %s', (line, release) => {
    const found = find(line, { release });
    expect(found).toMatchObject({ severity: 'error', key: 'spark.master' });
    const mended = applyFix(shellWords(`spark-submit ${line} job.py`), found?.fix ?? []);
    expect(find(mended.slice(1).join(' '), { release })).toBeUndefined();
  });

  test.each([
    ['--master yarn-cluster', 'emr-5.36.0'],
    ['--master yarn-client --deploy-mode client', 'emr-5.36.0'],
    ['--master yarn --deploy-mode cluster', 'emr-7.9.0'],
    ['--master yarn-cluster --master yarn', 'emr-7.9.0'],
    [`--master '$\{MASTER}'`, 'emr-7.9.0'],
  ])('%s is not, by the Spark of %s', (line, release) => {
    expect(find(line, { release })).toBeUndefined();
  });

  test.each([
    ['YARN', 'emr-5.36.0', true],
    ['yarn-client', 'emr-7.9.0', true],
    ['mesos://h:5050', 'emr-spark-8.0.0', true],
    ['mesos://h:5050', 'emr-7.9.0', false],
    ['yarn', 'emr-7.9.0', false],
  ])('%s in the spark-defaults of %s is refused: %s', (value, release, isRefused) => {
    const findings = lintConfigurations({ 'spark-defaults': { 'spark.master': value } }, { release });
    expect(findings.some(({ id }) => id === 'bad-value')).toBe(isRefused);
  });

  test('keeps the deploy mode that it stood for', () => {
    expect(find('--master yarn-cluster')?.instead).toBe('write --master yarn --deploy-mode cluster');
  });
});
