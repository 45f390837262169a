import { describe, expect, test } from 'vitest';
import { leverReader } from '../../../lambda/remediator/adapters/lever';
import type { ServiceAccess } from '../../../lambda/remediator/adapters/signed-request';
import { ssmRequest } from '../../../lambda/remediator/adapters/ssm';
import { briefScenario, serve, simulated, virtualClock } from '../../../lib/simulator';
import { START_MS } from '../../../lib/simulator/world/create';

async function withParameters<T>(use: (ssm: ServiceAccess, moveTo: (ms: number) => void) => Promise<T>): Promise<T> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated(briefScenario(), clock);
  const { arn } = backEnd.world().cluster;
  const server = await serve({ ...backEnd, parameters: { Lever: 'run' } }, { clusterArn: arn });
  const keys = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' });
  try {
    return await use({ endpoint: server.url, region: 'us-east-1', keys, now: clock.now }, clock.moveTo);
  } finally {
    await server.close();
  }
}

describe('a parameter', () => {
  test('is what was put last, with the time at which that was', () =>
    withParameters(async (ssm, moveTo) => {
      moveTo(START_MS + 60_000);
      await ssmRequest(ssm, 'AmazonSSM.PutParameter', { Name: 'Lever', Value: 'stop', Overwrite: true });
      moveTo(START_MS + 120_000);
      const { Parameter } = await ssmRequest(ssm, 'AmazonSSM.GetParameter', { Name: 'Lever' });
      expect(Parameter).toMatchObject({ Value: 'stop', Version: 2, LastModifiedDate: START_MS / 1000 + 60 });
      expect(await leverReader({ ...ssm, name: 'Lever' })()).toBe('stop');
    }));

  // By the API reference of PutParameter.
  test.each([
    ['is there and may not be overwritten', { Name: 'Lever', Value: 'stop' }, 'ParameterAlreadyExists'],
    ['is not there and has no type', { Name: 'Other', Value: 'stop', Overwrite: true }, 'ValidationException'],
    ['has no value', { Name: 'Lever', Overwrite: true }, 'ValidationException'],
  ])('is not put where it %s', (_, input, name) =>
    withParameters(async (ssm) => {
      await expect(ssmRequest(ssm, 'AmazonSSM.PutParameter', input)).rejects.toMatchObject({ name });
      expect(await leverReader({ ...ssm, name: 'Lever' })()).toBe('run');
    }),
  );

  test('is made by a request with its type', () =>
    withParameters(async (ssm) => {
      await ssmRequest(ssm, 'AmazonSSM.PutParameter', { Name: 'Other', Value: 'stop', Type: 'String' });
      expect(await leverReader({ ...ssm, name: 'Other' })()).toBe('stop');
    }));
});
