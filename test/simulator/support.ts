import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EMRClient } from '@aws-sdk/client-emr';
import { STSClient } from '@aws-sdk/client-sts';
import type { AccessRules, RunningServer, Scenario, Simulated, VirtualClock } from '../../lib/simulator';
import { briefScenario, parseScenario, serve, simulated, virtualClock } from '../../lib/simulator';
import { account } from '../../lib/simulator/account/account';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';

export const MINUTE = 60_000;
export { CLUSTER_ID, START_MS };
export const STEP_1 = 's-REHEARSAL0001';
export const STEP_2 = 's-REHEARSAL0002';

/** A size that fills memory and cores of the brief's nodes together: four executors of four cores on each. */
export const BALANCED_ARGS = [
  'spark-submit',
  '--deploy-mode',
  'client',
  '--executor-memory',
  '25869m',
  '--executor-cores',
  '4',
  '--conf',
  'spark.executor.memoryOverhead=4851m',
  '--conf',
  'spark.sql.shuffle.partitions=100000',
  ...briefScenario().steps[0]!.args.slice(briefScenario().steps[0]!.args.indexOf('s3://example-bucket/join.py')),
];

/** The brief's scenario with parts replaced, through the validation that a user's file goes through. */
export function scenarioWith(changes: Record<string, unknown>): Scenario {
  return parseScenario({ ...briefScenario(), ...changes });
}

export interface Stand {
  readonly clock: VirtualClock;
  readonly back: Simulated;
  readonly server: RunningServer;
  readonly emr: EMRClient;
  readonly cloudWatch: CloudWatchClient;
  readonly sts: STSClient;
  close(): Promise<void>;
}

/** A served scenario and unmodified SDK clients pointed at it. */
export async function stand(scenario: Scenario = briefScenario(), rules: Partial<AccessRules> = {}): Promise<Stand> {
  const clock = virtualClock(START_MS);
  const back = simulated(scenario, clock);
  const server = await serve(back, { clusterArn: back.world().cluster.arn, ...rules });
  return { clock, back, ...clientsOf(server) };
}

/** An account of several clusters, that of the scenario among them, and clients pointed at it. */
export async function accountStand(scenario: Scenario = briefScenario()): Promise<Omit<Stand, 'back'>> {
  const clock = virtualClock(START_MS);
  const server = await serve(account(scenario, clock, START_MS), { clusterArn: '' });
  return { clock, ...clientsOf(server) };
}

function clientsOf(server: RunningServer): Omit<Stand, 'back' | 'clock'> {
  const config = {
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const emr = new EMRClient(config);
  const cloudWatch = new CloudWatchClient(config);
  const sts = new STSClient(config);
  return {
    server,
    emr,
    cloudWatch,
    sts,
    close: async () => {
      for (const client of [emr, cloudWatch, sts]) client.destroy();
      await server.close();
    },
  };
}
