import { describe, expect, test } from 'vitest';
import { addGuard } from '../../lib/steps';
import { COMMAND, lintFile, WORDS } from './lint-files';

const STEP = { Name: 'x', HadoopJarStep: { Jar: 'command-runner.jar', Args: WORDS } };
const HIVE = { Name: 'h', HadoopJarStep: { Jar: 'command-runner.jar', Args: ['hive-script', '--run-hive-script'] } };

describe('steps of which some are not Spark', () => {
  test.each([
    [
      'ListSteps',
      {
        Steps: [
          { Config: { Jar: 'command-runner.jar', Args: WORDS } },
          { Config: { Jar: 'command-runner.jar', Args: ['hive-script'] } },
        ],
      },
    ],
    ['RunJobFlow', { ReleaseLabel: 'emr-7.1.0', Instances: {}, Steps: [HIVE, STEP] }],
    ['a list', [STEP, { Name: 'own', HadoopJarStep: { Jar: 's3://b/own.jar', Args: ['hunter2'] } }]],
    ['Step Functions', { Start: { Type: 'Task', Parameters: { ClusterId: 'j', Steps: [HIVE, STEP] } } }],
  ])('%s: they are named and passed over', async (_, content) => {
    const { code, ids, passedOver, unread } = await lintFile('steps.json', content);
    expect([code, ids, passedOver.length, unread.length]).toEqual([1, ['beaten-by-flag'], 1, 0]);
    expect(JSON.stringify(passedOver)).not.toContain('hunter2');
  });

  test('a step by bash -c, and by script-runner', async () => {
    const steps = [
      { HadoopJarStep: { Jar: 'command-runner.jar', Args: ['bash', '-c', `export A=b && ${COMMAND}`] } },
      {
        HadoopJarStep: {
          Jar: 's3://eu-west-1.elasticmapreduce/libs/script-runner/script-runner.jar',
          Args: ['/usr/bin/spark-submit', ...WORDS.slice(1)],
        },
      },
    ];
    expect((await lintFile('steps.json', steps)).ids).toEqual(['beaten-by-flag', 'beaten-by-flag']);
  });

  test('a step behind a guard is judged as its command, and the guard not at all', async () => {
    const R = { stepId: 's-1', startedFromMs: 1, startedToMs: 2, ranAlone: true };
    const args = addGuard(WORDS, { root: 's-1', attempt: 1, deployMode: 'client', earlier: [R] });
    const steps = (words: readonly string[]) => [{ Config: { Jar: 'command-runner.jar', Args: words } }];
    const [plain, guarded] = [await lintFile('steps.json', steps(WORDS)), await lintFile('steps.json', steps(args))];
    expect(guarded.ids).toEqual(['beaten-by-flag']);
    const withoutLines = (answer: object) => JSON.stringify(answer).replace(/"line":\d+/g, '');
    expect(withoutLines(guarded)).toBe(withoutLines(plain));
  });

  test('are judged by the cluster that the document describes', async () => {
    const { findings, release } = await lintFile('flow.json', {
      ReleaseLabel: 'emr-5.36.0',
      Instances: { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.xlarge', InstanceCount: 2 }] },
      Steps: [
        {
          HadoopJarStep: {
            Jar: 'command-runner.jar',
            Args: [
              'spark-submit',
              '--conf',
              'spark.sql.adaptive.skewJoin.enabled=true',
              '--executor-memory',
              '40g',
              '--executor-cores',
              '4',
              'x.py',
            ],
          },
        },
      ],
    });
    expect(release).toBe('emr-5.36.0');
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['too-new-key', 'fits-no-node']));
    expect(findings.every(({ line }) => line !== undefined && line > 10)).toBe(true);
  });
});
