import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../lambda/remediator/config';
import { metricsOf, metricsOfRow, metricsOfTick } from '../../../lambda/remediator/metrics';
import { RemediationMode, StepRemediator, WatchTarget } from '../../../lib';
import type { DecisionEntry } from '../../../lib/remedy';
import { lineage, row } from '../../remedy/support';
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

const AMBIGUOUS: DecisionEntry = {
  kind: 'decision',
  time: '2026-01-05T06:00:00.000Z',
  clusterId: 'j-1',
  state: 'submitting',
  next: 'held',
  action: 'move',
  reason: 'submit-ambiguous',
  refusals: [],
  arithmetic: [],
  rowVersion: 1,
  nonce: 'n',
  ms: 1,
};

const OWING = row({ state: 'fencing', lineage: lineage(), pages: [{ reason: 'x', at: 0 }] });

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

  test('counts lines that it writes', () => {
    const tick = { now: 2, startedAt: 1, examined: 1, failed: 1, isScheduled: true };
    const written = [
      ...metricsOfTick(tick),
      ...metricsOf({ kind: 'page', clusterId: 'j-1', reason: 'x' }, 1),
      ...metricsOf({ kind: 'ledger-error', error: 'X' }, 1),
      ...metricsOf(AMBIGUOUS, 1),
      ...metricsOfRow({ row: row({ state: 'held' }) }, 1),
      ...metricsOfRow({ row: OWING }, 1),
    ].flatMap((line) => Object.entries(line).flatMap(([key, value]) => (typeof value === 'number' ? [key] : [])));
    const counted = resources(template, 'AWS::Logs::MetricFilter').map(
      ({ Properties }) => Properties.MetricTransformations[0].MetricName,
    );

    expect(written).toEqual(expect.arrayContaining(counted));
  });
});
