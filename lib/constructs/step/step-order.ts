import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The step that was added last to each cluster, in each stack: a stack cannot wait for one that depends on it. */
const last = new WeakMap<IConstruct, Map<Stack, CfnResource>>();

/**
 * Lets a step be added to its cluster after others, as EMR runs steps in the order in which they arrive.
 *
 * @param after the steps to wait for; default: the one that was added to the cluster before, in the same stack
 */
export function keepOrder(cluster: IConstruct, step: CfnResource, after: readonly IConstruct[] | undefined): void {
  const stack = Stack.of(step);
  const byStack = last.get(cluster) ?? new Map<Stack, CfnResource>();
  last.set(cluster, byStack);
  const before = byStack.get(stack);
  const waitsFor = after ?? (before === undefined ? [] : [before]);
  if (waitsFor.length > 0) step.node.addDependency(...waitsFor);
  byStack.set(stack, step);
}
