import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LINT_IDS } from '../../lib/lint';
import { EXAMPLES } from './examples';
import { lintConfigurations, lintLine } from './support';

describe('the rules of lint', () => {
  test('each finding has an example', () => {
    expect(EXAMPLES.map(({ id }) => id).sort()).toEqual([...LINT_IDS].sort());
  });

  test.each(EXAMPLES)('$id is found where it is, and nearby it is not', ({ id, severity, wrong, right }) => {
    const found = wrong.findings().filter((finding) => finding.id === id);
    expect(found.map((finding) => finding.severity)).toContain(severity);
    for (const { where, message, instead } of found) {
      expect([where, message, instead].every((text) => text.length > 0)).toBe(true);
      expect(`${message} ${instead}`).not.toMatch(/undefined|NaN|Infinity|\.$/);
    }
    expect(right.findings().map((finding) => finding.id)).not.toContain(id);
  });

  test('findings stand in the order of their places, and name them', () => {
    const places = lintLine(
      '--executor-memory 20g --conf spark.excutor.cores=4 --conf spark.executor.memory=16g --supervise',
    ).map(({ where, id }) => `${where} ${id}`);
    expect(places).toEqual([
      '--executor-memory overhead-not-set',
      '--conf no. 1 misspelt-key',
      '--conf no. 2 beaten-by-flag',
      '--supervise not-on-yarn',
    ]);
  });

  test('where a factor of overhead is written, nobody is told that EMR adds its own', () => {
    const messageFor = (line: string): string | undefined =>
      lintLine(line).find(({ id }) => id === 'overhead-not-set')?.message;
    expect(messageFor('--executor-memory 16g')).toContain('EMR adds 18.75 %');
    expect(messageFor('--executor-memory 16g --conf spark.executor.memoryOverheadFactor=0.1')).toContain(
      'is not known',
    );
  });

  test('what is written twice alike is a note, not a warning', () => {
    expect(lintLine('--executor-memory 16g --conf spark.executor.memory=16g')).toContainEqual(
      expect.objectContaining({ id: 'beaten-by-flag', severity: 'note' }),
    );
  });

  test('in client mode --driver-cores beats nothing: Spark drops it, and the --conf stays', () => {
    const found = lintLine('--driver-cores 4 --conf spark.driver.cores=2').map(({ id, where }) => `${where} ${id}`);
    expect(found).toEqual([
      '--driver-cores beaten-by-later',
      '--driver-cores cluster-mode-only',
      '--conf no. 1 cluster-mode-only',
    ]);
    expect(lintLine('--deploy-mode cluster --driver-cores 4 --conf spark.driver.cores=2')).toEqual([
      expect.objectContaining({ id: 'beaten-by-flag', where: '--conf no. 1' }),
    ]);
  });

  test('on a mixed fleet the place of the application master may cost an executor, as a real scheduler had it', () => {
    // Row 13 of the recorded truth table: 26 containers with the application master on the smaller node.
    const line =
      '--executor-memory 4743m --conf spark.executor.memoryOverhead=889m --executor-cores 3 --conf spark.dynamicAllocation.maxExecutors=80';
    for (const nodes of ['c5.12xlarge:1 r5.8xlarge:1', 'r5.8xlarge:1 c5.12xlarge:1']) {
      const found = lintLine(line, { nodes, calculator: 'dominant' }).find(({ id }) => id === 'more-than-fit');
      expect(found?.message).toContain('25 to 26 of 80 executors run');
    }
  });

  test("a command is judged on top of the cluster's own settings", () => {
    const beneath = {
      kind: 'properties' as const,
      options: [],
      blocks: [],
      settings: [
        { key: 'spark.dynamicAllocation.enabled', value: 'false', where: 'line 1', at: 1 },
        { key: 'spark.executor.memoryOverhead', value: '4g', where: 'line 2', at: 2 },
      ],
    };
    const line = '--num-executors 9 --executor-memory 16g --conf spark.yarn.executor.memoryOverhead=2g';
    expect(lintLine(line).map(({ id }) => id)).toEqual(['instances-are-a-start', 'renamed-key']);
    expect(lintLine(line, { beneath }).map(({ id }) => id)).toEqual(['renamed-key', 'beaten-by-new-name']);
  });

  test('what a function of CloudFormation will give is not judged', () => {
    const settings = {
      'spark.executor.memory': { 'Fn::FindInMap': ['a', 'b', 'c'] },
      'spark.executor.cores': { Ref: 'Cores' },
    };
    expect(lintConfigurations({ 'spark-defaults': settings }, { nodes: 'r5.4xlarge:82' }).map(({ id }) => id)).toEqual([
      'calculator-not-set',
    ]);
  });

  test('an old key is judged by the Spark of the release', () => {
    const ids = (release: string) => lintLine('--conf spark.blacklist.enabled=true', { release }).map(({ id }) => id);
    expect([ids('emr-6.2.0'), ids('emr-6.3.0')]).toEqual([[], ['renamed-key']]);
  });

  test("EMR's own decommissioning keys are not taken for Spark's old ones", () => {
    expect(lintLine('--conf spark.blacklist.decommissioning.enabled=true')).toEqual([]);
  });

  test('values that may be secrets are never repeated', () => {
    const text = JSON.stringify([
      lintLine(
        "--conf spark.ssl.keyPassword=hunter2 --conf spark.acme.token=hunter2 --conf hunter2 --conf 'spark.authenticate=hunter2' " +
          '--conf spark.acme.token=hunter2b --conf spark.executor.memoryoverhead=hunter2 job.py hunter2',
      ),
      lintConfigurations({
        'spark-defaults': { 'spark.acme.token': 'hunter2', 'spark.network.crypto.enabled': 'hunter2' },
      }),
    ]);
    expect(text).toContain('spark.acme.token');
    expect(text.replaceAll(/"spark.network.crypto.enabled".*?hunter2.*?"/g, '')).not.toContain('hunter2');
  });

  test('docs/lint.md has every finding with its severity', () => {
    const doc = readFileSync(join(__dirname, '..', '..', 'docs', 'lint.md'), 'utf8');
    const rows = [...doc.matchAll(/^\| `([a-z-]+)` \| ([a-z, ]+) \|/gm)].map(
      ([, id = '', severities = '']) => [id, severities] as const,
    );
    expect(rows.map(([id]) => id).sort()).toEqual([...LINT_IDS].sort());
    for (const [id, severities] of rows) {
      const example = EXAMPLES.find((one) => one.id === id);
      expect(severities.split(', '), id).toContain(example?.severity);
    }
  });
});
