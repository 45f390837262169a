import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { EmrRelease, NodeCount, RemediationMode, StepRemediator, TunedCluster, WatchTarget, Workload } from '../lib';

/** A cluster whose size is chosen at deployment, a job that runs on it, and the remediator that resubmits it when it is stuck. */
export class ExampleStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const cluster = new TunedCluster(this, 'Cluster', {
      release: EmrRelease.EMR_7_9_0,
      core: {
        instanceType: new InstanceType('r5.4xlarge'),
        count: NodeCount.parameter({ min: 10, max: 200, default: 82 }),
      },
    });
    cluster.addSparkStep('Join', {
      application: 's3://bucket/join.py',
      workload: Workload.rows(641_000_000, 1_000),
      repeatable: true,
    });
    new StepRemediator(this, 'Remediator', {
      target: WatchTarget.cluster(cluster),
      mode: RemediationMode.REMEDIATE,
    });
  }
}

if (require.main === module) {
  const app = new App();
  new ExampleStack(app, 'EmrAutotuneExample', { description: 'An EMR cluster that fits its jobs, and its remediator' });
  app.synth();
}
