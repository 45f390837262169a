import { createHash } from 'node:crypto';
import { type CfnResource, Stack } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { CoreTypeChoice } from './core-type-choice';
import { replacesCluster } from './replacing-properties';

/** The properties of a cluster on whose change CloudFormation replaces it, each with its value, by path. */
export type ClusterFingerprint = Readonly<Record<string, string>>;

/** The fingerprint of a cluster as the template has it, overrides included. */
export function fingerprintOf(cluster: emr.CfnCluster, coreType: CoreTypeChoice): ClusterFingerprint {
  const { logicalId, properties } = inTemplate(cluster);
  const own = leaves(properties, '', (value) => coreType.valuesBehind(value)).filter(([path]) => replacesCluster(path));
  const all = [...own, ...leavesOfSecurityConfiguration(cluster, properties)];
  return Object.fromEntries([['LogicalId', logicalId], ...all.map(([path, value]) => [path, written(path, value)])]);
}

/**
 * Whether a path is that of a type which a deployment may choose in place of the default: a type that comes to the choice, or leaves it, changes
 * nothing on a cluster that is there.
 */
export function isOfAlternative(path: string): boolean {
  return / \([a-z0-9-]+\.[a-z0-9-]+\)$/.test(path);
}

/** Names of settings whose values are secrets: Spark's own rule (`spark.redaction.regex`). */
const SECRET = /secret|password|token|access[.]?key/i;

/** The value as the file holds it: of a secret only a digest, as the file is committed and warnings are printed. */
function written(path: string, value: string): string {
  return SECRET.test(path) ? `#${createHash('sha256').update(value).digest('hex').slice(0, 8)}` : value;
}

/** Another security configuration gets another name, with which the cluster is replaced. */
function leavesOfSecurityConfiguration(
  cluster: emr.CfnCluster,
  properties: Record<string, unknown>,
): [string, string][] {
  const { Ref: logicalId } = (properties.SecurityConfiguration ?? {}) as { readonly Ref?: string };
  if (logicalId === undefined) return [];
  const found = Stack.of(cluster)
    .node.findAll()
    .filter((child) => child instanceof emr.CfnSecurityConfiguration)
    .map(inTemplate)
    .find((one) => one.logicalId === logicalId);
  return found === undefined ? [] : leaves(found.properties.SecurityConfiguration, 'SecurityConfiguration');
}

function inTemplate(resource: CfnResource): { logicalId: string; properties: Record<string, unknown> } {
  const template = (resource as unknown as { _toCloudFormation(): unknown })._toCloudFormation();
  const { Resources } = Stack.of(resource).resolve(template);
  const [[logicalId, { Properties }]] = Object.entries<{ Properties?: Record<string, unknown> }>(Resources) as [
    [string, { Properties?: Record<string, unknown> }],
  ];
  return { logicalId, properties: Properties ?? {} };
}

/** The values behind one that a deployment chooses, the default first. */
type ValuesBehind = CoreTypeChoice['valuesBehind'];

/** Every value below a property, by path; of lists by name, where their items have one. */
function leaves(value: unknown, path: string, behind: ValuesBehind = () => undefined): [string, string][] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') return [[path, String(value)]];
  if (isIntrinsic(value)) {
    const choices = behind(value) ?? [['', JSON.stringify(value)]];
    return choices.map(([type, one], i) => [i === 0 ? path : `${path} (${type})`, one]);
  }
  const entries = Array.isArray(value)
    ? value.map((item, i) => [nameOf(item, i), item] as const)
    : Object.entries(value);
  if (entries.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
  return entries.flatMap(([key, inner]) => leaves(inner, join(path, key), behind));
}

const isIntrinsic = (value: object): boolean => {
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'));
};

function nameOf(item: unknown, index: number): string {
  const { Classification, Name } = (item ?? {}) as { readonly Classification?: unknown; readonly Name?: unknown };
  const name = Classification ?? Name;
  return typeof name === 'string' ? name : String(index);
}

/** A classification's settings stand right below its name, as people write them. */
function join(path: string, key: string): string {
  return key === 'ConfigurationProperties' ? path : path === '' ? key : `${path}.${key}`;
}
