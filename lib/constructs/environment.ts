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

/** @throws InputError for a cluster of another account or region, of whose clusters nothing in this stack can see or change one */
export function checkClusterEnvironment(prop: string, scope: IConstruct, cluster: IConstruct): void {
  const [here, there] = [Stack.of(scope), Stack.of(cluster)];
  if (!differs(here.account, there.account) && !differs(here.region, there.region)) return;
  throw new InputError(
    'other-environment',
    `\`${prop}\` must be a cluster of the account and region of the stack (${here.account}/${here.region}), got ${cluster.node.path} in ${there.account}/${there.region}; put both in stacks with the same \`env\``,
  );
}

/** Whether two accounts or regions are known to differ. */
function differs(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}
