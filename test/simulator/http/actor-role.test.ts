import { CancelStepsCommand, EMRClient, ListStepsCommand } from '@aws-sdk/client-emr';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { CLUSTER_ID, STEP_1, STEP_2, type Stand } from '../support';
import { add, opened } from './requests';

describe('where writes need the actor role', () => {
  const actorRoleArn = 'arn:aws:iam::123456789012:role/emr-autotune-actor';
  const clusterArn = `arn:aws:elasticmapreduce:us-east-1:123456789012:cluster/${CLUSTER_ID}`;
  const allow = (Action: string, Resource: string): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });

  async function actor(one: Stand, Policy?: string): Promise<EMRClient> {
    const { Credentials } = await one.sts.send(
      new AssumeRoleCommand({ RoleArn: actorRoleArn, RoleSessionName: 'test', Policy }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials!;
    return new EMRClient({
      endpoint: one.server.url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: {
        accessKeyId: AccessKeyId!,
        secretAccessKey: SecretAccessKey!,
        sessionToken: SessionToken!,
        expiration: Expiration!,
      },
    });
  }

  test('the session may do what its policy names, on that cluster', async () => {
    const one = await opened(undefined, { actorRoleArn });
    const cancelling = await actor(one, allow('elasticmapreduce:CancelSteps', clusterArn));
    await expect(
      cancelling.send(new CancelStepsCommand({ ClusterId: CLUSTER_ID, StepIds: [STEP_1] })),
    ).resolves.toBeDefined();
    await expect(cancelling.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const elsewhere = await actor(one, allow('elasticmapreduce:AddJobFlowSteps', `${clusterArn}X`));
    await expect(elsewhere.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const adding = await actor(one, allow('elasticmapreduce:AddJobFlowSteps', clusterArn));
    await expect(adding.send(add())).resolves.toMatchObject({ StepIds: [STEP_2] });
  });

  test('fails for the reader, and for any other role', async () => {
    const { emr, sts } = await opened(undefined, { actorRoleArn });
    await expect(emr.send(add())).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(emr.send(new ListStepsCommand({ ClusterId: CLUSTER_ID }))).resolves.toBeDefined();
    const other = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/other', RoleSessionName: 'test' });
    await expect(sts.send(other)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
