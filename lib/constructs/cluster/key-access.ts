import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { InputError } from '../../errors';

/** What EMR's service role does with the key of encrypted volumes (management guide, encryption of EBS volumes). */
const VOLUME_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** What nodes do with the key of their disks. */
const DISK_ACTIONS = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** What nodes do with the key of objects in S3: a multipart upload reads its own parts again. */
const OBJECT_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

interface KeyStatement {
  readonly sid: string;
  readonly actions: string[];
  readonly conditions?: Record<string, Record<string, string>>;
}

/** What encrypted volumes need of the service role: EMR passes the key on to EC2 with a grant. */
const SERVICE_STATEMENTS: readonly KeyStatement[] = [
  { sid: 'EncryptVolumes', actions: VOLUME_ACTIONS },
  {
    sid: 'LetEc2UseTheVolumeKey',
    actions: ['kms:CreateGrant'],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
];

const NODE_STATEMENTS: readonly KeyStatement[] = [{ sid: 'EncryptDisks', actions: DISK_ACTIONS }];

/** The statements with which the service role uses the key of the nodes' disks. */
export function volumeKeyStatements(scope: IConstruct, key: kms.IKey): iam.PolicyStatement[] {
  return statementsOn(scope, key, SERVICE_STATEMENTS);
}

/** The statements with which nodes use the key of their disks. */
export function diskKeyStatements(scope: IConstruct, key: kms.IKey): iam.PolicyStatement[] {
  return statementsOn(scope, key, NODE_STATEMENTS);
}

/** The statements with which nodes use the key of what they write to S3: of the log bucket, the log files, or all objects. */
export function objectKeyStatements(
  scope: IConstruct,
  key: kms.IKey,
  sid: 'EncryptLogs' | 'EncryptLogFiles' | 'EncryptObjects',
): iam.PolicyStatement[] {
  return statementsOn(scope, key, [{ sid, actions: OBJECT_ACTIONS }]);
}

/** Lets a role manage encrypted volumes by the policy of the key itself, for a role that is not changed. */
export function openKeyToService(key: kms.IKey, role: iam.IRole): void {
  openKey(key, role, SERVICE_STATEMENTS);
}

/** Lets nodes use the key of their disks by the policy of the key itself, for a role that is not changed. */
export function openKeyToNodes(key: kms.IKey, role: iam.IRole): void {
  openKey(key, role, NODE_STATEMENTS);
}

function openKey(key: kms.IKey, role: iam.IRole, statements: readonly KeyStatement[]): void {
  for (const statement of statements) {
    key.addToResourcePolicy(
      new iam.PolicyStatement({ ...statement, principals: [new iam.ArnPrincipal(role.roleArn)], resources: ['*'] }),
    );
  }
}

/**
 * The key that an alias of this app stands for, else what was given.
 *
 * An alias that is imported by name does not know its key.
 */
export function keyBehind(key: kms.IKey): kms.IKey {
  if (!isAlias(key)) return key;
  try {
    return key.aliasTargetKey;
  } catch {
    return key;
  }
}

/** @throws InputError for a key of another region, as volumes are encrypted by keys of their own */
export function checkKeyRegion(prop: string, scope: IConstruct, key: kms.IKey | undefined): void {
  if (key === undefined) return;
  const { region } = Stack.of(scope);
  const { region: keyRegion } = keyBehind(key).env;
  if (Token.isUnresolved(region) || Token.isUnresolved(keyRegion) || region === keyRegion) return;
  throw new InputError(
    'other-region',
    `\`${prop}\` must be a key in ${region}, the region of the cluster, got ${key.node.path} in ${keyRegion}; use a key of that region, or a replica there`,
  );
}

function isAlias(key: kms.IKey): key is kms.IAlias {
  return 'aliasName' in key;
}

function statementsOn(scope: IConstruct, key: kms.IKey, statements: readonly KeyStatement[]): iam.PolicyStatement[] {
  const behind = keyBehind(key);
  const aliasArn = aliasArnOf(behind);
  if (aliasArn === undefined) {
    return statements.map((statement) => new iam.PolicyStatement({ ...statement, resources: [behind.keyArn] }));
  }
  // IAM grants nothing by the ARN of an alias: it names keys alone, and their aliases in a condition (KMS developer guide, kms:ResourceAliases).
  const { partition, region, account, resource, resourceName } = Arn.split(aliasArn, ArnFormat.SLASH_RESOURCE_NAME);
  const keys = Stack.of(scope).formatArn({
    partition,
    service: 'kms',
    region,
    account,
    resource: 'key',
    resourceName: '*',
  });
  // Of an alias whose name is a token, the prefix is in the token.
  const aliasName = resourceName === undefined ? resource : `${resource}/${resourceName}`;
  const alias = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': aliasName } };
  return statements.map(
    (statement) =>
      new iam.PolicyStatement({ ...statement, resources: [keys], conditions: { ...statement.conditions, ...alias } }),
  );
}

/** The ARN of an alias where the key is one that is known by its alias alone, or was imported by such an ARN. */
function aliasArnOf(key: kms.IKey): string | undefined {
  if (isAlias(key)) return key.keyArn;
  return /:alias\/[^:]+$/.test(key.keyArn) ? key.keyArn : undefined;
}
