import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { warn } from '../checks';

/** EMR's limit of steps that wait or run on a cluster. */
const MAX_ACTIVE_STEPS = 256;

/** The steps of each cluster that were defined so far. */
const stepsOf = new WeakMap<IConstruct, CfnResource[]>();

/**
 * Lets a step be added to its cluster after others, as EMR runs steps in the order in which they arrive.
 *
 * @param after the steps to wait for; default: the one that was defined before for the cluster in the same stack, as a stack cannot wait for
 *   one that depends on it
 */
export function keepOrder(cluster: IConstruct, step: CfnResource, after: readonly IConstruct[] | undefined): void {
  const steps = stepsOf.get(cluster) ?? [];
  stepsOf.set(cluster, steps);
  const before = steps.findLast((one) => Stack.of(one) === Stack.of(step));
  const waitsFor = after ?? (before === undefined ? [] : [before]);
  if (waitsFor.length > 0) step.node.addDependency(...waitsFor);
  steps.push(step);
  if (steps.length !== MAX_ACTIVE_STEPS + 1) return;
  warn(
    step,
    'too-many-steps',
    `${cluster.node.path} has more than ${MAX_ACTIVE_STEPS} steps, and EMR refuses one while so many wait or run; submit jobs by an orchestrator`,
  );
}
