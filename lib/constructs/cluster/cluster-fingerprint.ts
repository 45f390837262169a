import { createHash } from 'node:crypto';
import type { CfnResource } from 'aws-cdk-lib';
import type * as emr from 'aws-cdk-lib/aws-emr';
import type { CoreTypeChoice } from './core-type-choice';
import { replacesCluster, replacesReferenced } from './replacing-properties';
import { leavesOf, type ResourceInTemplate, resourceInTemplate } from './template-values';

/** The properties of a cluster on whose change CloudFormation replaces it, each with its value, by path. */
export type ClusterFingerprint = Readonly<Record<string, string>>;

/**
 * The fingerprint of a cluster as the template has it, overrides included.
 *
 * A resource that the cluster refers to counts as well: CloudFormation replaces the cluster when a new subnet or security configuration takes
 * the place of the old one.
 */
export function fingerprintOf(cluster: emr.CfnCluster, coreType: CoreTypeChoice): ClusterFingerprint {
  const inTemplate = resourceInTemplate(cluster);
  const leaves = leavesOf(inTemplate.properties, '', (value) => coreType.valuesBehind(value));
  const own = leaves.filter(([path]) => replacesCluster(path));
  const all = [...own, ...leavesOfReferenced(inTemplate, own)];
  return Object.fromEntries([
    ['LogicalId', inTemplate.logicalId],
    ...all.map(([path, value]) => [path, written(path, value)]),
  ]);
}

/**
 * Whether a path is that of a type which a deployment may choose in place of the default: a type that comes to the choice, or leaves it, changes
 * nothing on a cluster that is there.
 */
export function isOfAlternative(path: string): boolean {
  return / \([a-z0-9-]+\.[a-z0-9-]+\)$/.test(path);
}

/** What replaces the resources that these values refer to, and those that they refer to in turn. */
function leavesOfReferenced(
  { references }: ResourceInTemplate,
  values: readonly (readonly [path: string, value: string])[],
): [string, string][] {
  return values.flatMap(([path, value]) =>
    [...references]
      .filter(([logicalId]) => value.includes(`"${logicalId}"`))
      .flatMap(([, resource]) => replacingLeaves(resource, path)),
  );
}

function replacingLeaves(resource: CfnResource, path: string): [string, string][] {
  const inTemplate = resourceInTemplate(resource);
  const leaves = leavesOf(inTemplate.properties, path).filter(([inner]) =>
    replacesReferenced(resource.cfnResourceType, inner.slice(path.length + 1)),
  );
  return [...leaves, ...leavesOfReferenced(inTemplate, leaves)];
}

/** Names of settings whose values are secrets: Spark's own rule (`spark.redaction.regex`). */
const SECRET = /secret|password|token|access[.]?key/i;

/** The value as the file holds it: of a secret only a digest, as the file is committed and warnings are printed. */
function written(path: string, value: string): string {
  return SECRET.test(path) ? `#${createHash('sha256').update(value).digest('hex').slice(0, 8)}` : value;
}
