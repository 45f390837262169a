import type { Operator } from '../../../lib/remedy';
import { Clients } from '../adapters/clients';
import type { ServiceAccess } from '../adapters/signed-request';
import type { Environment } from '../config';
import { approver, withdrawer } from './approve';
import { explainer } from './explain';
import { leverAsker, leverSetter } from './lever';
import { releaser } from './release';
import { settingsReader } from './settings';
import { stackReader } from './stack';

interface OperatorDependencies {
  /** Epoch ms. */
  readonly clock: () => number;
  /** The machine's own, epoch ms, which AWS's is compared with. Default: it is not. */
  readonly machineClock?: () => number;
  /** Region, endpoints and keys; what is missing the SDK looks for itself, in the caller's profile for one. */
  readonly environment: Environment;
  /** Default: as the environment or the profile says. */
  readonly region?: string;
}

/** What people may do to a remediator, with their own credentials. */
export function createOperator({ clock, machineClock, environment, region: given }: OperatorDependencies): Operator {
  const clients = new Clients(environment, given || undefined, machineClock);
  /** The region may stand in a profile alone. */
  const inRegion = async (): Promise<Clients> => {
    const client = clients.sts();
    const region = await client.config.region();
    client.destroy();
    return new Clients(environment, region);
  };
  const ssm = async (): Promise<ServiceAccess> => ({ ...(await inRegion()).ssm(), now: clock });
  const cloudFormation = async (): Promise<ServiceAccess> => ({ ...(await inRegion()).cloudFormation(), now: clock });
  const lambda = async (): Promise<ServiceAccess> => ({ ...(await inRegion()).lambda(), now: clock });
  return {
    explain: explainer(clients),
    release: releaser(clients),
    approve: approver(clients, clock),
    withdraw: withdrawer(clients),
    lever: leverAsker(ssm),
    setLever: leverSetter(ssm),
    stackOutput: stackReader(cloudFormation),
    settings: settingsReader(lambda),
  };
}
