import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { EmrRelease, NodeCount, StepCommand, StepRemediator, TunedCluster, WatchTarget } from '../../lib';

// A small cluster with a step and a remediator, for integ-runner, which can also deploy it where there is an account.
const app = new App();
const stack = new Stack(app, 'TunedClusterInteg');
const cluster = new TunedCluster(stack, 'Cluster', {
  release: EmrRelease.EMR_7_9_0,
  core: { instanceType: new InstanceType('m5.xlarge'), count: NodeCount.parameter({ min: 2, max: 4, default: 2 }) },
  coreTypeParameter: { alternatives: [new InstanceType('m5.2xlarge')] },
  taskGroups: [
    {
      name: 'Extra',
      instanceType: new InstanceType('m5.xlarge'),
      count: NodeCount.parameter({ min: 0, max: 4, default: 0 }),
    },
  ],
  removalPolicy: RemovalPolicy.DESTROY,
});
cluster.addStep('Report', { command: StepCommand.command(['hdfs', 'dfsadmin', '-report']) });
new StepRemediator(stack, 'Remediator', {
  target: WatchTarget.cluster(cluster),
  removalPolicy: RemovalPolicy.DESTROY,
});

new IntegTest(app, 'Integ', { testCases: [stack] });
