import { DescribeClusterCommand } from '@aws-sdk/client-emr';
import { InputError, isInputError } from '../errors';
import type { JobEvidence } from '../evidence';
import { type EmrUi, readJobEvidence, SdkEmrUi, SYSTEM } from '../sources';
import { type EventLog, findApplications, isS3Path, storeFor } from '../sources/event-log';
import { logsOf, notesOn, readLog } from './analyze-log';
import { awsConnection } from './aws-connection';
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
 * What an application says about itself: in its event log, where the cluster's configuration names a folder of S3 for it, else through EMR's
 * front doors or at an address. Reads only, except that EMR may be asked to make its persistent
 * history server.
 *
 * @throws InputError where no source answers, with each one's reason
 */
export async function readApplication(
  flags: ApplicationFlags,
  io: Io,
): Promise<[evidence: JobEvidence, notes: readonly string[]]> {
  const { cluster, application, sparkUi } = flags;
  if (application === undefined) {
    throw new InputError(
      'no-application',
      'say which application, such as --application application_1795374266137_0004',
    );
  }
  const asked = cluster === undefined ? undefined : await describe(parseClusterId(cluster), flags, io);
  const logged = asked?.logs === undefined ? undefined : await loggedIn(asked.logs, application, flags, io);
  if (logged !== undefined && 'log' in logged) return [logged.log.evidence, notesOn(logged.log)];
  const result = await readJobEvidence(
    {
      // The application is named: no step's window has to tell which it is.
      step: { startedAtMs: 0, endedAtMs: io.now(), othersRan: true },
      applicationId: application,
      emr: asked?.emr,
      mayCreatePersistentUi: sparkUi === undefined,
      givenUrl: sparkUi,
    },
    { ...SYSTEM, now: io.now },
  );
  if (result.kind === 'evidence') return [result.evidence, []];
  if (result.kind === 'ask-later') {
    throw new InputError(
      'ask-later',
      'EMR makes its history server, which takes about 3 minutes; run the same command again then',
    );
  }
  const tried = [...(logged === undefined ? [] : [{ source: 'event log', reason: logged.reason }]), ...result.tried];
  const reasons = tried.map(({ source, reason }) => `${source}: ${reason}`).join(', ');
  throw new InputError(
    'no-evidence',
    `nothing answered for ${application} (${reasons}); give its event log in place of --cluster`,
  );
}

/** EMR's front doors to a cluster, and where its applications write their logs, if that is S3. */
interface AskedCluster {
  readonly emr: EmrUi;
  readonly logs?: string;
}

async function describe(clusterId: string, { region }: ApplicationFlags, io: Io): Promise<AskedCluster> {
  const client = emrClient(region, io);
  try {
    const { Cluster } = await client.send(new DescribeClusterCommand({ ClusterId: clusterId }));
    const emr = new SdkEmrUi(client, { id: clusterId, arn: Cluster?.ClusterArn ?? '' });
    const defaults = Cluster?.Configurations?.findLast(({ Classification }) => Classification === 'spark-defaults');
    const logs = defaults?.Properties?.['spark.eventLog.dir'];
    return logs !== undefined && isS3Path(logs) ? { emr, logs } : { emr };
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an error without a name';
    throw new InputError(
      'no-cluster',
      `elasticmapreduce:DescribeCluster of ${clusterId} failed with ${name}; look at its id, region and profile`,
    );
  }
}

/** The application's log in the folder that the cluster's configuration names: EMR has no history server of its own for such a cluster. */
async function loggedIn(
  folder: string,
  application: string,
  { region }: ApplicationFlags,
  io: Io,
): Promise<{ readonly log: EventLog } | { readonly reason: string }> {
  try {
    const store = await storeFor(folder, awsConnection('S3', region, io.environment));
    const applications = await findApplications(store, folder);
    return { log: await readLog(store, await logsOf(application, folder, { store, applications }), io) };
  } catch (error) {
    if (isInputError(error)) return { reason: error.message.replaceAll('; ', ', ') };
    throw error;
  }
}
