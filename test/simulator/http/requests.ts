import { AddJobFlowStepsCommand, DescribeStepCommand } from '@aws-sdk/client-emr';
import { afterEach } from 'vitest';
import { BALANCED_ARGS, CLUSTER_ID, type Stand, stand } from '../support';

let open: Stand[] = [];
afterEach(async () => {
  await Promise.all(open.map((s) => s.close()));
  open = [];
});
/** A simulated cluster that is closed after the test. */
export async function opened(...parameters: Parameters<typeof stand>): Promise<Stand> {
  const one = await stand(...parameters);
  open.push(one);
  return one;
}

export const add = (count = 1, more: object = {}): AddJobFlowStepsCommand =>
  new AddJobFlowStepsCommand({
    JobFlowId: CLUSTER_ID,
    Steps: Array.from({ length: count }, (_, i) => ({
      Name: `added ${i}`,
      ActionOnFailure: 'CONTINUE' as const,
      HadoopJarStep: { Jar: 'command-runner.jar', Args: BALANCED_ARGS, Properties: [{ Key: 'a', Value: 'b' }] },
      ...more,
    })),
  });
export const describeStep = (StepId: string): DescribeStepCommand =>
  new DescribeStepCommand({ ClusterId: CLUSTER_ID, StepId });
