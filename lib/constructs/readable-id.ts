import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The ids from the stack down to a construct, joined: a logical id without a hash, for what people type. */
export function readableId(construct: IConstruct): string {
  const scopes = construct.node.scopes;
  return scopes
    .slice(scopes.indexOf(Stack.of(construct)) + 1)
    .map((scope) => scope.node.id.replace(/[^A-Za-z0-9]/g, ''))
    .join('');
}
