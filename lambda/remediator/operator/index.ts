import type { Operator } from '../../../lib/remedy';
import { Clients } from '../adapters/clients';
import type { Environment } from '../config';
import { explainer } from './explain';
import { releaser } from './release';

interface OperatorDependencies {
  /** Region, endpoints and keys; what is missing the SDK looks for itself, in the caller's profile for one. */
  readonly environment: Environment;
  /** Default: as the environment or the profile says. */
  readonly region?: string;
}

/** What people may do to a remediator, with their own credentials. */
export function createOperator({ environment, region }: OperatorDependencies): Operator {
  const clients = new Clients(environment, region);
  return { explain: explainer(clients), release: releaser(clients) };
}
