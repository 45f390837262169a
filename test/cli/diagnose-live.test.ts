import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { briefScenario, type RunningServer, serve, simulated, virtualClock } from '../../lib/simulator';
import { cli } from './support';

const START_MS = Date.UTC(2026, 0, 5, 6);
const CLUSTER = 'j-REHEARSAL0001';

let server: RunningServer;
let now: number;
let environment: Readonly<Record<string, string>>;

/** A cluster on loopback that is forty minutes into the fat job; read by the built function's own code with real AWS clients. */
beforeAll(async () => {
  const clock = virtualClock(START_MS);
  const backEnd = simulated({ ...briefScenario(), mode: 'advise' }, clock);
  await clock.sleep(40 * 60_000);
  now = clock.now();
  server = await serve(backEnd, { clusterArn: backEnd.world().cluster.arn });
  environment = {
    AWS_ENDPOINT_URL_EMR: server.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: server.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
});
afterAll(async () => {
  await server.close();
});

describe('emr-autotune diagnose --cluster', () => {
  test('explains the running step, the settings that would change, and the commands it does not run', async () => {
    const { code, out, err } = await cli(`diagnose --cluster ${CLUSTER}`, now, environment);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('stranded-cores');
    expect(out).toContain('memory 97.7 %, cores 574 of 1,312 (43.8 %), CPU measured at 43.8 %');
    expect(out).toContain('spark.executor.memory: 101053m → 25870m');
    expect(out).toContain(`aws emr cancel-steps --cluster-id ${CLUSTER} --step-ids s-REHEARSAL0001`);
  });

  test('prints the same as JSON and changes nothing', async () => {
    const { out } = await cli(`diagnose --cluster ${CLUSTER} --json`, now, environment);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      finding: 'stranded-cores',
      unread: [],
      root: 's-REHEARSAL0001',
    });
    const again = await cli(`diagnose --cluster ${CLUSTER} --json`, now, environment);
    expect(JSON.parse(again.out)).toMatchObject({ root: 's-REHEARSAL0001' });
  });

  test('exits with 1 under --check', async () => {
    expect((await cli(`diagnose --cluster ${CLUSTER} --check`, now, environment)).code).toBe(1);
  });

  test('shows no argument of the step but numbers', async () => {
    const { out } = await cli(`diagnose --cluster ${CLUSTER} --json`, now, environment);
    expect(out).not.toContain('s3://');
  });

  test.each([
    [
      'an id of another form',
      '--cluster cluster-1',
      '--cluster takes the id of a cluster, such as j-2AXXXXXXGAPLF, got "cluster-1"',
    ],
    ['a cluster that does not exist', '--cluster j-NOWHERE', 'cannot read cluster j-NOWHERE: InvalidRequestException'],
  ])('fails with one line for %s', async (_, flags, message) => {
    const { code, out, err } = await cli(`diagnose ${flags}`, now, environment);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});
