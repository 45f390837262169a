import { describe, expect, test } from 'vitest';
import { classification, EXECUTORS, type LintAnswer, lintFile as lint, only } from './lint-support';
import { call } from './support';

describe('the nodes of a file', () => {
  const cluster = (...groups: readonly (readonly [string, string, unknown?])[]) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: {
      InstanceGroups: groups.map(([InstanceRole, InstanceType, InstanceCount = 1]) => ({
        InstanceRole,
        InstanceType,
        InstanceCount,
      })),
    },
    Configurations: [EXECUTORS],
  });

  test.each([
    ['m5.4xlrge', 'error', 'write m5.4xlarge'],
    ['m5.5xlarge', 'error', 'm5.4xlarge'],
    ['mm5.4xlarge', 'warning', 'm5.4xlarge'],
    ['x99.xlarge', 'warning', 'write '],
  ])('that are of %s, which EMR does not list, are told', async (type, severity, instead) => {
    const { code, findings } = await lint(cluster(['MASTER', 'm5.xlarge'], ['CORE', type, 3]), 'c.json');
    expect(findings.filter(({ id }) => id === 'unknown-instance-type')).toEqual([
      expect.objectContaining({
        severity,
        where: 'group CORE',
        key: type,
        instead: expect.stringContaining(instead),
        line: expect.any(Number),
      }),
    ]);
    expect(code).toBe(1);
  });

  test.each([
    [
      'no core node',
      [
        ['MASTER', 'm5.xlarge'],
        ['CORE', 'm5.4xlarge', 0],
      ],
      'have no nodes',
    ],
    ['a primary alone', [['MASTER', 'm5.xlarge']], 'a primary node alone'],
    [
      'task nodes that are yet to come',
      [
        ['MASTER', 'm5.xlarge'],
        ['TASK', 'm5.4xlarge', 0],
      ],
      'have no nodes',
    ],
  ] as const)('with %s: sizes are not judged by them, and that is said', async (_, groups, reason) => {
    const { passedOver } = await lint(cluster(...groups), 'c.json');
    expect(passedOver).toEqual([{ file: 'c.json', where: 'the nodes', reason: expect.stringContaining(reason) }]);
    const judged = await lint(cluster(...groups), '--core', 'm5.4xlarge:3', 'c.json');
    expect(judged.passedOver).toEqual([]);
    expect(judged.ids).toContain('more-than-fit');
  });
});

describe('nodes that are known only at deployment', () => {
  const cluster = (task: unknown) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: { InstanceGroups: [{ InstanceRole: 'CORE', InstanceType: 'm5.4xlarge', InstanceCount: 2 }, task] },
    Configurations: [EXECUTORS],
  });

  test.each([
    ['a type', { InstanceRole: 'TASK', InstanceType: { Ref: 'Type' }, InstanceCount: 20 }],
    ['a count', { InstanceRole: 'TASK', InstanceType: 'm5.4xlarge', InstanceCount: { Ref: 'Count' } }],
    ['a group', { 'Fn::If': ['HasTask', { Ref: 'Task' }, { Ref: 'AWS::NoValue' }] }],
  ])('by %s: the others are not taken for all', async (_, task) => {
    const { ids, passedOver } = await lint(cluster(task), 'c.json');
    expect(ids).not.toContain('more-than-fit');
    expect(passedOver.map(({ where }) => where)).toEqual([expect.stringMatching(/^(group TASK|the nodes)$/)]);
  });

  test('do not keep the known ones from being judged by the largest allocation, which is that of the core nodes', async () => {
    const big = { ...EXECUTORS, Properties: { ...EXECUTORS.Properties, 'spark.executor.memory': '100g' } };
    const task = { InstanceRole: 'TASK', InstanceType: { Ref: 'Type' }, InstanceCount: 20 };
    expect((await lint({ ...cluster(task), Configurations: [big] }, 'c.json')).ids).toContain('fits-no-node');
  });
});

test('nodes are read as older providers of Terraform have them', async () => {
  const { code, out } = await call(['lint', '--json', 'main.tf'], {
    readFile: only(
      'main.tf',
      `resource "aws_emr_cluster" "c" {
  release_label        = "emr-7.9.0"
  master_instance_type = "m5.xlarge"
  core_instance_type   = "m5.4xlarge"
  core_instance_count  = 5
  configurations_json = <<JSON
${JSON.stringify([EXECUTORS])}
JSON
}
`,
    ),
  });
  const { findings, passedOver } = JSON.parse(out) as LintAnswer;
  expect([code, passedOver]).toEqual([1, []]);
  expect(findings.find(({ id }) => id === 'more-than-fit')?.message).toMatch(/^19 of 39 /);
});

describe('configurations of instance groups', () => {
  const NODE_MEMORY = 'yarn.nodemanager.resource.memory-mb';
  const site = (mib: string) => [classification('yarn-site', { [NODE_MEMORY]: mib })];
  const group = (InstanceRole: string, InstanceType: string, Configurations: readonly unknown[] = []) => ({
    InstanceRole,
    InstanceType,
    InstanceCount: InstanceRole === 'MASTER' ? 1 : 3,
    Configurations,
  });
  const cluster = (groups: readonly unknown[], Configurations: readonly unknown[] = []) => ({
    ReleaseLabel: 'emr-7.9.0',
    Instances: { InstanceGroups: groups },
    Configurations,
  });

  test('may each have the same classification', async () => {
    const groups = [
      group('MASTER', 'm5.xlarge'),
      group('CORE', 'm5.4xlarge', site('50000')),
      group('TASK', 'r5.4xlarge', site('100000')),
    ];
    expect((await lint(cluster(groups, site('40000')), 'c.json')).ids).toEqual([]);
  });

  test('of a fleet are those of each of its types', async () => {
    const type = (InstanceType: string, mib: string) => ({ InstanceType, Configurations: site(mib) });
    const fleet = {
      InstanceFleetType: 'CORE',
      TargetOnDemandCapacity: 4,
      InstanceTypeConfigs: [type('m5.4xlarge', '50000'), type('r5.4xlarge', '100000')],
    };
    const { ids, findings } = await lint(
      { ReleaseLabel: 'emr-7.9.0', Instances: { InstanceFleets: [fleet] }, Configurations: [EXECUTORS] },
      'c.json',
    );
    expect(ids).not.toContain('classification-twice');
    expect(findings.filter(({ id }) => id === 'more-memory-than-the-node')).toEqual([]);
  });

  test('twice in the list of one group is still told', async () => {
    const twice = [...site('50000'), ...site('40000')];
    expect((await lint(cluster([group('CORE', 'm5.4xlarge', twice)]), 'c.json')).ids).toContain('classification-twice');
  });

  test('override those of the cluster, which is what they are for', async () => {
    const of = (memory: string) => [classification('spark-defaults', { 'spark.executor.memory': memory })];
    const groups = [group('MASTER', 'm5.xlarge', of('8g')), group('CORE', 'm5.4xlarge', of('6g'))];
    const { ids, findings } = await lint(cluster(groups, of('100g')), 'c.json');
    expect(ids.filter((id) => id.startsWith('beaten'))).toEqual([]);
    // spark-submit runs on the primary node: its 8g are in force.
    expect(ids).not.toContain('fits-no-node');
    expect(findings.find(({ id }) => id === 'overhead-not-set')?.where).toBe(
      'classification spark-defaults of group PRIMARY',
    );
  });

  test('of core nodes alone do not reach spark-submit', async () => {
    const of = (memory: string) => [classification('spark-defaults', { 'spark.executor.memory': memory })];
    const { findings, ids } = await lint(cluster([group('CORE', 'm5.4xlarge', of('6g'))], of('100g')), 'c.json');
    expect(findings.find(({ id }) => id === 'fits-no-node')?.where).toBe('classification spark-defaults');
    expect(ids.filter((id) => id.startsWith('beaten'))).toEqual([]);
  });

  test('are judged by the nodes of the group', async () => {
    const groups = [group('CORE', 'm5.xlarge'), group('TASK', 'r5.4xlarge', site('120000'))];
    expect((await lint(cluster(groups), 'c.json')).ids).not.toContain('more-memory-than-the-node');
    const small = await lint(
      cluster([group('CORE', 'm5.xlarge', site('20000')), group('TASK', 'r5.4xlarge')]),
      'c.json',
    );
    expect(small.findings.find(({ id }) => id === 'more-memory-than-the-node')?.message).toContain(
      'on a m5.xlarge, 12,288 MiB',
    );
    const all = await lint(
      cluster([group('CORE', 'm5.xlarge', site('12288')), group('TASK', 'r5.4xlarge')], site('120000')),
      'c.json',
    );
    expect(all.ids).not.toContain('more-memory-than-the-node');
  });
});
