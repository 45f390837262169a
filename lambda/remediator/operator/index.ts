import type { Operator } from '../../../lib/remedy';
import { Clients } from '../adapters/clients';
import type { Environment } from '../config';
import { approver, withdrawer } from './approve';
import { explainer } from './explain';
import { leverAsker, leverSetter, ssmOf } from './lever';
import { releaser } from './release';

interface OperatorDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  /** Region, endpoints and keys; what is missing the SDK looks for itself, in the caller's profile for one. */
  readonly environment: Environment;
  /** Default: as the environment or the profile says. */
  readonly region?: string;
}

/** What people may do to a remediator, with their own credentials. */
export function createOperator({ clock, environment, region: given }: OperatorDependencies): Operator {
  const clients = new Clients(environment, given);
  const ssm = ssmOf((region = given) => new Clients(environment, region), clock);
  return {
    explain: explainer(clients),
    release: releaser(clients),
    approve: approver(clients, clock),
    withdraw: withdrawer(clients),
    lever: leverAsker(ssm),
    setLever: leverSetter(ssm),
  };
}
