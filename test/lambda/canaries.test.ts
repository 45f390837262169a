import { describe, expect, test } from 'vitest';
import { loadBundle } from '../../lib/built-function';
import { virtualClock } from '../../lib/simulator/clock';
import { serve } from '../../lib/simulator/http/server';
import type { Scenario } from '../../lib/simulator/scenario/types';
import { briefScenario } from '../../lib/simulator/scenarios';
import { simulated } from '../../lib/simulator/simulated';
import { CLUSTER_ID, REGION, START_MS } from '../../lib/simulator/world/create';
import { cli } from '../cli/support';
import { type Carrier, canariesIn, canary, carrier, type Failure } from './canary-carrier';
import { mutantOf } from './mutant-bundle';
import { type Control, decisions, type Watched, watching } from './virtual-cluster';

/** Also what opens the web interfaces to Spark, and their addresses. */
const ADDRESSES = /REHEARSAL-(?:TOKEN|SESSION)|authToken|http:/g;

const ENVIRONMENT = {
  AUTOTUNE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:pages',
  AUTOTUNE_ALLOWED_STEP_NAMES: JSON.stringify([canary('AllowedName')]),
  AWS_SECRET_ACCESS_KEY: canary('SecretKey'),
  AWS_SESSION_TOKEN: canary('SessionToken'),
  AUTOTUNE_UNKNOWN: canary('Environment'),
};

/** The brief's job with a canary in each name, tag, setting and argument that people choose. */
function secretive(changed: Partial<Scenario> = {}, ...more: string[]): Scenario {
  const scenario = briefScenario();
  const [step] = scenario.steps;
  if (step === undefined) throw new Error('the scenario has no step');
  const script = step.args.findIndex((arg) => arg.endsWith('.py'));
  const conf = (key: string, value: string) => ['--conf', `${key}=${value}`];
  const args = [
    ...step.args.slice(0, script),
    ...conf('spark.hadoop.fs.s3a.secret.key', canary('Conf')),
    ...conf('spark.yarn.tags', canary('YarnTag')),
    ...conf(`spark.hadoop.${canary('Key')}`, '1'),
    ...['--name', canary('AppName'), '--jars', `s3://bucket/${canary('Jar')}.jar`, '--class', canary('MainClass')],
    ...more,
    `s3://bucket/${canary('Script')}.py`,
    ...['--password', canary('Argument'), `https://example.com/?X-Amz-Signature=${canary('Presigned')}`],
  ];
  return {
    ...scenario,
    tags: { ...scenario.tags, team: canary('TagValue'), [canary('TagKey')]: '1' },
    clusterSparkConf: { ...scenario.clusterSparkConf, 'spark.acme.password': canary('SparkDefault') },
    steps: [{ ...step, name: canary('StepName'), args }],
    ...changed,
  };
}

interface Life {
  readonly seen: Watched;
  readonly sent: Carrier['sent'];
}

async function live(
  scenario: Scenario,
  drive: (control: Control) => Promise<void>,
  {
    failureOf,
    create = loadBundle().createHandler,
  }: {
    readonly failureOf?: (operation: string) => Failure | undefined;
    readonly create?: ReturnType<typeof loadBundle>['createHandler'];
  } = {},
): Promise<Life> {
  let front: Carrier | undefined;
  const before = async (urls: { aws: string; ledger: string }): Promise<string> => {
    front = await carrier(urls, failureOf);
    return front.url;
  };
  try {
    const seen = await watching(scenario, drive, ENVIRONMENT, { create, before });
    return { seen, sent: front?.sent ?? [] };
  } finally {
    await front?.close();
  }
}

const ticksAt =
  (...minutes: readonly number[]) =>
  async ({ tick, moveTo }: Control) => {
    for (const minute of minutes) {
      moveTo(minute);
      await tick();
    }
  };

/** All that left the process, but for the resubmission itself. */
function leaksOf({ seen, sent }: Life): string[] {
  const out = [
    ...seen.lines,
    ...seen.items.map((item) => JSON.stringify(item)),
    ...seen.published.map((notification) => JSON.stringify(notification).replaceAll('https:', '')),
  ].join('\n');
  const requests = sent.filter(({ operation }) => operation !== 'AddJobFlowSteps').map(({ body }) => body);
  return [...canariesIn(`${out}\n${requests.join('\n')}`), ...(out.match(ADDRESSES) ?? [])];
}

describe('what people chose stays in EMR', () => {
  test('while a job is found, told, cancelled, resubmitted and verified', async () => {
    const life = await live(secretive(), ticksAt(0, 10, 40, 45, 50, 55, 60, 120, 300));
    // The resubmission carries everything on, and Spark was asked: the canaries were there to be leaked.
    const copy = life.seen.world.steps.at(-1)?.request;
    expect(canariesIn(JSON.stringify([copy?.name, copy?.args]))).toHaveLength(10);
    const added = life.sent.find(({ operation }) => operation === 'AddJobFlowSteps');
    expect(canariesIn(added?.body ?? '').length).toBeGreaterThan(9);
    expect(decisions(life.seen).map(({ next }) => next)).toContain('verifying');
    expect(life.seen.lines.join('\n')).toContain('"jobSource"');
    // A finding, and what became of the step: cancelled, resubmitted, closed.
    expect(life.seen.published.map(({ attributes }) => attributes.kind)).toEqual(['finding', 'step', 'step', 'step']);
    expect(leaksOf(life)).toEqual([]);
  });

  test('in mode advise, where the finding is told', async () => {
    const life = await live(secretive({ mode: 'advise' }), ticksAt(40, 45));
    expect(life.seen.published).toHaveLength(1);
    expect(leaksOf(life)).toEqual([]);
  });

  test.each([
    ['refused', ['refused']],
    ['cut off or broken', ['cut', 'broken']],
  ] as const)('where one call after the other is %s', async (_, failures) => {
    let failing: string | undefined;
    let turn = 0;
    const met = new Set<string>();
    const failureOf = (operation: string): Failure | undefined => {
      met.add(operation);
      return operation === failing ? failures[turn % failures.length] : undefined;
    };
    const drive = async ({ tick, moveTo }: Control): Promise<void> => {
      // Those of a look, then those of a lineage: each is met again while it is under way.
      for (let minute = 40; minute < 66; minute++) {
        const operations = [...met].toSorted();
        failing = minute % 2 === 0 ? undefined : operations[turn++ % operations.length];
        moveTo(minute);
        await tick();
      }
    };
    const life = await live(secretive(), drive, { failureOf });
    expect(met.size).toBeGreaterThan(12);
    expect(life.seen.lines.join('\n')).toContain('-error');
    expect(leaksOf(life)).toEqual([]);
  });

  test('where the environment is not as it must be', async () => {
    const policy = { ...ENVIRONMENT, AUTOTUNE_POLICY: `{"${canary('Policy')}` };
    const thrown = await watching(briefScenario(), ticksAt(0), policy, { create: loadBundle().createHandler }).catch(
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(Error);
    expect(canariesIn(String((thrown as Error).stack))).toEqual([]);
  });
});

test('diagnose --cluster shows the person who asks no argument, name, tag or address either', async () => {
  const clock = virtualClock(START_MS);
  const cluster = simulated(secretive({ mode: 'advise' }), clock);
  await clock.sleep(40 * 60_000);
  const server = await serve(cluster, { clusterArn: cluster.world().cluster.arn });
  const front = await carrier({ aws: server.url, ledger: server.url });
  const environment = {
    ...ENVIRONMENT,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_EMR: front.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: front.url,
  };
  try {
    for (const form of ['', ' --json', ' --format step']) {
      const { code, out, err } = await cli(`diagnose --cluster ${CLUSTER_ID}${form}`, clock.now(), environment);
      expect(code).toBe(0);
      expect(out).toContain(form === ' --format step' ? '25870m' : 'stranded-cores');
      expect(canariesIn(out + err)).toEqual([]);
      expect(`${out}${err}`.match(ADDRESSES)).toBeNull();
    }
  } finally {
    await front.close();
    await server.close();
  }
});

describe('a function that leaks is caught', () => {
  test('in its log, where an error is logged with its message', async () => {
    const { createHandler } = await mutantOf(
      'message',
      'lambda/remediator/errors.ts',
      "error: typeof name === 'string'",
      "message: (error as Error).message, error: typeof name === 'string'",
    );
    const failureOf = (operation: string): Failure | undefined => (operation === 'ListSteps' ? 'refused' : undefined);
    const life = await live(secretive(), ticksAt(40), { create: createHandler, failureOf });
    expect(leaksOf(life)).toContain(canary('ErrorBody'));
  });

  test('in a notification and the ledger, where a notice names the step', async () => {
    const { createHandler } = await mutantOf(
      'argument',
      'lib/remedy/notice.ts',
      'stepId: step.id',
      'stepId: step.args.join(" ")',
    );
    const life = await live(secretive({ mode: 'advise' }), ticksAt(40), { create: createHandler });
    expect(leaksOf({ seen: { ...life.seen, lines: [], items: [] }, sent: [] })).toContain(canary('Argument'));
  });
});
