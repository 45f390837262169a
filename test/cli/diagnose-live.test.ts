import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DiagnosisJson } from '../../lib/render';
import { briefScenario, type RunningServer, type Scenario, serve, simulated, virtualClock } from '../../lib/simulator';
import { call, cli } from './support';

const START_MS = Date.UTC(2026, 0, 5, 6);
const CLUSTER = 'j-REHEARSAL0001';

interface Live {
  readonly server: RunningServer;
  readonly now: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** A cluster on loopback, some minutes into a job; read by the built function's own code with real AWS clients. */
async function liveAfter(minutes: number, scenario: Scenario = briefScenario()): Promise<Live> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated({ ...scenario, mode: 'advise' }, clock);
  await clock.sleep(minutes * 60_000);
  const server = await serve(backEnd, { clusterArn: backEnd.world().cluster.arn });
  const environment = {
    AWS_ENDPOINT_URL_EMR: server.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: server.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
  };
  return { server, now: clock.now(), environment };
}

let live: Live;
let now: number;
let environment: Live['environment'];

beforeAll(async () => {
  live = await liveAfter(40);
  ({ now, environment } = live);
});
afterAll(async () => {
  await live.server.close();
});

/** The brief's job with other arguments of spark-submit. */
function scenarioWith(change: (args: readonly string[]) => readonly string[]): Scenario {
  const scenario = briefScenario();
  return { ...scenario, steps: scenario.steps.map((step) => ({ ...step, args: change(step.args) })) };
}

/** The same where neither the driver nor the history server answers. */
const withoutSpark = (scenario: Scenario): Scenario => ({
  ...scenario,
  faults: { ...scenario.faults, sparkUi: { ...scenario.faults.sparkUi, driver: 'absent', persistent: 'absent' } },
});

/** How long the brief's job really takes as it is, by the simulated world. */
async function lengthOfBriefsJob(): Promise<number> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated({ ...briefScenario(), mode: 'advise' }, clock);
  await clock.sleep(5 * 60_000);
  const run = backEnd.world().steps[0]?.run;
  return ((run?.exitMs ?? 0) - (backEnd.world().steps[0]?.startedMs ?? 0)) / 60_000;
}

const inClusterMode = (args: readonly string[]): readonly string[] =>
  args.map((word) => (word === 'client' ? 'cluster' : word));

describe('emr-autotune diagnose --cluster', () => {
  test('explains the running step, the settings that would change, and the commands it does not run', async () => {
    const { code, out, err } = await cli(`diagnose --cluster ${CLUSTER}`, now, environment);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('stranded-cores');
    expect(out).toContain('memory 97.7 %, cores 574 of 1,312 (43.8 %), CPU measured at 43.8 %');
    expect(out).toMatch(/spark\.executor\.memory +101053m +→ 25870m/);
    expect(out).toContain(`aws emr cancel-steps --cluster-id ${CLUSTER} --step-ids s-REHEARSAL0001`);
  });

  test('prints the same as JSON and changes nothing', async () => {
    const { out } = await cli(`diagnose --cluster ${CLUSTER} --json`, now, environment);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      source: 'cluster',
      verdict: 'stranded-cores',
      cluster: { unread: [], refusals: [], step: 's-REHEARSAL0001', tier: 'T2', restart: { kind: 'cancel' } },
    });
    const again = await cli(`diagnose --cluster ${CLUSTER} --json`, now, environment);
    expect(JSON.parse(again.out)).toMatchObject({ cluster: { step: 's-REHEARSAL0001' } });
  });

  test('counts its requests on a terminal, takes the line away, and says nothing with --quiet', async () => {
    const words = ['diagnose', '--cluster', CLUSTER];
    const { err } = await call(words, { now, environment, errIsTerminal: true });
    const counts = [...err.matchAll(/reading j-\w+: (\d+) of (\d+) requests? answered/g)].map(([, n, of]) => [n, of]);
    const [first, last] = [counts[0], counts.at(-1)];
    expect(first).toEqual(['1', '1']);
    expect(last?.[0]).toBe(last?.[1]);
    expect(err.endsWith('\r\u001b[K')).toBe(true);
    expect((await call([...words, '--quiet'], { now, environment, errIsTerminal: true })).err).toBe('');
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

describe('the way to the next run', () => {
  /** What is said of a cluster on loopback, as JSON and for a person. */
  async function said(minutes: number, scenario?: Scenario): Promise<{ json: DiagnosisJson; text: string }> {
    const one = await liveAfter(minutes, scenario);
    try {
      const [json, text] = await Promise.all([
        cli(`diagnose --cluster ${CLUSTER} --json`, one.now, one.environment),
        cli(`diagnose --cluster ${CLUSTER}`, one.now, one.environment),
      ]);
      return { json: JSON.parse(json.out) as DiagnosisJson, text: text.out };
    } finally {
      await one.server.close();
    }
  }

  test('in client mode is to cancel the step, wait, and add it again', async () => {
    const { json } = await said(40);
    const verbs = json.cluster?.restart.commands.map((command) => command.split(' ').slice(0, 3).join(' '));
    expect(verbs).toEqual([
      'emr-autotune diagnose --cluster',
      'aws emr cancel-steps',
      'aws emr describe-step',
      'aws emr add-steps',
    ]);
  });

  test('in cluster mode is to kill the application, which outlives its step', async () => {
    const { json, text } = await said(40, scenarioWith(inClusterMode));
    expect(json.cluster?.restart.kind).toBe('kill');
    expect(text).toContain('yarn application -kill APPLICATION_ID');
  });

  test('past the window is the next run where the job does not answer, with the minutes that must remain and without a command that ends this one', async () => {
    const { json, text } = await said(120, withoutSpark(briefScenario()));
    expect(json.cluster).toMatchObject({ refusals: [{ gate: 'outside-window' }], restart: { kind: 'next-run' } });
    // (119.8 + 1.709 × 3) ÷ 0.709: what was done and a restart, at three quarters of 2.28 times the speed.
    expect(json.cluster?.restart.paysAboveMinutes).toBeCloseTo(176.2, 0);
    expect(text).not.toMatch(/cancel-steps|-kill/);
    expect(text).toContain('aws emr add-steps');
    expect(json.cluster?.job).toMatchObject({
      figures: null,
      tried: [{ source: 'driver' }, { source: 'persistent-ui' }],
    });
  });

  test('past the window is the same in cluster mode', async () => {
    const { text } = await said(120, withoutSpark(scenarioWith(inClusterMode)));
    expect(text).not.toMatch(/cancel-steps|-kill/);
  });

  test('past the window is to end the run where its own evidence says that it pays, with both finishing times', async () => {
    const { json, text } = await said(120);
    expect(json.cluster).toMatchObject({
      refusals: [],
      restart: { kind: 'cancel' },
      job: { figures: { restart: { pays: true } } },
    });
    const lengthMinutes = await lengthOfBriefsJob();
    const { remainingAtLeastMinutes = 0, restart, elapsedMinutes = 0 } = json.cluster?.job?.figures ?? {};
    expect(restart?.restartMinutes).toBeLessThan(remainingAtLeastMinutes);
    expect(remainingAtLeastMinutes + elapsedMinutes).toBeLessThan(lengthMinutes);
    expect(text).toMatch(/at least \d+ h \d+ min more as it is, not done before 2026-01-0\d/);
    expect(text).toMatch(/restarted at 1\.\d\d × the speed: \d+ h/);
    expect(text).toContain('aws emr cancel-steps');
  });

  test('an address of the Spark UI is tried last, and no persistent history server is made then', async () => {
    const one = await liveAfter(120, withoutSpark(briefScenario()));
    const { out } = await cli(
      `diagnose --cluster ${CLUSTER} --json --spark-ui http://127.0.0.1:1/`,
      one.now,
      one.environment,
    );
    await one.server.close();
    const { cluster } = JSON.parse(out) as DiagnosisJson;
    expect(cluster?.job).toMatchObject({
      figures: null,
      askLater: false,
      tried: [{ source: 'driver' }, { source: 'given-url', reason: 'no connection' }],
    });
  });

  test('a step that the cluster does not have is said not to be there', async () => {
    const { cluster } = JSON.parse(
      (await cli(`diagnose --cluster ${CLUSTER} --json --step s-OTHER`, now, environment)).out,
    ) as DiagnosisJson;
    expect(cluster?.unread).toContain('the job of the step');
  });

  test('near the end of the job is to let it end', async () => {
    const { json, text } = await said(360);
    expect(json.cluster).toMatchObject({
      restart: { kind: 'next-run' },
      job: { figures: { restart: { pays: false } } },
    });
    expect(text).toContain('not by what is certain');
    expect(text).not.toMatch(/cancel-steps|-kill/);
  });

  test('is none while nothing is found', async () => {
    const { json, text } = await said(4);
    expect(json).toMatchObject({ verdict: null, cure: null, cluster: { restart: { kind: 'none', commands: [] } } });
    expect(text).not.toMatch(/aws emr|-kill/);
  });
});
