import { describe, expect, test } from 'vitest';
import type { EmrConfiguration } from '../../../lib';
import { jsonOf, newCluster, only, warnings } from '../synth';

interface Block {
  readonly Classification: string;
  readonly ConfigurationProperties?: Record<string, string>;
  readonly Configurations?: Block[];
}

function blocks(configurations: EmrConfiguration[]): Block[] {
  return only(jsonOf(newCluster({ configurations }).stack), 'AWS::EMR::Cluster').Properties.Configurations;
}

function block(list: readonly Block[], name: string): Block {
  const found = list.filter(({ Classification }) => Classification === name);
  expect(found).toHaveLength(1);
  return found[0]!;
}

describe('configurations of the user', () => {
  test('add a classification that is not planned', () => {
    expect(block(blocks([{ classification: 'core-site', properties: { a: 'b' } }]), 'core-site')).toEqual({
      Classification: 'core-site',
      ConfigurationProperties: { a: 'b' },
    });
  });

  test('are merged into a planned classification, never a second block', () => {
    const merged = blocks([
      {
        classification: 'capacity-scheduler',
        properties: { 'yarn.scheduler.capacity.maximum-am-resource-percent': '0.2' },
      },
    ]);

    expect(block(merged, 'capacity-scheduler').ConfigurationProperties).toEqual({
      'yarn.scheduler.capacity.maximum-am-resource-percent': '0.2',
      'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
    });
  });

  test('are merged with each other', () => {
    const merged = blocks([
      { classification: 'hadoop-env', configurations: [{ classification: 'export', properties: { A: '1' } }] },
      { classification: 'hadoop-env', configurations: [{ classification: 'export', properties: { B: '2' } }] },
    ]);

    expect(block(block(merged, 'hadoop-env').Configurations ?? [], 'export').ConfigurationProperties).toEqual({
      A: '1',
      B: '2',
    });
  });

  test('reach inside planned classifications', () => {
    const merged = blocks([
      {
        classification: 'emr-metrics',
        configurations: [
          {
            classification: 'emr-hadoop-yarn-resourcemanager-metrics',
            properties: { 'otel.metric.export.interval': '30000' },
          },
          { classification: 'emr-system-metrics' },
        ],
      },
    ]);
    const inner = block(merged, 'emr-metrics').Configurations ?? [];

    expect(block(inner, 'emr-hadoop-yarn-resourcemanager-metrics').ConfigurationProperties).toMatchObject({
      'otel.metric.export.interval': '30000',
      'Hadoop:service=ResourceManager,name=ClusterMetrics': expect.stringContaining('UtilizedVirtualCores'),
    });
    expect(inner.map(({ Classification }) => Classification)).toContain('emr-system-metrics');
  });

  test('in spark-defaults are the same as sparkConf: executors are sized around them', () => {
    const cluster = newCluster({
      configurations: [{ classification: 'spark-defaults', properties: { 'spark.executor.cores': '5' } }],
    });
    const { Configurations } = only(jsonOf(cluster.stack), 'AWS::EMR::Cluster').Properties;

    expect(cluster.executors.cores).toBe(5);
    expect(block(Configurations, 'spark-defaults').ConfigurationProperties).toEqual(cluster.sparkConf);
  });

  test('win over the plan, with a warning that its figures may not hold', () => {
    const properties = {
      'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DefaultResourceCalculator',
    };
    const cluster = newCluster({ configurations: [{ classification: 'capacity-scheduler', properties }] });

    expect(
      block(only(jsonOf(cluster.stack), 'AWS::EMR::Cluster').Properties.Configurations, 'capacity-scheduler'),
    ).toMatchObject({ ConfigurationProperties: properties });
    expect(warnings(cluster.stack)).toContainEqual(expect.stringContaining('@cdk-emr-autotune:plan-overridden'));
  });

  test.each([
    ['yarn-site', 'yarn.nodemanager.resource.memory-mb', '100000'],
    ['spark', 'maximizeResourceAllocation', 'true'],
  ])('in %s that change what the plan rests on are warned of', (classification, key, value) => {
    const { stack } = newCluster({ configurations: [{ classification, properties: { [key]: value } }] });

    expect(warnings(stack)).toContainEqual(
      expect.stringMatching(new RegExp(`${key.replaceAll('.', '\\.')}.*@cdk-emr-autotune:plan-overridden`, 's')),
    );
  });

  test('that change nothing the plan rests on are not warned of', () => {
    const { stack } = newCluster({
      configurations: [
        { classification: 'yarn-site', properties: { 'yarn.log-aggregation.retain-seconds': '1' } },
        { classification: 'spark', properties: { maximizeResourceAllocation: 'false' } },
      ],
    });

    expect(warnings(stack)).toEqual([]);
  });

  test('fail where they contradict each other', () => {
    expect(() =>
      blocks([
        { classification: 'core-site', properties: { a: 'b' } },
        { classification: 'core-site', properties: { a: 'c' } },
      ]),
    ).toThrow('`configurations` gives a of core-site twice, as "b" and as "c"; keep one');
  });

  test('fail where they contradict sparkConf', () => {
    expect(() =>
      newCluster({
        sparkConf: { 'spark.executor.cores': '4' },
        configurations: [{ classification: 'spark-defaults', properties: { 'spark.executor.cores': '5' } }],
      }),
    ).toThrow(/spark.executor.cores is given twice/);
  });
});
