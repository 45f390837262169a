import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../lambda/remediator/config';
import { RemediationMode, StepRemediator, type StepRemediatorProps, WatchTarget } from '../../../lib';
import { loadBundle } from '../../../lib/built-function';
import { briefScenario } from '../../../lib/simulator/scenarios';
import { type Carrier, carrier } from '../../lambda/canary-carrier';
import { watching } from '../../lambda/virtual-cluster';
import { actionsOf, jsonOf, newStack, ROOT, resources, roleStatements, type TemplateJson } from '../synth';

function remediatorTemplate(props: Partial<StepRemediatorProps> = {}): TemplateJson {
  const stack = newStack();
  new StepRemediator(stack, 'Remediator', {
    target: WatchTarget.tagged('team', 'risk'),
    mode: RemediationMode.REMEDIATE,
    ...props,
  });
  return jsonOf(stack);
}

/** The service of each command that the function sends. */
const SERVICES: Readonly<Record<string, string>> = {
  'client-cloudwatch': 'cloudwatch',
  'client-dynamodb': 'dynamodb',
  'client-emr': 'elasticmapreduce',
  'client-sns': 'sns',
  'client-sts': 'sts',
};

/** The modules that send calls, by what they are for. */
const ACTING = ['actor.ts', 'lever.ts', 'sts.ts'];
const ASKING_SPARK = ['emr-ui.ts'];

/** The permissions of all SDK commands that the function sends, on their own or page by page: its adapters, and what they ask web interfaces with. */
function permissionsOfAdapters(left: readonly string[] = []): string[] {
  const directory = join(ROOT, 'lambda', 'remediator', 'adapters');
  const files = [
    ...readdirSync(directory).map((file) => join(directory, file)),
    join(ROOT, 'lib', 'sources', 'emr-ui.ts'),
  ].filter((file) => !left.includes(basename(file)));
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const plain = [...text.matchAll(/'AmazonSSM\.([A-Z]\w+)'/g)].map(([, action]) => `ssm:${action}`);
    const sent = [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/(client-[a-z]+)'/g)].flatMap(
      ([, names = '', client = '']) =>
        [...names.matchAll(/\bpaginate([A-Z]\w+)|\b([A-Z][A-Za-z]+)Command\b/g)].map(
          ([, listed, command]) => `${SERVICES[client]}:${listed ?? command}`,
        ),
    );
    return [...plain, ...sent];
  });
  return [...new Set(found)].filter((action) => !left.includes(action)).sort();
}

/** What the roles of a remediator may do, their log aside. */
function permittedIn(template: TemplateJson): string[] {
  const permitted = roleStatements(template)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(actionsOf)
    .filter((action) => !action.startsWith('logs:'));
  return [...new Set(permitted)].sort();
}

const { OFF, ADVISE, APPROVE, REMEDIATE } = RemediationMode;

describe('what is deployed for the function permits every call that it makes and no other', () => {
  test.each<[string, Partial<StepRemediatorProps>, readonly string[]]>([
    ['in mode remediate', { mode: REMEDIATE }, []],
    ['in mode approve', { mode: APPROVE }, []],
    ['in mode advise', { mode: ADVISE }, ACTING],
    ['in mode off', { mode: OFF }, [...ACTING, ...ASKING_SPARK]],
    ['where Spark is not asked', { mode: REMEDIATE, readsJobEvidence: false }, ASKING_SPARK],
    [
      'where the cluster is known',
      { mode: REMEDIATE, target: WatchTarget.id('j-2AXXXXXXGAPLF') },
      ['elasticmapreduce:ListClusters'],
    ],
  ])('%s', (_, props, left) => {
    expect(permissionsOfAdapters(left).length).toBeGreaterThan(10);
    expect(permittedIn(remediatorTemplate(props))).toEqual(permissionsOfAdapters(left));
  });
});

describe('a life of the built function', () => {
  test.each([
    [OFF, ['GetItem']],
    [ADVISE, ['DescribeCluster', 'GetMetricData', 'GetOnClusterAppUIPresignedURL', 'ListSteps', 'Publish']],
    [REMEDIATE, ['AddJobFlowSteps', 'AssumeRole', 'CancelSteps', 'GetParameter']],
  ] as const)('in mode %s makes no call that is not permitted', async (mode, some) => {
    const permitted = permittedIn(remediatorTemplate({ mode, target: WatchTarget.id('j-2AXXXXXXGAPLF') }));
    const called = await callsIn(mode);

    expect(called).toEqual(expect.arrayContaining([...some]));
    expect(called.filter((call) => !permitted.some((action) => action.endsWith(`:${call}`)))).toEqual([]);
  });
});

/** The calls to AWS while the function watches the stuck join, from its start until something was done about it. */
async function callsIn(mode: RemediationMode): Promise<string[]> {
  let recorder: Carrier | undefined;
  try {
    await watching(
      { ...briefScenario(), mode },
      async ({ tick, moveTo }) => {
        for (const minute of [0, 40, 45, 50, 55, 60, 65]) {
          moveTo(minute);
          await tick();
        }
      },
      { AUTOTUNE_TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:pages' },
      {
        create: loadBundle().createHandler,
        before: async (urls) => {
          recorder = await carrier(urls);
          return recorder.url;
        },
      },
    );
    return [...new Set(recorder?.sent.map(({ operation }) => operation))].sort();
  } finally {
    await recorder?.close();
  }
}

describe('what is deployed for the function', () => {
  test('is an environment that it accepts', () => {
    const template = remediatorTemplate({ allowedStepNames: ['nightly'], thresholds: { memoryEnter: 0.97 } });
    const [{ Properties } = { Properties: {} }] = resources(template, 'AWS::Lambda::Function');
    const variables = Object.fromEntries(
      Object.entries(Properties.Environment.Variables).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : 'arn:aws:iam::123456789012:role/resolved',
      ]),
    );

    expect(parseConfig({ ...variables, AWS_REGION: 'eu-west-1' })).toMatchObject({
      mode: 'remediate',
      watch: { kind: 'tag', key: 'team', value: 'risk' },
      allowedStepNames: ['nightly'],
      policy: { memoryEnter: 0.97, timeoutSeconds: Properties.Timeout },
    });
  });
});
