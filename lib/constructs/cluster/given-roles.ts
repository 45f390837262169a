import { Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { InputError } from '../../errors';
import { checkRoleAccount } from '../environment';
import { openKeyToNodes, openKeyToService } from './key-access';

/** The services that take on the roles of a cluster. */
const TRUSTED = { serviceRole: 'elasticmapreduce.amazonaws.com', instanceRole: 'ec2.amazonaws.com' } as const;

export interface GivenRoles {
  readonly serviceRole?: iam.IRole;
  readonly instanceRole?: iam.IRole;
  readonly autoScalingRole?: iam.IRole;
}

/**
 * The role of the nodes, where one is given: by itself, or as that of a given instance profile.
 *
 * @throws InputError for a profile whose role is not known, or is another one than the given
 */
export function givenInstanceRole({
  instanceRole,
  instanceProfile,
}: {
  readonly instanceRole?: iam.IRole;
  readonly instanceProfile?: iam.IInstanceProfile;
}): iam.IRole | undefined {
  if (instanceProfile === undefined) return instanceRole;
  const { role = instanceRole } = instanceProfile;
  if (role === undefined) {
    throw new InputError(
      'no-role',
      `\`instanceProfile\` ${instanceProfile.node.path} does not know its role; give it as \`instanceRole\` too`,
    );
  }
  if (instanceRole === undefined || instanceRole === role) return role;
  throw new InputError(
    'contradiction',
    `\`instanceProfile\` has the role ${role.node.path}, got ${instanceRole.node.path} as \`instanceRole\`; leave \`instanceRole\` out`,
  );
}

/**
 * @throws InputError for a role that EMR or its nodes cannot take on
 */
export function checkGivenRoles(scope: IConstruct, roles: GivenRoles): void {
  for (const prop of ['serviceRole', 'instanceRole', 'autoScalingRole'] as const) {
    checkRoleAccount(prop, scope, roles[prop]);
  }
  checkTrust(roles);
}

/**
 * How EMR's resources name a role: by its name, or by its ARN if the role has a path, which the name leaves out.
 *
 * Whether it has one is looked for at synthesis, as an aspect may give it one.
 */
export function roleReference(role: iam.IRole): string {
  return Lazy.string({ produce: () => (hasPath(role) ? role.roleArn : role.roleName) });
}

function hasPath({ node, roleArn }: iam.IRole): boolean {
  const resource = node.defaultChild;
  if (resource instanceof iam.CfnRole) return resource.path !== undefined && resource.path !== '/';
  // Of an imported role partition and account may be tokens, beside a path that is known.
  return /:role\/[^/]+\/./.test(roleArn);
}

/**
 * @throws InputError for a role of this app that EMR or its nodes cannot take on
 */
function checkTrust(roles: GivenRoles): void {
  for (const prop of ['serviceRole', 'instanceRole'] as const) {
    const role = roles[prop];
    if (!(role instanceof iam.Role) || role.assumeRolePolicy === undefined) continue;
    const services = trustedServices(role, role.assumeRolePolicy);
    if (services === undefined || services.some((service) => service.startsWith(TRUSTED[prop]))) continue;
    const got = services.length === 0 ? 'no service' : services.join(', ');
    throw new InputError(
      'bad-trust',
      `\`${prop}\` must trust ${TRUSTED[prop]}, got ${role.node.path}, which trusts ${got}; make it with assumedBy: new iam.ServicePrincipal('${TRUSTED[prop]}')`,
    );
  }
}

/** The services that may take on a role; undefined where one is known only at deployment. */
function trustedServices(scope: IConstruct, policy: iam.PolicyDocument): string[] | undefined {
  const { Statement: statements = [] } = Stack.of(scope).resolve(policy) ?? {};
  const services = [statements]
    .flat()
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Principal }) => [Principal?.Service ?? []].flat());
  return services.every((service) => typeof service === 'string') ? services : undefined;
}

/**
 * Lets roles that are given use the key and the bucket that are made here, by the policies of these: the roles are not changed.
 *
 * Without the key no node starts, and without the bucket no log arrives.
 */
export function openToGivenRoles(
  { serviceRole, instanceRole }: GivenRoles,
  made: { readonly diskKey?: kms.IKey; readonly logBucket?: s3.IBucket; readonly logPrefix: string },
): void {
  const { diskKey, logBucket, logPrefix } = made;
  if (diskKey !== undefined) {
    if (serviceRole !== undefined) openKeyToService(diskKey, serviceRole);
    if (instanceRole !== undefined) openKeyToNodes(diskKey, instanceRole);
  }
  if (logBucket !== undefined && instanceRole !== undefined) {
    const principals = [new iam.ArnPrincipal(instanceRole.roleArn)];
    for (const statement of logBucketStatements(logBucket, logPrefix)) {
      logBucket.addToResourcePolicy(new iam.PolicyStatement({ ...statement, principals }));
    }
  }
}

/**
 * The permissions that a given role has so far, and those that the policy of the log bucket gives it.
 *
 * Later ones are left out: they may refer to the cluster, which cannot wait for them then.
 */
export function givenPermissions(instanceRole: iam.IRole, { policy }: s3.IBucket): IConstruct[] {
  const own = instanceRole.node
    .findAll()
    .filter((child) => child instanceof iam.CfnPolicy || child instanceof iam.CfnManagedPolicy);
  return policy === undefined ? own : [...own, policy];
}

/** What nodes do in the log bucket. */
export function logBucketStatements(logBucket: s3.IBucket, logPrefix: string): iam.PolicyStatementProps[] {
  return [
    {
      sid: 'WriteLogs',
      actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
      resources: [logBucket.arnForObjects(`${logPrefix}*`)],
    },
    {
      sid: 'FindLogBucket',
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [logBucket.bucketArn],
    },
  ];
}
