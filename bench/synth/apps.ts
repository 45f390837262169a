/** Apps whose synthesis is timed, with the name of the stack of each. */
export const STACK = 'Example';

/** The network of the cluster: made with it, or one that is there. */
export type Network = 'made' | 'given';

const GIVEN = `ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
  vpcId: 'vpc-0abcdef1234567890',
  availabilityZones: ['us-east-1a'],
  privateSubnetIds: ['subnet-0abcdef1234567890'],
  privateSubnetRouteTableIds: ['rtb-0abcdef1234567890'],
})`;

/** The example (bin/app.ts) as a user of the package writes it, in JavaScript. */
export function ourApp(network: Network): string {
  return `const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const { EmrRelease, NodeCount, RemediationMode, StepRemediator, TunedCluster, WatchTarget, Workload } = require('cdk-emr-autotune');
mark('loaded');
const app = new App();
const stack = new Stack(app, '${STACK}');
const cluster = new TunedCluster(stack, 'Cluster', {
  release: EmrRelease.EMR_7_9_0,
  core: { instanceType: new ec2.InstanceType('r5.4xlarge'), count: NodeCount.parameter({ min: 10, max: 200, default: 82 }) },
  vpc: ${network === 'made' ? 'undefined' : GIVEN},
});
cluster.addSparkStep('Join', {
  application: 's3://bucket/join.py',
  workload: Workload.rows(641_000_000, 1_000),
  repeatable: true,
});
new StepRemediator(stack, 'Remediator', { target: WatchTarget.cluster(cluster), mode: RemediationMode.REMEDIATE });
mark('constructed');
app.synth();
`;
}
