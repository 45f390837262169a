import { expect, test } from 'vitest';
import { startProxy } from '../../bench/dynamodb/proxy';
import { briefScenario, serve, simulated, virtualClock } from '../../lib/simulator';
import { lineage, MINUTE } from '../remedy/support';
import { statementsOf } from './iam-statements';
import { functionVariables, startFunction, startParameters, startTestLedger } from './ledger-support';
import { cli } from './support';

const CLUSTER = 'j-REHEARSAL0001';
const STEP = 's-REHEARSAL0001';

/** Every form of the commands that a person acts with. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  explain: [`explain ${CLUSTER}`, `explain ${CLUSTER} ${STEP}`, 'explain j-HELD'],
  approve: ['--dry-run', '--yes', '--withdraw --dry-run', '--withdraw'].map((f) => `approve ${CLUSTER} ${STEP} ${f}`),
  release: ['release j-HELD --dry-run', 'release j-HELD'],
  off: ['off --status', 'off --dry-run', 'off'],
  on: ['on --dry-run', 'on'],
};

/** Services by the variable that names their endpoint, and how IAM spells them. */
const SERVICES = {
  DYNAMODB: 'dynamodb',
  EMR: 'elasticmapreduce',
  CLOUDWATCH: 'cloudwatch',
  SSM: 'ssm',
  LAMBDA: 'lambda',
} as const;

test('the help of each command that a person acts with has the statements for the requests that it makes, and no more', async () => {
  // Where Spark's driver does not answer, the history server is asked, too.
  const scenario = briefScenario();
  const sparkUi = { ...scenario.faults.sparkUi, driver: 'absent' } as const;
  const clock = virtualClock(Date.UTC(2026, 0, 5, 6));
  const timing = { ...scenario.timing, persistentUiStartMs: 0 };
  const faults = { ...scenario.faults, sparkUi };
  const securityConfiguration = { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2 } };
  const backEnd = simulated({ ...scenario, mode: 'approve', securityConfiguration, timing, faults }, clock);
  await clock.sleep(40 * MINUTE);
  const [server, ledger, parameters, lambda] = await Promise.all([
    serve(backEnd, { clusterArn: backEnd.world().cluster.arn }),
    startTestLedger([{ clusterId: 'j-HELD', state: 'held', reason: 'unreadable', lineage: lineage() }]),
    startParameters(0),
    startFunction('Function', functionVariables()),
  ]);
  parameters.values.set('Lever', 'run');
  const targets = {
    DYNAMODB: ledger.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    EMR: server.url,
    CLOUDWATCH: server.url,
    SSM: parameters.url,
  };
  for (const [command, lines] of Object.entries(COMMANDS)) {
    const proxies = await Promise.all(
      Object.entries(targets).map(async ([name, url]) => ({ name, ...(await startProxy(url)) })),
    );
    const environment = {
      ...ledger.environment,
      AUTOTUNE_LEVER_PARAMETER: 'Lever',
      AUTOTUNE_FUNCTION: 'Function',
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      ...Object.fromEntries(proxies.map(({ name, url }) => [`AWS_ENDPOINT_URL_${name}`, url])),
    };
    for (const line of lines) {
      const { code, err } = await cli(line, clock.now(), environment);
      expect([line, code, err.replace(/^note: whether the job runs was not read .*\n$/, '')]).toEqual([line, 0, '']);
    }
    const asked = [...proxies, { name: 'LAMBDA', asked: lambda.asked.splice(0) }].flatMap(({ name, asked }) =>
      asked.map((operation) => `${SERVICES[name as keyof typeof SERVICES]}:${operation}`),
    );
    for (const proxy of proxies) proxy.close();
    const statements = await statementsOf(command);
    expect(statements.every(({ Effect }) => Effect === 'Allow')).toBe(true);
    expect([command, [...new Set(asked)].toSorted()]).toEqual([
      command,
      // Named by --stack alone, which stack.test.ts asks.
      statements
        .flatMap(({ Action }) => Action)
        .filter((action) => action !== 'cloudformation:DescribeStacks')
        .toSorted(),
    ]);
    for (const { Action, Resource } of statements) {
      const service = Action[0]?.split(':')[0];
      expect(Resource === '*' ? service : Resource.split(':')[2]).toBe(service);
    }
  }
  await Promise.all([server.close(), ledger.close()]);
  parameters.close();
  lambda.close();
});
