import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

/** Keys of the actor role, narrowed to one cluster and one action. */
export interface ActorKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type WriteAction = 'CancelSteps' | 'AddJobFlowSteps';

const SESSION_SECONDS = 900;
const ROLE = /^arn:([\w-]+):iam::(\d{12}):role\/.+$/;

/** The cluster's ARN in the actor role's own partition and account. */
function clusterArn(roleArn: string, region: string, clusterId: string): string {
  const match = ROLE.exec(roleArn);
  if (match === null) throw new TypeError('AUTOTUNE_ACTOR_ROLE_ARN is not the ARN of a role');
  return `arn:${match[1]}:elasticmapreduce:${region}:${match[2]}:cluster/${clusterId}`;
}

/** Assumes the actor role for exactly one write: the session policy names one cluster and one action. */
export async function assumeActor(
  sts: STSClient,
  role: { readonly arn: string; readonly region: string },
  action: WriteAction,
  clusterId: string,
): Promise<ActorKeys> {
  const statement = {
    Effect: 'Allow',
    Action: `elasticmapreduce:${action}`,
    Resource: clusterArn(role.arn, role.region, clusterId),
  };
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: role.arn,
      RoleSessionName: `emr-autotune-${clusterId}`.slice(0, 64),
      DurationSeconds: SESSION_SECONDS,
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    }),
  );
  if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new TypeError('AssumeRole returned no keys');
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}
