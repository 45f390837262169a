import { describe, expect, test } from 'vitest';
import { RemediationMode, StepRemediator, WatchTarget, Workload } from '../../lib';
import { jsonOf, newCluster, newStack } from './synth';

/** Another logical id is another resource: CloudFormation would delete what runs or what is kept. */
describe('logical ids', () => {
  test('stay as they are where a change would replace a cluster, run a job again, or lose state', () => {
    const stack = newStack();
    const cluster = newCluster({}, stack);
    cluster.addSparkStep('Join', { application: 's3://bucket/join.py', workload: Workload.rows(641_000_000, 1_000) });
    new StepRemediator(stack, 'Remediator', {
      target: WatchTarget.cluster(cluster),
      mode: RemediationMode.REMEDIATE,
    });
    const kept = [
      ...['AWS::DynamoDB::Table', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::EMR::Cluster'],
      ...['AWS::EMR::SecurityConfiguration', 'AWS::EMR::Step', 'AWS::IAM::InstanceProfile', 'AWS::IAM::Role'],
      ...['AWS::KMS::Key', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::SNS::Topic'],
    ];
    const ids = Object.entries(jsonOf(stack).Resources)
      .filter(([id, { Type }]) => kept.includes(Type) && !id.startsWith('Custom'))
      .map(([id, { Type }]) => `${Type} ${id}`)
      .sort();

    expect(ids).toMatchInlineSnapshot(`
      [
        "AWS::DynamoDB::Table RemediatorLedgerTableE8E3096C",
        "AWS::EC2::SecurityGroup ClusterSecurityGroupsCore477ED6F0",
        "AWS::EC2::SecurityGroup ClusterSecurityGroupsPrimary5B424E0B",
        "AWS::EC2::SecurityGroup ClusterSecurityGroupsServiceAccess7986B405",
        "AWS::EC2::Subnet ClusterNetworkVpcPrivateSubnet1Subnet82168E47",
        "AWS::EC2::Subnet ClusterNetworkVpcPrivateSubnet2SubnetC61597AC",
        "AWS::EC2::Subnet ClusterNetworkVpcPublicSubnet1SubnetE0367463",
        "AWS::EC2::Subnet ClusterNetworkVpcPublicSubnet2Subnet3868AD9D",
        "AWS::EC2::VPC ClusterNetworkVpcC6C4EC94",
        "AWS::EMR::Cluster ClusterEB0386A7",
        "AWS::EMR::SecurityConfiguration ClusterSecurityConfiguration2161C3A8",
        "AWS::EMR::Step ClusterJoin46814E32",
        "AWS::IAM::InstanceProfile ClusterRolesInstanceProfileD26EEFB8",
        "AWS::IAM::Role ClusterNetworkVpcRejectedIAMRoleA0D48083",
        "AWS::IAM::Role ClusterRolesInstanceRole64C37E11",
        "AWS::IAM::Role ClusterRolesServiceRole234315E2",
        "AWS::IAM::Role RemediatorRolesActor48785173",
        "AWS::IAM::Role RemediatorRolesReaderD28F0182",
        "AWS::KMS::Key ClusterDiskKeyB15BEE86",
        "AWS::Lambda::Function RemediatorFunctionBB34C223",
        "AWS::Logs::LogGroup ClusterNetworkVpcRejectedLogGroupD54791F8",
        "AWS::Logs::LogGroup RemediatorDecisions6395FFC7",
        "AWS::S3::Bucket ClusterLogBucketA621DF28",
        "AWS::SNS::Topic RemediatorTopic6AFC9424",
      ]
    `);
  });
});
