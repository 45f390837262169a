import { AspectPriority, Aspects, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { warn } from '../checks';

/** EMR's managed policy, which covers a service role but for passing roles other than EMR's defaults. */
const WITHOUT_PASS_ROLE = /\/AmazonEMRServicePolicy_v2$/;

const PASSES_ROLES = /^(\*|iam:(\*|Pass\*|PassRole))$/i;

/**
 * Warns of a given service role of this app that may not pass the role of the nodes: EMR then fails to start any.
 *
 * It looks when all permissions are there. What a role that is imported may do, and a policy of the account, is not seen.
 */
export function warnOfMissingPassRole(cluster: Construct, serviceRole: iam.IRole | undefined): void {
  if (!(serviceRole instanceof iam.Role)) return;
  Aspects.of(cluster).add(
    {
      visit: (node: IConstruct) => {
        if (node !== cluster || mayPassRoles(serviceRole)) return;
        warn(
          cluster,
          'pass-role',
          `\`serviceRole\` ${serviceRole.node.path} may not pass the role of the nodes, so that EMR cannot start any; add cluster.instanceRole.grantPassRole(role)`,
        );
      },
    },
    { priority: AspectPriority.READONLY },
  );
}

function mayPassRoles(role: iam.Role): boolean {
  const stack = Stack.of(role);
  const { policies, managedPolicyArns } = role.node.defaultChild as iam.CfnRole;
  const arns: unknown[] = stack.resolve(managedPolicyArns) ?? [];
  if (arns.some((arn) => !WITHOUT_PASS_ROLE.test(textOf(arn)))) return true;
  const inline: readonly { readonly policyDocument: unknown }[] = stack.resolve(policies) ?? [];
  return [...inline, ...policiesOf(role)].some(({ policyDocument }) => passesRoles(stack.resolve(policyDocument)));
}

/** The policies of the app that name the role. */
function policiesOf(role: iam.Role): (iam.CfnPolicy | iam.CfnManagedPolicy)[] {
  const name = textOf(Stack.of(role).resolve(role.roleName));
  return role.node.root.node
    .findAll()
    .filter((child) => child instanceof iam.CfnPolicy || child instanceof iam.CfnManagedPolicy)
    .filter((policy) => textOf(Stack.of(policy).resolve(policy.roles ?? [])).includes(name));
}

function passesRoles({ Statement: statements = [] }: { readonly Statement?: unknown }): boolean {
  return ([statements].flat() as { readonly Effect: string; readonly Action?: string | string[] }[]).some(
    ({ Effect, Action = [] }) => Effect === 'Allow' && [Action].flat().some((action) => PASSES_ROLES.test(action)),
  );
}

/** The text of a value of a template, of an intrinsic function its JSON; the end of an ARN stays the end. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': [, parts = []] = [] } = (value ?? {}) as { readonly 'Fn::Join'?: readonly [string, unknown[]] };
  return parts.length > 0 ? parts.map(textOf).join('') : JSON.stringify(value);
}
