import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { describe, expect, test } from 'vitest';
import {
  type CoreTypeParameter,
  NodeCount,
  SparkStep,
  TunedCluster,
  type TunedClusterProps,
  Workload,
} from '../../../lib';
import {
  clusterProps,
  FLAGS,
  jsonOf,
  newCluster,
  newStack,
  only,
  QUIET,
  resources,
  type TemplateJson,
  temporaryDirectory,
  warnings,
} from '../synth';

const TYPES = ['r5.4xlarge', 'm5.2xlarge', 'r6g.16xlarge', 'c5.24xlarge'];
const RANGE = { min: 10, max: 200 };
const JOIN = { application: 's3://bucket/join.py', workload: Workload.rows(641_000_000, 1_000) };

const type = (name: string) => new InstanceType(name);
const choice = (...names: string[]): CoreTypeParameter => ({ alternatives: names.map(type) });
const choosing = (...names: string[]) => ({ coreTypeParameter: choice(...names) });

type Json = Record<string, unknown>;

/** A template's value as CloudFormation resolves it for a chosen type. */
function resolved(value: unknown, chosen: string, mappings: Record<string, Record<string, Json>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, chosen, mappings));
  if (typeof value !== 'object' || value === null) return value;
  if ((value as Json).Ref === 'ClusterCoreType') return chosen;
  const found = (value as { readonly 'Fn::FindInMap'?: readonly unknown[] })['Fn::FindInMap'];
  if (found !== undefined) {
    const [map, key, attribute] = found.map((one) => resolved(one, chosen, mappings)) as [string, string, string];
    return mappings[map]?.[key]?.[attribute];
  }
  const joined = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  const parts = joined?.[1].map((part) => resolved(part, chosen, mappings));
  if (joined !== undefined && parts?.every((part) => typeof part === 'string')) return parts.join(joined[0]);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner, chosen, mappings)]));
}

function templateWith(props: Partial<TunedClusterProps>): Json & TemplateJson {
  const cluster = newCluster(props);
  cluster.addSparkStep('Join', JOIN);
  cluster.addSparkStep('Small', { ...JOIN, workload: Workload.shuffleBytes(5_000_000_000) });
  return jsonOf(cluster.stack) as Json & TemplateJson;
}

/** The settings of a job: spark-defaults of its cluster below what its arguments give. */
function inForce(template: TemplateJson, step: { readonly HadoopJarStep: { readonly Args: readonly string[] } }): Json {
  const { Configurations } = only(template, 'AWS::EMR::Cluster').Properties;
  const defaults = Configurations.find(({ Classification }: Json) => Classification === 'spark-defaults');
  const { Args } = step.HadoopJarStep;
  const given = Args.flatMap((arg, i) => {
    const value = Args[i + 1] ?? '';
    const at = value.indexOf('=');
    return arg === '--conf' ? [[value.slice(0, at), value.slice(at + 1)]] : [];
  });
  return { ...defaults.ConfigurationProperties, ...Object.fromEntries(given), application: Args.at(-1) };
}

const coreOf = (name: string) => ({ core: { instanceType: type(name), count: NodeCount.fixed(82, RANGE) } });

describe('a cluster whose type is chosen at deployment', () => {
  const template = templateWith({ ...coreOf('r5.4xlarge'), ...choosing(...TYPES.slice(1)) });
  const mappings = template.Mappings as Record<string, Record<string, Json>>;

  test.each(TYPES)('is, as %s, the cluster that is defined with that type', (name) => {
    const [defined] = resources(templateWith(coreOf(name)), 'AWS::EMR::Cluster');
    const [chosen] = resources(template, 'AWS::EMR::Cluster');

    expect(resolved(chosen?.Properties, name, mappings)).toEqual(defined?.Properties);
  });

  test.each(TYPES)('runs, as %s, jobs with the settings of a cluster that is defined with that type', (name) => {
    const defined = templateWith(coreOf(name));
    const jobs = resources(defined, 'AWS::EMR::Step').map(({ Properties }) => inForce(defined, Properties));
    const chosen = resources(template, 'AWS::EMR::Step').map(({ Properties }) =>
      inForce(
        resolved(template, name, mappings) as TemplateJson,
        resolved(Properties, name, mappings) as typeof Properties,
      ),
    );

    expect(jobs).toHaveLength(2);
    expect(chosen).toEqual(jobs);
  });

  test('has one parameter, with the types that can be chosen and the first as its default', () => {
    expect(template.Parameters.ClusterCoreType).toMatchObject({
      Type: 'String',
      Default: 'r5.4xlarge',
      AllowedValues: TYPES,
    });
  });

  test('has the plan of every allowed type in one mapping, in names that CloudFormation takes', () => {
    const [mapping, ...more] = Object.values(mappings);

    expect(more).toEqual([]);
    expect(Object.keys(mapping ?? {})).toEqual(TYPES);
    const attributes = Object.values(mapping ?? {}).map((one) => Object.keys(one));
    expect(attributes[0]).toContain('sparkExecutorMemory');
    for (const one of attributes) {
      expect(one).toEqual(attributes[0]);
      expect(one.filter((name) => !/^[A-Za-z0-9]{1,255}$/.test(name))).toEqual([]);
    }
  });

  test('needs no mapping where all types have the same plan', () => {
    const { stack } = newCluster({ ...coreOf('r5.4xlarge'), ...choosing('r5a.4xlarge') });

    expect(jsonOf(stack)).not.toHaveProperty('Mappings');
  });

  test('says of figures those of the default', () => {
    const cluster = newCluster({ ...coreOf('m5.2xlarge'), ...choosing('r5.4xlarge') });

    expect(cluster.executors).toEqual(newCluster(coreOf('m5.2xlarge')).executors);
  });

  test('is warned of what is wrong with any of its types', () => {
    const of = (props: Partial<TunedClusterProps>) => warnings(newCluster(props).stack);
    const alone = of({ ...coreOf('m5.xlarge'), taskMemory: undefined });

    expect(of({ ...coreOf('r5.4xlarge'), ...choosing('m5.xlarge') })).toEqual(expect.arrayContaining(alone));
  });

  test('takes its parameter from the outermost stack', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Inner');
    new TunedCluster(nested, 'Cluster', clusterProps(choosing('m5.2xlarge')));

    expect(Object.keys(jsonOf(stack).Parameters)).toContain('InnerClusterCoreType');
    const inner = only(jsonOf(nested), 'AWS::EMR::Cluster').Properties;
    expect(inner.Instances.CoreInstanceGroup.InstanceType).toEqual({ Ref: expect.stringContaining('CoreType') });
  });
});

describe('a choice of types fails', () => {
  test.each<[string, Partial<TunedClusterProps>, RegExp]>([
    ['for a type that is named twice', choosing('m5.2xlarge', 'm5.2xlarge'), /has m5\.2xlarge twice/],
    [
      'for the default among the others',
      choosing('r5.4xlarge'),
      /has r5\.4xlarge twice, `core\.instanceType` included/,
    ],
    [
      'for a fleet',
      {
        core: undefined,
        coreFleet: { instanceTypes: [{ instanceType: type('r5.4xlarge') }], onDemand: NodeCount.fixed(4) },
        ...choosing('m5.2xlarge'),
      },
      /`coreTypeParameter` is given without `core`/,
    ],
    [
      'for a name that CloudFormation refuses',
      { coreTypeParameter: { ...choice('m5.2xlarge'), parameterName: 'core-type' } },
      /`parameterName` must be letters and digits, got "core-type"/,
    ],
    ['for a type that nobody knows', choosing('m5.2xlage'), /m5\.2xlage/],
    [
      'for a type that a given setting does not fit',
      { ...choosing('m5.xlarge'), sparkConf: { 'spark.executor.memory': '60g' } },
      /m5\.xlarge|60g/,
    ],
  ])('%s', (_, props, message) => {
    expect(() => newCluster(props)).toThrow(message);
  });

  test('for a job in another stack, which has no mapping', () => {
    const app = new App({ context: { ...FLAGS, ...QUIET }, outdir: temporaryDirectory() });
    const cluster = newCluster(choosing('m5.2xlarge'), new Stack(app, 'Test'));
    const elsewhere = new Stack(app, 'Elsewhere');
    new SparkStep(elsewhere, 'Far', { cluster, ...JOIN });

    expect(() => jsonOf(elsewhere)).toThrow(/finds it only in the stack of the cluster; define the job there/);
  });
});

describe('the fingerprint of a cluster', () => {
  const written = (props: Partial<TunedClusterProps>): string => {
    const fingerprintFile = join(temporaryDirectory(), 'clusters.json');
    const stack = newStack({ ...FLAGS, 'cdk-emr-autotune:write-fingerprints': 'true' });
    jsonOf(newCluster({ ...props, fingerprintFile }, stack).stack);
    return fingerprintFile;
  };
  const told = (fingerprintFile: string, props: Partial<TunedClusterProps>): string[] =>
    warnings(newCluster({ ...props, fingerprintFile }).stack).filter((one) => one.includes(':replacement'));

  test('is the same with a choice as without, as long as the type stays the default', () => {
    expect(told(written({}), choosing('m5.2xlarge'))).toEqual([]);
  });

  test('does not mind types that come to the choice or leave it', () => {
    const file = written(choosing('m5.2xlarge', 'r6g.16xlarge'));

    expect(told(file, choosing('m5.2xlarge', 'c5.24xlarge'))).toEqual([]);
    expect(told(file, {})).toEqual([]);
  });

  test('shows the plan of each type, and warns of another', () => {
    const file = written(choosing('m5.2xlarge'));
    const { 'Test/Cluster': fingerprint } = JSON.parse(readFileSync(file, 'utf8'));
    const key = 'Configurations.spark-defaults.spark.executor.memory';

    expect(Object.keys(fingerprint)).toEqual(expect.arrayContaining([key, `${key} (m5.2xlarge)`]));
    expect(told(file, { ...choosing('m5.2xlarge'), memoryTarget: 0.5 })).toEqual([expect.stringContaining(key)]);
    expect(told(file, { ...coreOf('m5.2xlarge'), ...choosing('r5.4xlarge') })).toEqual([
      expect.stringContaining('Instances.CoreInstanceGroup.InstanceType changes from r5.4xlarge to m5.2xlarge'),
    ]);
  });
});
