import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../lambda/remediator/config';
import { RemediationMode, StepRemediator, WatchTarget } from '../../../lib';
import { actionsOf, jsonOf, newStack, ROOT, resources, roleStatements, type TemplateJson } from '../synth';

const stack = newStack();
new StepRemediator(stack, 'Remediator', {
  target: WatchTarget.tagged('team', 'risk'),
  mode: RemediationMode.REMEDIATE,
  allowedStepNames: ['nightly'],
  thresholds: { memoryEnter: 0.97 },
});
const template: TemplateJson = jsonOf(stack);

/** The service of each command that the function sends. */
const SERVICES: Readonly<Record<string, string>> = {
  'client-cloudwatch': 'cloudwatch',
  'client-dynamodb': 'dynamodb',
  'client-emr': 'elasticmapreduce',
  'client-sns': 'sns',
  'client-sts': 'sts',
};

/** The permissions of all SDK commands that the function sends, on their own or page by page: its adapters, and what they ask web interfaces with. */
function permissionsOfAdapters(): string[] {
  const directory = join(ROOT, 'lambda', 'remediator', 'adapters');
  const files = [
    ...readdirSync(directory).map((file) => join(directory, file)),
    join(ROOT, 'lib', 'sources', 'emr-ui.ts'),
  ];
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
  return [...new Set(found)].sort();
}

describe('what is deployed for the function', () => {
  test('permits every call that it makes and no other, its log aside', () => {
    const permitted = roleStatements(template)
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(actionsOf)
      .filter((action) => !action.startsWith('logs:'));

    expect(permissionsOfAdapters().length).toBeGreaterThan(10);
    expect([...new Set(permitted)].sort()).toEqual(permissionsOfAdapters());
  });

  test('is an environment that it accepts', () => {
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
