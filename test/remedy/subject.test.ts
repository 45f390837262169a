import { describe, expect, test } from 'vitest';
import { InputError } from '../../lib/errors';
import { subjectOf, understood, writtenFor } from '../../lib/remedy/subject';
import { detail, FAT_ARGS, NOW, stuck } from './support';

const core = { role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RUNNING' } as const;
const primary = { role: 'MASTER', instanceType: 'm5.xlarge', requested: 1, running: 1, state: 'RUNNING' } as const;
const withGroups = (...value: object[]) => ({ obs: { groups: { at: NOW, value: value as never } } });

describe('what is written down for a step', () => {
  test('are its arguments over spark-defaults', () => {
    const sparkDefaults = { 'spark.executor.cores': '2', 'spark.x': 'cluster' };
    const { settings } = subjectOf(stuck({ cluster: { sparkDefaults } }));
    expect(settings?.get('spark.executor.cores')).toBe('7');
    expect(settings?.get('spark.x')).toBe('cluster');
  });

  test('are spark-defaults alone where its form is not understood', () => {
    const obs = stuck({ cluster: { sparkDefaults: { 'spark.x': 'cluster' } } });
    const shell = detail({ args: ['bash', '-c', 'spark-submit a.py'] });
    expect(writtenFor(obs, shell.form).get('spark.x')).toBe('cluster');
    expect(writtenFor(obs, detail().form).get('spark.executor.cores')).toBe('7');
    expect(subjectOf(stuck({ root: shell }))).toMatchObject({ shapeProblem: 'its command is not spark-submit' });
    expect(subjectOf(stuck()).shapeProblem).toBeUndefined();
  });

  test('are nothing of a step that is not understood: neither settings, nor where its driver runs, nor a size', () => {
    for (const obs of [
      stuck({ root: detail({ args: ['bash', '-c', 'spark-submit a.py'] }) }),
      stuck({ obs: { root: undefined } }),
    ]) {
      const { settings, deployMode, executor, executorProblem, submit } = subjectOf(obs);
      expect([settings, deployMode, executor, executorProblem, submit]).toEqual(Array(5).fill(undefined));
    }
  });

  test('are the spark-defaults of the primary, on which spark-submit reads them', () => {
    const group = (one: object, value: string) => ({ ...one, sparkDefaults: { 'spark.x': value } });
    const changes = withGroups(group(core, 'worker'), group(primary, 'primary'));
    const { sparkDefaults } = subjectOf(
      stuck({ ...changes, cluster: { sparkDefaults: { 'spark.x': 'c', 'spark.y': 'c' } } }),
    );
    expect(sparkDefaults).toEqual({ 'spark.x': 'primary', 'spark.y': 'c' });
  });
});

describe('the size of an executor', () => {
  const sized = (args: readonly string[], changes: Parameters<typeof stuck>[0] = {}) =>
    subjectOf(stuck({ root: detail({ args }), ...changes }));
  const without = (flag: string) => {
    const at = FAT_ARGS.indexOf(flag);
    return [...FAT_ARGS.slice(0, at), ...FAT_ARGS.slice(at + 2)];
  };

  test('is known where memory and cores are set', () => {
    const { executor, executorProblem } = sized(FAT_ARGS);
    expect(executor).toMatchObject({ cores: 7, containerMiB: 120_000 });
    expect(executorProblem).toBeUndefined();
  });

  test.each([
    ['--executor-cores', 'spark.executor.cores'],
    ['--executor-memory', 'spark.executor.memory'],
  ])('is not known without %s, whatever EMR would set', (flag, key) => {
    const { executor, executorProblem } = sized(without(flag));
    expect(executor).toBeUndefined();
    expect(executorProblem).toBe(`${key} set neither in the arguments nor in the cluster's configuration`);
  });

  test.each([
    ['m5.4xlarge', []],
    ['c5.12xlarge', []],
    ['c5.12xlarge', ['--executor-cores', '3']],
  ])("is not known of %s with %j: EMR's own choice is in no description", (instanceType, more) => {
    const { executor, executorProblem } = sized(['spark-submit', ...more, 'a.py'], { nodes: [instanceType] });
    expect(executor).toBeUndefined();
    expect(executorProblem).toContain('spark.executor.memory');
  });

  test('is not known without the release', () => {
    for (const cluster of [{ releaseLabel: 'serverless' }, { releaseLabel: undefined as unknown as string }]) {
      const { executor, executorProblem, release } = sized(FAT_ARGS, { cluster });
      expect([executor, release]).toEqual([undefined, undefined]);
      expect(executorProblem).toBe("the cluster's release is not known");
    }
  });

  test('is not known where Spark would refuse a value', () => {
    const { executor, executorProblem } = sized(FAT_ARGS.map((arg) => (arg === '101053m' ? 'much' : arg)));
    expect([executor, executorProblem]).toEqual([undefined, 'bad-setting']);
  });
});

describe('the container of the application master', () => {
  const masterOf = (...args: string[]) =>
    subjectOf(stuck({ root: detail({ args: ['spark-submit', ...args, 'a.py'] }) })).applicationMaster;

  test('is that of client mode, 512 MiB and 384 beside them, where no step is known', () => {
    expect(subjectOf(stuck({ obs: { root: undefined } })).applicationMaster).toEqual({ memoryMiB: 896, vcores: 1 });
    expect(masterOf('--deploy-mode', 'client')).toEqual({ memoryMiB: 896, vcores: 1 });
  });

  test('is the driver in cluster mode', () => {
    expect(masterOf('--deploy-mode', 'cluster', '--driver-memory', '20g', '--driver-cores', '2')).toEqual({
      memoryMiB: 20 * 1024 * 1.1,
      vcores: 2,
    });
  });

  test('is taken for the smallest where what is written of the driver cannot be read', () => {
    expect(masterOf('--deploy-mode', 'cluster', '--driver-memory', 'much')).toEqual({ memoryMiB: 896, vcores: 1 });
  });
});

test('a cluster that grows under one step is looked at anew', () => {
  const root = detail();
  const vcpus = (nodes: number) => subjectOf(stuck({ root, nodes: Array(nodes).fill('r5.4xlarge') })).vcpus;
  expect([vcpus(82), vcpus(83), vcpus(82)]).toEqual([1312, 1328, 1312]);
});

describe('the nodes', () => {
  test('are counted by type, with their vCPUs', () => {
    const { nodes, vcpus } = subjectOf(stuck({ nodes: ['r5.4xlarge', 'm5.4xlarge', 'r5.4xlarge'] }));
    expect(nodes.map(({ instanceType, count }) => [instanceType, count])).toEqual([
      ['r5.4xlarge', 2],
      ['m5.4xlarge', 1],
    ]);
    expect(vcpus).toBe(48);
  });

  test('are none where a type is not known', () => {
    expect(subjectOf(stuck({ nodes: ['r5.4xlarge', 'x99.huge'] }))).toMatchObject({
      nodes: [],
      vcpus: 0,
      nodesProblem: 'unknown-instance-type',
    });
  });

  test('are none, which is no problem of theirs, where they could not be read', () => {
    const { nodes, vcpus, nodesProblem } = subjectOf(stuck({ obs: { instances: undefined } }));
    expect([nodes, vcpus, nodesProblem]).toEqual([[], 0, undefined]);
  });

  test('and the primary, where the driver of client mode runs, by a type that is known', () => {
    expect(subjectOf(stuck(withGroups(core, primary))).primaryInstanceType).toBe('m5.xlarge');
    expect(
      subjectOf(stuck(withGroups(core, { ...primary, instanceType: 'x99.huge' }))).primaryInstanceType,
    ).toBeUndefined();
    expect(subjectOf(stuck(withGroups(core))).primaryInstanceType).toBeUndefined();
    expect(subjectOf(stuck({ obs: { groups: undefined } })).primaryInstanceType).toBeUndefined();
  });
});

test('foreign input that is not understood is a code, any other failure is one', () => {
  expect(understood(() => 1)).toEqual({ value: 1 });
  const problem = understood(() => {
    throw new InputError('bad-setting', 'spark.x holds SECRET');
  });
  expect(problem).toEqual({ problem: 'bad-setting' });
  expect(() =>
    understood(() => {
      throw new TypeError('a defect');
    }),
  ).toThrow('a defect');
});
