import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Where a construct lies: the stack that is deployed, and the ids from there down, joined: a logical id without a hash, for what people type. */
export function readablePath(scope: IConstruct, id: string): { readonly stack: Stack; readonly name: string } {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  const scopes = scope.node.scopes;
  const ids = [...scopes.slice(scopes.indexOf(stack) + 1).map(({ node }) => node.id), id];
  return { stack, name: ids.map((part) => part.replace(/[^A-Za-z0-9]/g, '')).join('') };
}
