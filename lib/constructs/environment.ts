import { Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { InputError } from '../errors';

/** @throws InputError for a role of another account: nothing here can be granted to it, and EMR does not take it on */
export function checkRoleAccount(prop: string, scope: IConstruct, role: iam.IRole | undefined): void {
  if (role === undefined) return;
  const { account } = Stack.of(scope);
  if (!differs(account, role.env.account)) return;
  throw new InputError(
    'other-account',
    `\`${prop}\` must be a role of account ${account}, that of the stack, got ${role.node.path} of ${role.env.account}; use a role of that account`,
  );
}

/** @throws InputError for a cluster or VPC of a stack in another account or region, which nothing in this stack can see or use */
export function checkEnvironment(prop: 'cluster' | 'target' | 'vpc', scope: IConstruct, given: IConstruct): void {
  const [here, there] = [Stack.of(scope), Stack.of(given)];
  if (!differs(here.account, there.account) && !differs(here.region, there.region)) return;
  throw new InputError(
    'other-environment',
    `\`${prop}\` must be of the account and region of the stack, ${here.account}/${here.region}, got ${given.node.path} in ${there.account}/${there.region}; put both in stacks with the same \`env\``,
  );
}

/** Whether two accounts or regions are known to differ. */
function differs(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}
