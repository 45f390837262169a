import {
  type Cluster,
  type ClusterState,
  DescribeClusterCommand,
  ListStepsCommand,
  RunJobFlowCommand,
  type RunJobFlowCommandInput,
} from '@aws-sdk/client-emr';
import { afterEach } from 'vitest';
import { accountStand } from '../support';

export type Account = Awaited<ReturnType<typeof accountStand>>;

let open: Account[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

export async function opened(): Promise<Account> {
  const one = await accountStand();
  open.push(one);
  return one;
}

export const NEW = 'j-REHEARSAL0002';

export const step = (name: string) => ({
  Name: name,
  ActionOnFailure: 'CONTINUE' as const,
  HadoopJarStep: { Jar: 'command-runner.jar', Args: ['spark-submit', `s3://example-bucket/${name}.py`] },
});

/** What a client asks for: three m5.xlarge nodes and one step, kept alive. */
export const request = (
  changes: Partial<RunJobFlowCommandInput> = {},
  instances: object = {},
): RunJobFlowCommandInput => ({
  Name: 'nightly',
  ReleaseLabel: 'emr-7.12.0',
  Applications: [{ Name: 'Spark' }],
  ServiceRole: 'EMR_DefaultRole',
  JobFlowRole: 'EMR_EC2_DefaultRole',
  LogUri: 's3://example-bucket/logs/',
  Instances: {
    InstanceGroups: [
      { Name: 'primary', InstanceRole: 'MASTER', InstanceType: 'm5.xlarge', InstanceCount: 1 },
      { Name: 'workers', InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 2, Market: 'SPOT' },
    ],
    KeepJobFlowAliveWhenNoSteps: true,
    Ec2SubnetId: 'subnet-12345678',
    ...instances,
  },
  Configurations: [
    { Classification: 'spark-defaults', Properties: { 'spark.executor.memory': '4g', 'spark.executor.cores': '2' } },
  ],
  BootstrapActions: [{ Name: 'setup', ScriptBootstrapAction: { Path: 's3://example-bucket/setup.sh', Args: ['-v'] } }],
  Steps: [step('load')],
  Tags: [{ Key: 'team', Value: 'data' }],
  ...changes,
});

export const run = ({ emr }: Account, ...how: Parameters<typeof request>): Promise<unknown> =>
  emr.send(new RunJobFlowCommand(request(...how)));

export const describeCluster = async ({ emr }: Account, ClusterId = NEW): Promise<Cluster> =>
  (await emr.send(new DescribeClusterCommand({ ClusterId }))).Cluster!;

export const stateOf = async (one: Account): Promise<ClusterState | undefined> =>
  (await describeCluster(one)).Status?.State;

export const stepState = async ({ emr }: Account): Promise<string | undefined> =>
  (await emr.send(new ListStepsCommand({ ClusterId: NEW }))).Steps?.[0]?.Status?.State;
