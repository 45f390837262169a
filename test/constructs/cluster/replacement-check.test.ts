import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Aspects, type Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster } from 'aws-cdk-lib/aws-emr';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, test } from 'vitest';
import { EmrRelease, NodeCount, TunedCluster, type TunedClusterProps } from '../../../lib';
import { replacesCluster } from '../../../lib/constructs/cluster/replacing-properties';
import { leafProperties } from '../../../tools/resource-spec';
import { clusterProps, FLAGS, jsonOf, newCluster, newStack, temporaryDirectory, warnings } from '../synth';

const WRITE = { ...FLAGS, 'cdk-emr-autotune:write-fingerprints': 'true' };

/** A file that describes a cluster with these props. */
function fingerprintOf(props: Partial<TunedClusterProps> = {}): string {
  const fingerprintFile = join(temporaryDirectory(), 'clusters.json');
  jsonOf(newCluster({ ...props, fingerprintFile }, newStack(WRITE)).stack);
  return fingerprintFile;
}

function warningsOf(fingerprintFile: string, props: Partial<TunedClusterProps>): string[] {
  return warnings(newCluster({ ...props, fingerprintFile }).stack);
}

const R5 = new InstanceType('r5.4xlarge');

test("what replaces a cluster is what CloudFormation's own specification says", () => {
  const properties = leafProperties('AWS::EMR::Cluster');

  expect(properties.length).toBeGreaterThan(100);
  expect(properties.filter(({ path, replaces }) => replacesCluster(path) !== replaces)).toEqual([]);
});

describe('a cluster with a fingerprint', () => {
  test('is described by what replaces it, by paths that people know', () => {
    const file = fingerprintOf();
    const { 'Test/Cluster': fingerprint } = JSON.parse(readFileSync(file, 'utf8'));

    expect(fingerprint).toMatchObject({
      ReleaseLabel: 'emr-7.9.0',
      'Instances.CoreInstanceGroup.InstanceType': 'r5.4xlarge',
      'Configurations.spark-defaults.spark.executor.cores': '4',
      'Applications.Spark.Name': 'Spark',
    });
    expect(Object.keys(fingerprint)).not.toContain('Instances.CoreInstanceGroup.InstanceCount');
    expect(warningsOf(file, {})).toEqual([]);
  });

  test.each<[string, Partial<TunedClusterProps>]>([
    ['another count', { core: { instanceType: R5, count: NodeCount.fixed(120, { min: 10, max: 200 }) } }],
    [
      'a count as a parameter',
      { core: { instanceType: R5, count: NodeCount.parameter({ min: 1, max: 9, default: 3 }) } },
    ],
    ['a task group of a known type', { taskGroups: [{ name: 'More', instanceType: R5, count: NodeCount.fixed(5) }] }],
    ['protection', { terminationProtection: true }],
    ['an end', { autoTermination: true }],
    ['concurrent steps', { stepConcurrencyLevel: 5 }],
  ])('is not warned of for %s, which changes it in place', (_, props) => {
    expect(warningsOf(fingerprintOf(), props)).toEqual([]);
  });

  test.each<[string, Partial<TunedClusterProps>, RegExp]>([
    [
      'another release',
      { release: EmrRelease.EMR_7_10_0 },
      /ReleaseLabel changes from emr-7.9.0 to emr-7.10.0 \(keep it as it was\)/,
    ],
    [
      'a task group of another type',
      { taskGroups: [{ name: 'M', instanceType: new InstanceType('m5.4xlarge'), count: NodeCount.fixed(1) }] },
      /Configurations.spark-defaults.spark.executor.memory changes from \d+m to \d+m, .*\(.*`plannedFor`/,
    ],
    [
      'another type of core nodes',
      { core: { instanceType: new InstanceType('r5.2xlarge'), count: NodeCount.fixed(82, { min: 10, max: 200 }) } },
      /Instances.CoreInstanceGroup.InstanceType changes from r5.4xlarge to r5.2xlarge \(keep the type, and add a task group/,
    ],
    ['another application', { applications: ['Hive'] }, /Applications.Hive.Name changes from nothing to Hive/],
    ['a setting', { sparkConf: { 'spark.x': '1' } }, /spark-defaults.spark.x changes from nothing to 1/],
  ])('is warned of for %s, with the property and the way to avoid it', (_, props, message) => {
    const found = warningsOf(fingerprintOf(), props).filter((text) => text.includes('@cdk-emr-autotune:replacement'));

    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
    expect(found[0]).toMatch(
      /^a deployment replaces this cluster, .* cdk synth -c cdk-emr-autotune:write-fingerprints=true/,
    );
  });

  test('is warned of where its security configuration would be another', () => {
    const file = fingerprintOf();
    const stack = newStack();
    newCluster({ diskKey: new Key(stack, 'Own'), fingerprintFile: file }, stack);

    expect(warnings(stack)).toContainEqual(
      expect.stringMatching(
        /SecurityConfiguration\.Encryption.*AwsKmsKey changes from .* \(keep encryption, `diskKey`/,
      ),
    );
  });

  test('is warned of for an override, and for what an aspect changes', () => {
    const file = fingerprintOf();
    const overridden = newCluster({ fingerprintFile: file });
    overridden.cfnCluster.addPropertyOverride('EbsRootVolumeSize', 100);
    expect(warnings(overridden.stack)).toContainEqual(
      expect.stringContaining('EbsRootVolumeSize changes from nothing to 100'),
    );
    const { stack } = newCluster({ fingerprintFile: file });
    Aspects.of(stack).add({
      visit: (node) => {
        if (node instanceof CfnCluster) node.customAmiId = 'ami-1';
      },
    });
    expect(warnings(stack)).toContainEqual(expect.stringContaining('CustomAmiId changes from nothing to ami-1'));
  });

  test('is no longer warned of once that is acknowledged, or the fingerprint is written again', () => {
    const file = fingerprintOf();
    const release = EmrRelease.EMR_7_10_0;
    const acknowledged = newCluster({ release, fingerprintFile: file });
    Annotations.of(acknowledged).acknowledgeWarning('@cdk-emr-autotune:replacement');
    expect(warnings(acknowledged.stack)).toEqual([]);

    jsonOf(newCluster({ release, fingerprintFile: file }, newStack(WRITE)).stack);
    expect(warningsOf(file, { release })).toEqual([]);
  });

  test('shares its file with the other clusters of the app, which keep their places', () => {
    const file = fingerprintOf();
    const both = (flags: Record<string, unknown>): Stack => {
      const stack = newStack(flags);
      for (const id of ['Cluster', 'Night']) new TunedCluster(stack, id, clusterProps({ fingerprintFile: file }));
      return stack;
    };
    expect(warnings(both(FLAGS))).toEqual([
      expect.stringMatching(/does not describe Test\/Night.*@cdk-emr-autotune:fingerprint-missing/s),
    ]);
    jsonOf(both(WRITE));

    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toEqual(['Test/Cluster', 'Test/Night']);
    expect(warnings(both(FLAGS))).toEqual([]);
  });

  test('is not told secrets, which its file and warnings would spread', () => {
    const password = (value: string): Partial<TunedClusterProps> => ({
      configurations: [{ classification: 'hive-site', properties: { 'javax.jdo.option.ConnectionPassword': value } }],
    });
    const file = fingerprintOf(password('hunter2'));

    expect(readFileSync(file, 'utf8')).not.toContain('hunter2');
    expect(warningsOf(file, password('hunter2'))).toEqual([]);
    expect(warningsOf(file, password('correct horse'))).toEqual([
      expect.stringMatching(/ConnectionPassword changes from #[0-9a-f]{8} to #[0-9a-f]{8} \(/),
    ]);
  });

  test('fails for a file that is something else', () => {
    const file = join(temporaryDirectory(), 'clusters.json');
    writeFileSync(file, 'j-2AXXXXXXGAPLF');

    expect(() => jsonOf(newCluster({ fingerprintFile: file }).stack)).toThrow(/which is not JSON; delete it/);
  });
});
