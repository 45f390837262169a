import { Tags } from 'aws-cdk-lib';
import * as emr from 'aws-cdk-lib/aws-emr';
import type { IConstruct } from 'constructs';
import { InputError } from '../../errors';
import { OPT_IN_TAG, optInValue } from '../../remedy';
import { warn } from '../checks';

/** Below this the remediator refuses: the cluster could end between a cancellation and the new start. */
const MIN_IDLE_SECONDS = 30 * 60;

const owners = new WeakMap<IConstruct, string>();

/** Tags a cluster that is made in this app; one that is imported carries the tag or does not, which only its owner can change. */
export function optIn(scope: IConstruct, cluster: emr.IClusterRef, remediatorId: string): void {
  const resource = cluster instanceof emr.CfnCluster ? cluster : cluster.node.defaultChild;
  if (!(resource instanceof emr.CfnCluster)) return;
  const owner = owners.get(resource);
  if (owner !== undefined && owner !== remediatorId) {
    throw new InputError(
      'two-owners',
      `\`target\` ${cluster.node.path} belongs to another remediator that may act on it; set \`mode\` of one of them to advise`,
    );
  }
  owners.set(resource, remediatorId);
  Tags.of(resource).add(OPT_IN_TAG, optInValue(remediatorId));
  const policy = resource.autoTerminationPolicy;
  const idle = policy !== undefined && 'idleTimeout' in policy ? policy.idleTimeout : undefined;
  if (typeof idle === 'number' && idle < MIN_IDLE_SECONDS) {
    warn(
      scope,
      'idle-timeout-too-short',
      `${cluster.node.path} ends after ${idle} s without work, less than the ${MIN_IDLE_SECONDS} s that a remediator requires, so nothing will be remediated on it; set \`idleTimeout\` to 30 minutes or more`,
    );
  }
}
