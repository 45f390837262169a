import { AddJobFlowStepsCommand, EMRClient, type Step, type StepConfig } from '@aws-sdk/client-emr';
import { describe, expect, test } from 'vitest';
import { toStepConfig } from '../../lib/steps';

const DESCRIBED: Step = {
  Id: 's-1ABC',
  Name: 'nightly join',
  Config: {
    Jar: 'command-runner.jar',
    MainClass: 'com.x.Main',
    Args: ['spark-submit', 'a.jar'],
    Properties: { 'mapreduce.job.x': '1', empty: '' },
  },
  ActionOnFailure: 'CONTINUE',
  Status: { State: 'CANCELLED' },
  ExecutionRoleArn: 'arn:aws:iam::111122223333:role/job',
  LogUri: 's3://logs/job/',
  EncryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
};

/** What the SDK puts on the wire for a step. */
async function sent(step: StepConfig): Promise<unknown> {
  const bodies: unknown[] = [];
  const client = new EMRClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: { body: Uint8Array }) => {
        bodies.push(JSON.parse(new TextDecoder().decode(request.body)));
        throw new Error('stop here');
      },
    } as never,
  });
  await client.send(new AddJobFlowStepsCommand({ JobFlowId: 'j-1', Steps: [step] })).catch(() => undefined);
  return (bodies[0] as { Steps: unknown[] }).Steps[0];
}

describe('a described step as one to add', () => {
  test('carries everything over, properties as a list', async () => {
    expect(await sent(toStepConfig(DESCRIBED, ['spark-submit', '-v', 'a.jar']))).toEqual({
      Name: 'nightly join',
      ActionOnFailure: 'CONTINUE',
      HadoopJarStep: {
        Jar: 'command-runner.jar',
        MainClass: 'com.x.Main',
        Args: ['spark-submit', '-v', 'a.jar'],
        Properties: [
          { Key: 'mapreduce.job.x', Value: '1' },
          { Key: 'empty', Value: '' },
        ],
      },
      StepMonitoringConfiguration: {
        S3MonitoringConfiguration: {
          LogUri: 's3://logs/job/',
          EncryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        },
      },
    });
  });

  test('leaves the execution role out, which is a parameter of the whole request', () => {
    expect(JSON.stringify(toStepConfig(DESCRIBED, []))).not.toContain('role/job');
  });

  test('has no field that the step did not have', () => {
    expect(toStepConfig({ Name: 'n', Config: { Jar: 'command-runner.jar', Properties: {} } }, [])).toEqual({
      Name: 'n',
      HadoopJarStep: { Jar: 'command-runner.jar', Args: [] },
    });
  });

  test('fails for a step without name or jar, as ListSteps may give it', () => {
    expect(() => toStepConfig({ Name: 'n' }, [])).toThrow(expect.objectContaining({ code: 'incomplete-step' }));
    expect(() => toStepConfig({ Config: { Jar: 'j' } }, [])).toThrow('no name or no jar');
  });
});
