import { CfnDeletionPolicy, Lazy, type RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

const READ = ['dynamodb:GetItem'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem'];

/** Every way to change an item. */
const ALL_WRITES = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PartiQLDelete',
  'dynamodb:PartiQLInsert',
  'dynamodb:PartiQLUpdate',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/**
 * The table of what the remediator has done and is about to do: one item per cluster, written before every call.
 *
 * Only the function and named operators can write items, whatever permissions other roles have: a job whose role can write any table must not
 * write this one by accident. Changing the policy and deleting the table are not denied, as CloudFormation must be able to do both, so a role
 * with `dynamodb:DeleteResourcePolicy` can still lift the restriction.
 */
export class RemediatorLedger extends Construct {
  public readonly table: dynamodb.Table;
  private readonly writers: string[] = [];

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy) {
    super(scope, id);
    this.table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      resourcePolicy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({
            sid: 'OnlyTheRemediatorWrites',
            effect: iam.Effect.DENY,
            principals: [new iam.AnyPrincipal()],
            actions: ALL_WRITES,
            // The table's own ARN would be a circular dependency.
            resources: ['*'],
            conditions: {
              ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => this.writers }) },
              // DynamoDB itself deletes expired items.
              Bool: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ],
      }),
    });
    // Follows what is decided later too, such as by RemovalPolicies.of(stack): a table that is protected makes the deletion of its stack fail.
    const resource = this.table.node.defaultChild as dynamodb.CfnTable;
    resource.deletionProtectionEnabled = Lazy.any({
      produce: () => resource.cfnOptions.deletionPolicy !== CfnDeletionPolicy.DELETE,
    });
  }

  /** Grants a role permission to read and write items. */
  public grantWrite(role: iam.IRole): iam.Grant {
    if (!this.writers.includes(role.roleArn)) this.writers.push(role.roleArn);
    return iam.Grant.addToPrincipal({
      grantee: role,
      actions: [...READ, ...WRITE],
      resourceArns: [this.table.tableArn],
    });
  }

  /** Grants a person's role permission to do the same, and to delete an item that nobody can read. */
  public grantEdit(role: iam.IRole): iam.Grant {
    const deletion = iam.Grant.addToPrincipal({
      grantee: role,
      actions: ['dynamodb:DeleteItem'],
      resourceArns: [this.table.tableArn],
    });
    return this.grantWrite(role).combine(deletion);
  }
}
