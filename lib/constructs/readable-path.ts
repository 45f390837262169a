import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The deployed stack of a construct and the joined ids from there down: a logical id without its hash, for names that people type. */
export function readablePath(scope: IConstruct, id: string): { readonly stack: Stack; readonly name: string } {
  let stack = Stack.of(scope);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  const scopes = scope.node.scopes;
  const ids = [...scopes.slice(scopes.indexOf(stack) + 1).map(({ node }) => node.id), id];
  return { stack, name: ids.map((part) => part.replace(/[^A-Za-z0-9]/g, '')).join('') };
}
