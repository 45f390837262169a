import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct, type IDependable } from 'constructs';
import type { EmrRelease } from '../../catalog';
import { isSparkOnly } from '../../catalog';
import type { StepLogs } from '../step/planned-cluster';
import { newAutoScalingRole, passAutoScalingRole } from './auto-scaling-role';
import type { InTransitEncryption } from './cluster-security-props';
import { logBucketStatements } from './given-roles';
import { diskKeyStatements, objectKeyStatements, volumeKeyStatements } from './key-access';

export interface ClusterRolesProps {
  readonly release: EmrRelease;
  readonly vpc: ec2.IVpc;
  readonly subnets: readonly ec2.ISubnet[];
  /** Undefined in a public subnet. */
  readonly serviceAccessGroup?: ec2.ISecurityGroup;
  readonly logBucket: s3.IBucket;
  readonly logPrefix: string;
  readonly encryptionKey?: kms.IKey;
  /** Whether the CloudWatch agent runs on the nodes. */
  readonly agent: boolean;
  /** Whether some nodes use spot capacity. */
  readonly spot: boolean;
  readonly serviceRole?: iam.IRole;
  readonly instanceRole?: iam.IRole;
  readonly instanceProfile?: iam.IInstanceProfile;
  /** The role of automatic scaling; `true` for a new one. */
  readonly autoScalingRole?: iam.IRole | true;
  /** The key of the logs, if it is not that of their bucket. */
  readonly logKey?: kms.IKey;
  /** The key of what jobs write to S3, if it is not that of each bucket. */
  readonly s3EncryptionKey?: kms.IKey;
  readonly certificates?: InTransitEncryption;
}

/** The role that launches the nodes, and the role of the nodes themselves. */
export class ClusterRoles extends Construct {
  public readonly serviceRole: iam.IRole;
  public readonly instanceRole: iam.IRole;
  public readonly instanceProfile: iam.IInstanceProfile;
  public readonly autoScalingRole?: iam.IRole;

  /** Whether the role of the nodes is made here. */
  public readonly ownInstanceRole: boolean;

  constructor(scope: Construct, id: string, props: ClusterRolesProps) {
    super(scope, id);
    this.ownInstanceRole = props.instanceRole === undefined;
    this.instanceRole = props.instanceRole ?? this.newInstanceRole(props);
    this.instanceProfile =
      props.instanceProfile ?? new iam.InstanceProfile(this, 'InstanceProfile', { role: this.instanceRole });
    this.autoScalingRole =
      props.autoScalingRole === true ? newAutoScalingRole(this, 'AutoScalingRole') : props.autoScalingRole;
    this.serviceRole = props.serviceRole ?? this.newServiceRole(props);
  }

  /**
   * Lets the nodes read the files in S3 that a step names, and write its logs with the keys that encrypt them. For other places the user grants permission.
   *
   * A role that was given is not changed. The permission for a step of another stack is in that stack: files may be in a bucket of it, and the
   * stack of the cluster cannot refer to one that depends on it.
   *
   * @returns what the step has to wait for
   */
  public grantStep(step: Construct, files: readonly string[], logs: StepLogs): IDependable[] {
    const statements = [...this.readStatements(files), ...this.logStatements(logs)];
    if (statements.length === 0 || !this.ownInstanceRole) return [this.instanceRole];
    if (Stack.of(step) !== Stack.of(this)) {
      return [this.instanceRole, new iam.Policy(step, 'Permissions', { roles: [this.instanceRole], statements })];
    }
    for (const statement of statements) this.instanceRole.addToPrincipalPolicy(statement);
    return [this.instanceRole];
  }

  private readStatements(files: readonly string[]): iam.PolicyStatement[] {
    return files
      .flatMap((uri) => s3ObjectArn(this, uri) ?? [])
      .map((object) => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [object] }));
  }

  private logStatements({ logBucket, prefix, key }: StepLogs): iam.PolicyStatement[] {
    const keys = [logBucket?.encryptionKey, key].flatMap((one) => one ?? []);
    const statements = [
      ...(logBucket === undefined
        ? []
        : logBucketStatements(logBucket, prefix).map((one) => new iam.PolicyStatement(one))),
      ...keys.flatMap((one) => objectKeyStatements(this, one, 'EncryptLogs')),
    ];
    // An id may stand only once in a policy, and other steps write their logs elsewhere.
    for (const statement of statements) statement.sid = undefined;
    return statements;
  }

  private newServiceRole(props: ClusterRolesProps): iam.Role {
    const stack = Stack.of(this);
    const passRole = new iam.PolicyStatement({
      sid: 'PassInstanceRole',
      actions: ['iam:PassRole'],
      resources: [this.instanceRole.roleArn],
      // As AWS writes it in its own policy: the China regions add a suffix.
      conditions: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
    });
    const { encryptionKey } = props;
    const statements = [
      passRole,
      ...(this.autoScalingRole === undefined ? [] : [passAutoScalingRole(this.autoScalingRole)]),
      ...(encryptionKey === undefined ? [] : volumeKeyStatements(this, encryptionKey)),
      ...(props.spot ? [this.roleOfSpot()] : []),
      ...this.endpointOfService(props),
    ];
    return new iam.Role(this, 'ServiceRole', {
      description: 'EMR launches and manages the nodes of the cluster',
      assumedBy: new iam.ServicePrincipal('elasticmapreduce.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({ service: 'elasticmapreduce', resource: '*' }),
          },
        },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEMRServicePolicy_v2')],
      inlinePolicies: { Cluster: new iam.PolicyDocument({ statements }) },
    });
  }

  /** Spot capacity needs a service-linked role, which an account that has never used any does not have, and which EMR's policy does not cover. */
  private roleOfSpot(): iam.PolicyStatement {
    return new iam.PolicyStatement({
      sid: 'ServiceLinkedRoleOfSpot',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [
        Stack.of(this).formatArn({
          service: 'iam',
          region: '',
          resource: 'role',
          resourceName: 'aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot*',
        }),
      ],
      conditions: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
    });
  }

  /** What the Spark-only releases need: their nodes reach the service through an endpoint that EMR makes in the subnet. */
  private endpointOfService({ release, vpc, subnets, serviceAccessGroup }: ClusterRolesProps): iam.PolicyStatement[] {
    if (!isSparkOnly(release) || serviceAccessGroup === undefined) return [];
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: 'ec2', resource, resourceName });
    return [
      new iam.PolicyStatement({
        sid: 'EndpointOfTheService',
        actions: ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint'],
        resources: [
          arn('vpc', vpc.vpcId),
          ...subnets.map(({ subnetId }) => arn('subnet', subnetId)),
          arn('security-group', serviceAccessGroup.securityGroupId),
          arn('vpc-endpoint', '*'),
        ],
      }),
    ];
  }

  private newInstanceRole(props: ClusterRolesProps): iam.Role {
    const { logBucket, logPrefix, encryptionKey } = props;
    const statements = logBucketStatements(logBucket, logPrefix).map((statement) => new iam.PolicyStatement(statement));
    const { logKey } = props;
    if (logBucket.encryptionKey !== undefined) {
      statements.push(...objectKeyStatements(this, logBucket.encryptionKey, 'EncryptLogs'));
    }
    if (logKey !== undefined) statements.push(...objectKeyStatements(this, logKey, 'EncryptLogFiles'));
    if (encryptionKey !== undefined) statements.push(...diskKeyStatements(this, encryptionKey));
    const { s3EncryptionKey, certificates } = props;
    if (s3EncryptionKey !== undefined) statements.push(...objectKeyStatements(this, s3EncryptionKey, 'EncryptObjects'));
    if (certificates !== undefined) {
      const resources = [certificates.bucket.arnForObjects(certificates.key)];
      statements.push(new iam.PolicyStatement({ sid: 'ReadCertificates', actions: ['s3:GetObject'], resources }));
    }
    if (props.agent) {
      statements.push(
        new iam.PolicyStatement({
          sid: 'PublishYarnFigures',
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': 'CWAgent' } },
        }),
      );
    }
    return new iam.Role(this, 'InstanceRole', {
      description: 'Nodes of the EMR cluster, and so every job on it',
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      // Inline, so that later grants, in a separate policy, can refer to the cluster without a circular dependency.
      inlinePolicies: { Cluster: new iam.PolicyDocument({ statements }) },
    });
  }
}

/** The ARN of an object in S3, of which bucket and key may be tokens; undefined for other places. */
export function s3ObjectArn(scope: IConstruct, uri: string): string | undefined {
  const match = /^s3[an]?:\/\/([^/]+)\/(.+)$/.exec(uri);
  if (match === null) return undefined;
  return Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource: `${match[1]}/${match[2]}` });
}
