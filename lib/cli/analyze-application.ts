import { DescribeClusterCommand } from '@aws-sdk/client-emr';
import { InputError } from '../errors';
import type { JobEvidence } from '../evidence';
import { type EmrUi, readJobEvidence, SdkEmrUi, SYSTEM } from '../sources';
import { parseClusterId } from './cluster-id';
import { emrClient } from './emr-client';
import type { Io } from './io';

/** An application on a cluster, or behind an address. */
export interface ApplicationFlags {
  readonly cluster?: string;
  readonly region?: string;
  readonly application?: string;
  readonly sparkUi?: string;
}

/**
 * What an application says about itself through EMR's front doors or at an address. Reads only, except that EMR may be asked to make its persistent
 * history server.
 *
 * @throws InputError where no source answers, with each one's reason
 */
export async function readApplication(flags: ApplicationFlags, io: Io): Promise<JobEvidence> {
  const { cluster, application, sparkUi } = flags;
  if (application === undefined) {
    throw new InputError(
      'no-application',
      'say which application, such as --application application_1795374266137_0004',
    );
  }
  const emr = cluster === undefined ? undefined : await frontDoors(parseClusterId(cluster), flags, io);
  const result = await readJobEvidence(
    {
      // The application is named: no step's window has to tell which it is.
      step: { startedAtMs: 0, endedAtMs: io.now(), othersRan: true },
      applicationId: application,
      emr,
      mayCreatePersistentUi: sparkUi === undefined,
      givenUrl: sparkUi,
    },
    { ...SYSTEM, now: io.now },
  );
  if (result.kind === 'evidence') return result.evidence;
  if (result.kind === 'ask-later') {
    throw new InputError(
      'ask-later',
      'EMR makes its history server, which takes about 3 minutes; run the same command again then',
    );
  }
  const reasons = result.tried.map(({ source, reason }) => `${source}: ${reason}`).join(', ');
  throw new InputError(
    'no-evidence',
    `nothing answered for ${application} (${reasons}); give its event log in place of --cluster`,
  );
}

async function frontDoors(clusterId: string, { region }: ApplicationFlags, io: Io): Promise<EmrUi> {
  const client = emrClient(region, io);
  try {
    const { Cluster } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
    return new SdkEmrUi(client, { id: clusterId, arn: Cluster?.ClusterArn ?? '' });
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an error without a name';
    throw new InputError(
      'no-cluster',
      `elasticmapreduce:DescribeCluster of ${clusterId} failed with ${name}; look at its id, region and profile`,
    );
  }
}
