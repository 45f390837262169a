import { describe, expect, test } from 'vitest';
import { assess, type GateName, gates, type Observation, type Row } from '../../lib/remedy';
import { detail, FAT_ARGS, FAT_POINT, MINUTE, NOW, POLICY, points, ROOT, row, START, step, stuck } from './support';

function refused(obs: Observation, stored: Row = row(), now = NOW, policy = POLICY): GateName[] {
  return assess(obs, stored, now, policy).refusals.map(({ gate }) => gate);
}

const withArgs = (...conf: string[]) => {
  const args = [...FAT_ARGS.slice(0, 13), ...conf.flatMap((one) => ['--conf', one]), ...FAT_ARGS.slice(13)];
  return detail({ args });
};
const without = (text: string) =>
  detail({
    args: FAT_ARGS.filter((arg) => arg !== text).filter(
      (arg, i, all) => !(arg === '--conf' && all[i + 1] === '--conf'),
    ),
  });

test('every gate lets the stuck cluster of the brief pass, at tier T2', () => {
  const verdict = assess(stuck(), row(), NOW, POLICY);
  expect(verdict.refusals).toEqual([]);
  expect(verdict.tier).toBe('T2');
  // 574 task slots become 1,308 of 1,312: 2.28 times, of which three quarters are believed.
  expect(verdict.retune?.after.taskSlots).toBe(1308);
  expect(verdict.worth?.expectedSpeedUp).toBeCloseTo(0.75 * (1308 / 574), 6);
});

/** One way at least to be refused by each gate, and a look that differs only so far that the gate lets pass. */
interface Case {
  readonly gate: GateName;
  readonly when: string;
  readonly refuses: Observation;
  readonly passes?: Observation;
  readonly row?: Row;
  readonly passesRow?: Row;
}

const clusterTag = (value: string) => stuck({ cluster: { tags: { 'emr-autotune': value } } });
const root = detail();
const pendingStep = step({ id: 's-NEXT', state: 'PENDING', startedAt: undefined, createdAt: START + MINUTE });
const many = Array.from({ length: 256 }, (_, i) => step({ id: `s-${i}`, state: 'PENDING', createdAt: START + MINUTE }));
const series = (changed: (at: number, i: number) => object | undefined) =>
  points(NOW, 12, FAT_POINT).flatMap((point, i) => {
    const change = changed(point.at, i);
    return change === undefined ? [] : [{ ...point, ...change }];
  });

const CASES: readonly Case[] = [
  { gate: 'mode', when: 'the stack only advises', refuses: stuck({ obs: { mode: 'advise' } }) },
  { gate: 'mode', when: 'nobody approved the step', refuses: stuck({ obs: { mode: 'approve' } }) },
  {
    gate: 'mode',
    when: 'the approval has expired',
    refuses: stuck({ obs: { mode: 'approve' } }),
    row: row({ approval: { stepId: ROOT, expiresAt: NOW } }),
    passes: stuck({ obs: { mode: 'approve' } }),
    passesRow: row({ approval: { stepId: ROOT, expiresAt: NOW + MINUTE } }),
  },
  {
    gate: 'mode',
    when: 'the approval is for another step',
    refuses: stuck({ obs: { mode: 'approve' } }),
    row: row({ approval: { stepId: 's-OTHER', expiresAt: NOW + MINUTE } }),
  },
  { gate: 'not-opted-in', when: 'the cluster has no tag', refuses: stuck({ cluster: { tags: {} } }) },
  {
    gate: 'not-opted-in',
    when: 'the tag names another remediator',
    refuses: clusterTag('remediate:two'),
    passes: clusterTag('remediate:one'),
  },
  {
    gate: 'not-opted-in',
    when: 'the step does not say that it may be run again',
    refuses: stuck({ root: without('spark.emrautotune.allow=true') }),
    passes: stuck({ root: without('spark.emrautotune.allow=true'), obs: { allowedStepNames: ['nightly join'] } }),
  },
  { gate: 'opted-out', when: 'the tag is off', refuses: clusterTag('off') },
  {
    gate: 'opted-out',
    when: 'the step opts out, whatever the allow-list says',
    refuses: stuck({ root: withArgs('spark.emrautotune.allow=false'), obs: { allowedStepNames: ['nightly join'] } }),
    passes: stuck({ root: withArgs('spark.emrautotune.allow=true') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the step says never',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=true') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the time it asked for is not over',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=41m') }),
    passes: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=39m') }),
  },
  {
    gate: 'do-not-disrupt',
    when: 'the value is not understood',
    refuses: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=please') }),
    passes: stuck({ root: withArgs('spark.emrautotune.doNotDisrupt=false') }),
  },
  { gate: 'no-data', when: 'the metrics could not be read', refuses: stuck({ obs: { metrics: undefined } }) },
  { gate: 'no-data', when: 'CloudWatch is empty', refuses: stuck({ points: [] }) },
  {
    gate: 'no-data',
    when: 'a point of the window is missing',
    refuses: stuck({ points: series((_, i) => (i === 9 ? undefined : {})) }),
  },
  {
    gate: 'no-data',
    when: 'a point of the window has no containers',
    refuses: stuck({ points: series((_, i) => (i === 9 ? { containersAllocated: undefined } : {})) }),
    passes: stuck({ points: series((_, i) => (i === 6 ? { containersAllocated: undefined } : {})) }),
  },
  { gate: 'no-data', when: 'the CPU is not measured', refuses: stuck({ point: { cpuUtilisation: undefined } }) },
  { gate: 'no-data', when: 'the step could not be read', refuses: stuck({ obs: { root: undefined } }) },
  {
    gate: 'no-data',
    when: 'the list of steps is cut off',
    refuses: stuck({ obs: { scan: { at: NOW, value: { steps: [root], complete: false } } } }),
  },
  { gate: 'no-data', when: 'an instance type is not known', refuses: stuck({ nodes: ['r5.4xlarge', 'x99.huge'] }) },
  { gate: 'no-data', when: 'no worker runs', refuses: stuck({ nodes: [] }) },
  {
    gate: 'stale-data',
    when: 'the newest point ended more than two periods ago',
    refuses: stuck({ points: points(NOW - 15 * MINUTE, 12, FAT_POINT) }),
    passes: stuck({ points: points(NOW - 10 * MINUTE, 12, FAT_POINT) }),
  },
  {
    gate: 'warm-up',
    when: 'the window reaches into the first ten minutes',
    refuses: stuck({ root: detail({ startedAt: START + 6 * MINUTE }) }),
  },
  {
    gate: 'resize',
    when: 'nodes are still being added',
    refuses: stuck({
      obs: {
        groups: {
          at: NOW,
          value: [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 90, running: 82, state: 'RUNNING' }],
        },
      },
    }),
  },
  { gate: 'resize', when: 'the groups could not be read', refuses: stuck({ obs: { groups: undefined } }) },
  {
    gate: 'resize',
    when: 'a group is resizing',
    refuses: stuck({
      obs: {
        groups: {
          at: NOW,
          value: [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RESIZING' }],
        },
      },
    }),
  },
  {
    gate: 'resize',
    when: 'a node joined a quarter of an hour ago',
    refuses: stuck({
      obs: {
        instances: {
          at: NOW,
          value: {
            primaries: 1,
            workers: Array.from({ length: 82 }, (_, i) => ({
              instanceType: 'r5.4xlarge',
              readyAt: i === 0 ? NOW - 14 * MINUTE : START - MINUTE,
            })),
          },
        },
      },
    }),
    passes: stuck({
      obs: {
        instances: {
          at: NOW,
          value: {
            primaries: 1,
            workers: Array.from({ length: 82 }, (_, i) => ({
              instanceType: 'r5.4xlarge',
              readyAt: i === 0 ? NOW - 15 * MINUTE : START - MINUTE,
            })),
          },
        },
      },
    }),
  },
  {
    gate: 'resize',
    when: 'the memory of the cluster changed within the window',
    refuses: stuck({ points: series((_, i) => (i === 8 ? { memoryTotalMB: 10_300_000 } : {})) }),
  },
  {
    gate: 'resize',
    when: 'the cluster has instance fleets',
    refuses: stuck({ cluster: { usesInstanceFleets: true } }),
  },
  {
    gate: 'no-demand',
    when: 'nothing is pending',
    refuses: stuck({ point: { containersPending: 0 } }),
    passes: stuck({ point: { containersPending: 1 } }),
  },
  {
    gate: 'unexplained',
    when: 'twice as many containers run as the step could have',
    refuses: stuck({ point: { containersAllocated: 165 } }),
  },
  {
    gate: 'unexplained',
    when: "the executor's size is set nowhere",
    refuses: stuck({ root: detail({ args: ['spark-submit', '--conf', 'spark.emrautotune.allow=true', 'a.py'] }) }),
  },
  {
    gate: 'unexplained',
    when: 'YARN has less memory than the nodes should give',
    refuses: stuck({
      points: points(NOW, 12, { ...FAT_POINT, memoryTotalMB: 9_000_000, memoryAllocatedMB: 8_790_000 }),
    }),
  },
  {
    gate: 'unexplained',
    when: 'an earlier verification found the job to set its own configuration',
    refuses: stuck({ obs: { overridden: true } }),
    passes: stuck({ obs: { overridden: false } }),
  },
  {
    gate: 'cpu-busy',
    when: 'the CPUs are in use',
    refuses: stuck({ point: { cpuUtilisation: 0.51 } }),
    passes: stuck({ point: { cpuUtilisation: 0.5 } }),
  },
  { gate: 'other-apps', when: 'a notebook runs beside the step', refuses: stuck({ point: { appsRunning: 2 } }) },
  {
    gate: 'other-apps',
    when: 'the number of applications is not known',
    refuses: stuck({ point: { appsRunning: undefined } }),
  },
  {
    gate: 'other-apps',
    when: 'two steps run',
    refuses: stuck({ steps: [step({ id: 's-TWO' }), root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'shape-unknown',
    when: 'the step is a shell command',
    refuses: stuck({ root: detail({ args: ['bash', '-c', 'spark-submit a.py'] }) }),
  },
  {
    gate: 'shape-unknown',
    when: 'the step is another jar',
    refuses: stuck({ root: detail({ jar: 's3://bucket/my.jar' }) }),
  },
  {
    gate: 'deploy-mode-unknown',
    when: 'spark-defaults hold a mode that Spark does not have',
    refuses: stuck({
      root: detail({ args: FAT_ARGS.filter((arg) => arg !== '--deploy-mode' && arg !== 'client') }),
      cluster: { sparkDefaults: { 'spark.submit.deployMode': 'sideways' } },
    }),
  },
  {
    gate: 'streaming',
    when: 'the step sets a streaming key',
    refuses: stuck({ root: withArgs('spark.streaming.stopGracefullyOnShutdown=true') }),
  },
  {
    gate: 'streaming',
    when: 'the main class is a streaming one',
    refuses: stuck({
      root: detail({ args: [...FAT_ARGS.slice(0, 3), '--class', 'com.x.ClickStreamingJob', ...FAT_ARGS.slice(3)] }),
    }),
    passes: stuck({ root: detail({ args: [...FAT_ARGS.slice(0, 3), '--class', 'com.x.Join', ...FAT_ARGS.slice(3)] }) }),
  },
  {
    gate: 'runtime-role',
    when: 'the step runs under a role of its own',
    refuses: stuck({ root: detail({ described: { ExecutionRoleArn: 'arn:aws:iam::1:role/x' } }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would end the cluster',
    refuses: stuck({ root: detail({ actionOnFailure: 'TERMINATE_CLUSTER' }) }),
  },
  {
    gate: 'action-on-failure',
    when: 'a failure would cancel the queue',
    refuses: stuck({ root: detail({ actionOnFailure: 'CANCEL_AND_WAIT' }) }),
  },
  {
    gate: 'release',
    when: 'the signal of a cancel would not reach the driver',
    refuses: stuck({ cluster: { releaseLabel: 'emr-5.31.0' } }),
    passes: stuck({ cluster: { releaseLabel: 'emr-5.36.0' } }),
  },
  { gate: 'release', when: 'the label is not understood', refuses: stuck({ cluster: { releaseLabel: 'serverless' } }) },
  {
    gate: 'auto-terminate',
    when: 'the cluster ends with its last step',
    refuses: stuck({ cluster: { autoTerminate: true } }),
  },
  {
    gate: 'idle-policy',
    when: 'the cluster ends after 29 idle minutes',
    refuses: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 29 * 60 } } } }),
    passes: stuck({ obs: { autoTermination: { at: NOW, value: { idleSeconds: 30 * 60 } } } }),
  },
  {
    gate: 'idle-policy',
    when: 'the policy could not be read',
    refuses: stuck({ obs: { autoTermination: undefined } }),
  },
  {
    gate: 'successors',
    when: 'a step waits behind this one',
    refuses: stuck({ steps: [pendingStep, root] }),
    passes: stuck({ steps: [pendingStep, root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'limits',
    when: 'EMR has no slot for another step',
    refuses: stuck({ steps: [...many, root], cluster: { stepConcurrency: 2 } }),
  },
  {
    gate: 'limits',
    when: 'the arguments with the marker would be too long',
    refuses: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(10_000)] }) }),
    passes: stuck({ root: detail({ args: [...FAT_ARGS, 'x'.repeat(9_000)] }) }),
  },
  {
    gate: 'limits',
    when: 'YARN would refuse the tags',
    refuses: stuck({ root: withArgs(`spark.yarn.tags=${Array.from({ length: 10 }, (_, i) => `t${i}`).join(',')}`) }),
  },
  {
    gate: 'no-fence',
    when: 'the driver runs on the cluster',
    refuses: stuck({ root: detail({ args: FAT_ARGS.map((arg) => (arg === 'client' ? 'cluster' : arg)) }) }),
  },
  {
    gate: 'already-tuned',
    when: 'the step is a resubmission',
    refuses: stuck({ root: withArgs('spark.emrautotune.lineage=s-EARLIER:1') }),
  },
  {
    gate: 'in-flight',
    when: 'another step is being cancelled',
    refuses: stuck({ steps: [step({ id: 's-OLD', state: 'CANCEL_PENDING' }), root] }),
  },
  {
    gate: 'cooldown',
    when: 'the last lineage ended less than an hour ago',
    refuses: stuck(),
    row: row({ cooldownUntil: NOW + 1 }),
    passes: stuck(),
    passesRow: row({ cooldownUntil: NOW }),
  },
  {
    gate: 'budget',
    when: 'three lineages were started today',
    refuses: stuck(),
    row: row({ day: { date: '2026-01-05', started: 3 } }),
    passes: stuck(),
    passesRow: row({ day: { date: '2026-01-04', started: 3 } }),
  },
  {
    gate: 'breaker',
    when: 'three of the last five did not improve',
    refuses: stuck(),
    row: row({ outcomes: outcomes('improved', 'failed', 'not-improved', 'improved', 'ineffective') }),
    passes: stuck(),
    passesRow: row({
      outcomes: outcomes('improved', 'failed', 'improved', 'improved', 'ineffective', 'aborted', 'unknown'),
    }),
  },
  {
    gate: 'breaker',
    when: 'the first three all failed',
    refuses: stuck(),
    row: row({ outcomes: outcomes('failed', 'failed', 'failed') }),
  },
  {
    gate: 'outside-window',
    when: 'the step has run for more than an hour',
    refuses: stuck({ root: detail({ startedAt: NOW - 61 * MINUTE }) }),
    passes: stuck({ root: detail({ startedAt: NOW - 60 * MINUTE }) }),
  },
  {
    gate: 'calculator-not-dominant',
    when: 'the default calculator is in force',
    refuses: stuck({ cluster: { calculator: 'default' } }),
    passes: stuck({ cluster: { calculator: 'dominant' } }),
  },
  {
    gate: 'calculator-not-dominant',
    when: "no description names the calculator, as on a cluster of EMR's defaults",
    refuses: stuck({ cluster: { calculator: undefined } }),
  },
  { gate: 'no-ledger', when: 'the ledger could not be read', refuses: stuck({ obs: { ledger: false } }) },
  {
    gate: 'no-ledger',
    when: 'whether the job sets its own configuration could not be read',
    refuses: stuck({ obs: { overridden: undefined } }),
    passes: stuck({ obs: { overridden: false } }),
  },
];

function outcomes(...kinds: string[]) {
  return kinds.map((outcome, i) => ({ at: START + i, root: `s-${i}`, outcome }));
}

describe('each gate', () => {
  test.each(CASES)('$gate refuses when $when', ({ gate, refuses, row: stored }) => {
    expect(refused(refuses, stored)).toContain(gate);
  });

  const passing = CASES.flatMap(({ gate, when, passes, passesRow }) =>
    passes ? [{ gate, when, passes, passesRow }] : [],
  );
  test.each(passing)('$gate lets pass a look that differs from "$when" just enough', ({ gate, passes, passesRow }) => {
    expect(refused(passes, passesRow)).not.toContain(gate);
  });
});

describe('the look-alikes', () => {
  const slimArgs = (calculator?: 'default' | 'dominant') => {
    // 41 r5.8xlarge: 574 executors of 4 cores and 17,728 MB give the figures of 82 fat ones.
    const args = [
      'spark-submit',
      '--executor-memory',
      '14929m',
      '--executor-cores',
      '4',
      '--conf',
      'spark.executor.memoryOverhead=2771m',
      '--conf',
      'spark.emrautotune.allow=true',
      'a.py',
    ];
    return stuck({
      root: detail({ args }),
      nodes: Array.from({ length: 41 }, () => 'r5.8xlarge'),
      cluster: { calculator },
      points: points(NOW, 12, {
        ...FAT_POINT,
        memoryTotalMB: 10_412_032,
        memoryAllocatedMB: 10_176_896,
        containersAllocated: 575,
      }),
    });
  };

  test('refuses over-subscribed slim executors by name', () => {
    expect(refused(slimArgs('default'))).toContain('oversubscribed');
  });

  test('never acts on them, whatever the calculator is said to be', () => {
    for (const calculator of [undefined, 'default', 'dominant'] as const) {
      const verdict = assess(slimArgs(calculator), row(), NOW, POLICY);
      expect(verdict.tier).not.toBe('T2');
      expect(verdict.refusals).not.toEqual([]);
    }
  });

  test('refuses with calculator-unknown where both readings explain the figures and disagree', () => {
    const diagnosis = {
      ...assess(stuck(), row(), NOW, POLICY),
      diagnosis: { verdict: 'calculator-unknown', findings: [], shapes: [] },
    } as const;
    const gate = gates.find(({ name }) => name === 'calculator-unknown');
    expect(gate?.refuses(diagnosis)).toBeDefined();
    expect(gate?.refuses(assess(stuck(), row(), NOW, POLICY))).toBeUndefined();
  });
});

test('explains the stuck cluster under the default calculator, and proposes the next run, without acting', () => {
  for (const calculator of ['default', undefined] as const) {
    const verdict = assess(stuck({ cluster: { calculator } }), row(), NOW, POLICY);
    expect(verdict.refusals.map(({ gate }) => gate)).toEqual(['calculator-not-dominant']);
    expect(verdict.tier).toBe('T1');
    expect(verdict.report.finding).toBe('stranded-cores');
    expect(verdict.report.nextRun?.changes.map(({ key }) => key)).toContain('spark.executor.memory');
    // Not the calculator of the reading that explains the figures: nobody knows whether it is in force.
    expect(verdict.report.calculator).toBe(calculator);
  }
});

describe('the calculator in force', () => {
  const groupsWith = (...calculators: ('default' | 'dominant' | undefined)[]) => {
    const { groups } = stuck();
    const value = groups!.value.map((group, i) => ({ ...group, calculator: calculators[i] }));
    return { groups: { ...groups!, value } };
  };
  const gate = (cluster: 'default' | 'dominant' | undefined, ...groups: ('default' | 'dominant' | undefined)[]) =>
    refused(stuck({ cluster: { calculator: cluster }, obs: groupsWith(...groups) }));

  test('is that of the primary, where the ResourceManager reads it', () => {
    expect(gate('default', 'dominant')).toEqual([]);
    expect(gate(undefined, 'dominant')).toEqual([]);
    expect(gate('dominant', 'default')).toEqual(['calculator-not-dominant']);
  });

  test('is not known where only a worker group names one, or another one than the primary', () => {
    expect(gate(undefined, undefined, 'dominant')).toEqual(['calculator-not-dominant']);
    expect(gate('dominant', undefined, 'default')).toEqual(['calculator-not-dominant']);
    expect(gate('dominant', 'dominant', 'dominant')).toEqual([]);
  });
});

test('proposes a run that holds under the default calculator where the calculator is not known', () => {
  // Executors of 5 cores and 57,344 MB: two on an r5.4xlarge, one on an m5.4xlarge. Of the slim ones in their place memory alone admits six to an r5.
  const args = ['spark-submit', '--executor-memory', '48290m', '--executor-cores', '5'];
  const more = ['--conf', 'spark.executor.memoryOverhead=9054m', '--conf', 'spark.emrautotune.allow=true', 'a.py'];
  const mixed = (calculator: 'default' | 'dominant' | undefined) =>
    stuck({
      root: detail({ args: [...args, ...more] }),
      nodes: [...Array(4).fill('r5.4xlarge'), ...Array(4).fill('m5.4xlarge')],
      cluster: { calculator },
      points: points(NOW, 12, {
        ...FAT_POINT,
        memoryTotalMB: 4 * (122_880 + 57_344),
        memoryAllocatedMB: 12 * 57_344 + 896,
        containersAllocated: 13,
      }),
    });
  const proposed = (calculator: 'default' | 'dominant' | undefined) =>
    assess(mixed(calculator), row(), NOW, POLICY).retune?.changes.map(({ key, to }) => `${key}=${to}`);
  expect(proposed(undefined)).toContain('spark.dynamicAllocation.maxExecutors=28');
  expect(proposed(undefined)).toEqual(proposed('default'));
  expect(proposed('dominant')).not.toContain('spark.dynamicAllocation.maxExecutors=28');
});

test('refuses with not-worth-it when too few slots are gained', () => {
  const gate = gates.find(({ name }) => name === 'not-worth-it');
  const verdict = assess(stuck(), row(), NOW, { ...POLICY, speedUpMin: 1.8 });
  expect(gate?.refuses(verdict)).toMatch(/1\.71 is below 1\.8/);
});

test('leaves what pays to the person in approve mode', () => {
  const late = stuck({ root: detail({ startedAt: NOW - 360 * MINUTE }), obs: { mode: 'approve' } });
  const approved = row({ approval: { stepId: ROOT, expiresAt: NOW + MINUTE } });
  expect(assess(late, approved, NOW, { ...POLICY, speedUpMin: 1.8 }).refusals).toEqual([]);
});

test('refuses with in-flight while an earlier lineage is held', () => {
  expect(refused(stuck(), row({ state: 'held' }))).toContain('in-flight');
});

test('reports every gate that refuses, in order', () => {
  const obs = stuck({ obs: { mode: 'advise' }, cluster: { tags: {}, autoTerminate: true } });
  expect(refused(obs)).toEqual(['mode', 'not-opted-in', 'auto-terminate']);
});

test('asks nothing of a healthy job', () => {
  const healthy = stuck({ obs: { mode: 'advise' }, point: { memoryAllocatedMB: 5_000_000, containersAllocated: 42 } });
  const verdict = assess(healthy, row(), NOW, POLICY);
  expect(verdict.refusals).toEqual([]);
  expect(verdict.tier).toBeUndefined();
});

test.each(['cluster', 'groups', 'instances', 'autoTermination', 'scan', 'root', 'metrics'] as const)(
  'refuses when %s could not be read',
  (part) => {
    expect(refused(stuck({ obs: { [part]: undefined } }))).not.toEqual([]);
  },
);

test('has a case for every gate', () => {
  const covered = new Set<string>([
    ...CASES.map(({ gate }) => gate),
    'oversubscribed',
    'calculator-unknown',
    'not-worth-it',
  ]);
  expect(gates.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
