import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Rehearsal, rehearse } from '../../lib/rehearsal';
import { briefScenario, briefScenarioLate } from '../../lib/simulator';
import { MINUTE, STEP_1, STEP_2, scenarioWith } from '../simulator/support';

const writes = (rehearsal: Rehearsal): string[] =>
  rehearsal.timeline
    .filter((e) => e.source === 'emr' && /^(CancelSteps|step .* submitted)/.test(e.text))
    .map((e) => e.text.split(':')[0]!);

/** Keys given by --conf or the executor flags, last one wins. */
function given(args: readonly string[]): Map<string, string> {
  const flags: Record<string, string> = {
    '--executor-memory': 'spark.executor.memory',
    '--executor-cores': 'spark.executor.cores',
  };
  const found = new Map<string, string>();
  for (const [i, arg] of args.entries()) {
    const next = args[i + 1] ?? '';
    if (flags[arg] !== undefined) found.set(flags[arg], next);
    if (arg === '--conf') found.set(next.slice(0, next.indexOf('=')), next.slice(next.indexOf('=') + 1));
  }
  return found;
}

/** The fat step with work for two hours: so much that a restart in its first hour pays. */
const SHORT = { ...briefScenario().steps[0]!, work: { slotHours: 1250 } };

/** A shell that is set up for somebody's own account. */
const FOREIGN = {
  AUTOTUNE_MODE: 'off',
  AUTOTUNE_POLICY: '{',
  AWS_ACCESS_KEY_ID: 'foreign',
  AWS_SECRET_ACCESS_KEY: 'foreign',
  AWS_SESSION_TOKEN: 'foreign',
  AWS_PROFILE: 'nobody',
  AWS_REGION: 'eu-north-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  AWS_ENDPOINT_URL_EMR: 'http://127.0.0.1:1',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
};

/** Every gate that refused in any look. */
const gatesOf = ({ decisions }: Rehearsal): string[] => [
  ...new Set(decisions.flatMap(({ line }) => line.refusals.map(({ gate }) => gate))),
];

describe('the built Lambda, rehearsed', () => {
  let rehearsal: Rehearsal;
  /** Of the short job, with nothing else under way in this process. */
  let alone: Rehearsal;
  beforeAll(async () => {
    rehearsal = await rehearse(briefScenario());
    alone = await rehearse(scenarioWith({ steps: [SHORT] }));
  });

  test('cures the stuck job within the hour, once, and the cure uses the cores', () => {
    expect(rehearsal.failures).toEqual([]);
    expect(rehearsal.settled).toBe(true);
    expect(writes(rehearsal)).toEqual([
      `step ${STEP_1} submitted`,
      `CancelSteps ${STEP_1} accepted`,
      `step ${STEP_2} submitted`,
    ]);
    const [fat, cure] = rehearsal.runs;
    expect(fat!.state).toBe('CANCELLED');
    expect(fat!.endedMs! / MINUTE).toBeLessThan(60);
    expect(cure).toMatchObject({ state: 'COMPLETED', executors: 327, taskSlots: 1308, partitions: 100_000 });
    expect(cure!.memoryRatio).toBeLessThanOrEqual(1);
    expect(fat!.uninterruptedMs! / cure!.runtimeMs!).toBeLessThanOrEqual(1308 / 574);
    // Detection, cancel and restart included, the result is there long before the fat run's.
    expect(cure!.endedMs!).toBeLessThan(fat!.uninterruptedMs! / 1.5);
  });

  test('submits what was cancelled: only settings and the marker differ', () => {
    const [before, after] = rehearsal.steps.map((s) => s.args);

    expect(after!.slice(-7)).toEqual(before!.slice(-7));
    const [was, is] = [given(before!), given(after!)];
    const changed = [...is.keys()].filter((key) => is.get(key) !== was.get(key)).sort();
    expect(changed).toEqual([
      'spark.driver.memory',
      'spark.emrautotune.lineage',
      'spark.executor.cores',
      'spark.executor.memory',
      'spark.executor.memoryOverhead',
      'spark.sql.shuffle.partitions',
      'spark.yarn.heterogeneousExecutors.enabled',
      'spark.yarn.tags',
    ]);
    expect([...was.keys()].filter((key) => !is.has(key))).toEqual([]);
  });

  test('leaves a six-hour-old job alone and keeps what the next run should have', async () => {
    const late = await rehearse(briefScenarioLate());

    expect(late.failures).toEqual([]);
    expect(writes(late)).toEqual([`step ${STEP_1} submitted`]);
    expect(late.steps[0]!.state).toBe('COMPLETED');
    expect(JSON.stringify(late.nextRunConfiguration)).toContain('spark.executor.cores');
  });

  test.each([
    ['the mode is advise', 'mode', { mode: 'advise' }],
    ['the mode is off', undefined, { mode: 'off' }],
    ['the cluster has not opted in', 'not-opted-in', { tags: {} }],
    ['another remediator owns the cluster', 'not-opted-in', { tags: { 'emr-autotune': 'remediate:somebody' } }],
    ['the owner opted out', 'opted-out', { tags: { 'emr-autotune': 'off' } }],
    ['the cluster ends after its last step', 'auto-terminate', { autoTerminate: true }],
    [
      'another step waits',
      'successors',
      { steps: [SHORT, { ...SHORT, args: ['spark-submit', 'other.py'], work: { slotHours: 10 } }] },
    ],
    ['no metric arrives', 'no-data', { faults: { metricGaps: [{ fromMinutes: 0, toMinutes: 10_000 }] } }],
    ['metrics are 25 minutes late', 'stale-data', { faults: { metricLagMinutes: 30 } }],
    ['slim executors over-subscribe the CPUs', 'oversubscribed', slim()],
    [
      'a failure would cancel what waits',
      'action-on-failure',
      { steps: [{ ...SHORT, actionOnFailure: 'CANCEL_AND_WAIT' }] },
    ],
  ])('writes nothing where %s', async (_, gate, changes) => {
    const watched = await rehearse(scenarioWith({ steps: [SHORT], ...changes }));

    expect(watched.failures).toEqual([]);
    expect(writes(watched).filter((text) => text.startsWith('CancelSteps'))).toEqual([]);
    expect(watched.steps.every((s) => s.state === 'COMPLETED')).toBe(true);
    if (gate !== undefined) expect(gatesOf(watched)).toContain(gate);
  });

  test.each([5, 15])('acts where CloudWatch publishes %i minutes after the end of a period', async (lag) => {
    const { steps, failures } = await rehearse(
      scenarioWith({ faults: { metricLagMinutes: 5 + lag }, steps: [{ ...SHORT, work: { slotHours: 2500 } }] }),
    );

    expect(failures).toEqual([]);
    expect(steps.map((s) => s.state)).toEqual(['CANCELLED', 'COMPLETED']);
    expect((steps[0]!.endedMs! - steps[0]!.submittedMs) / MINUTE).toBeLessThan(50 + lag);
  });

  test('ends its work within ten minutes of the cancel, whatever a cancel does', async () => {
    for (const timing of [
      { cancelSignalMs: 0, processExitMs: 0, cancelReportedAfterExitMs: 0 },
      { cancelReportedAfterExitMs: -45_000, processExitMs: 45_000 },
      { processExitMs: 120_000 },
      { slotFreedAfterCancelMs: 300_000 },
      { listStepsStaleMs: 60_000 },
      { cancelOfFinishedStep: 'error' },
    ]) {
      const { steps, failures } = await rehearse(scenarioWith({ timing, steps: [SHORT] }));
      expect({ timing, failures, states: steps.map((s) => s.state) }).toEqual({
        timing,
        failures: [],
        states: ['CANCELLED', 'COMPLETED'],
      });
      expect(steps[1]!.submittedMs - steps[0]!.endedMs!).toBeLessThan(10 * MINUTE);
    }
  });

  test('two at once in one process take the same course as one after the other', async () => {
    const scenarios = [scenarioWith({ steps: [SHORT] }), scenarioWith({ steps: [SHORT], mode: 'advise' })];
    const oneByOne = [alone, await rehearse(scenarioWith({ steps: [SHORT], mode: 'advise' }))];
    const atOnce = await Promise.all(scenarios.map((scenario) => rehearse(scenario)));

    expect(oneByOne.map(({ steps }) => steps.map(({ state }) => state))).toEqual([
      ['CANCELLED', 'COMPLETED'],
      ['COMPLETED'],
    ]);
    expect(JSON.stringify(atOnce)).toBe(JSON.stringify(oneByOne));
  });

  test('takes nothing from the environment of this process', async () => {
    for (const [name, value] of Object.entries(FOREIGN)) vi.stubEnv(name, value);
    const disturbed = await rehearse(scenarioWith({ steps: [SHORT] })).finally(() => vi.unstubAllEnvs());

    expect(disturbed.failures).toEqual([]);
    expect(JSON.stringify(disturbed)).toBe(JSON.stringify(alone));
  });

  test('submits nothing after a cancel that is reported as FAILED', async () => {
    const { steps, failures } = await rehearse(scenarioWith({ timing: { cancelOutcome: 'FAILED' }, steps: [SHORT] }));

    expect(failures).toEqual([]);
    expect(steps.map((s) => s.state)).toEqual(['FAILED']);
  });
});

function slim(): Record<string, unknown> {
  const args = [
    'spark-submit',
    '--executor-memory',
    '13g',
    '--executor-cores',
    '4',
    '--conf',
    'spark.executor.memoryOverhead=3800m',
  ];
  const rest = [
    '--conf',
    'spark.sql.shuffle.partitions=60000',
    '--conf',
    'spark.emrautotune.allow=true',
    's3://example-bucket/join.py',
  ];
  return { calculator: 'default', steps: [{ ...SHORT, args: [...args, ...rest], work: { slotHours: 1700 } }] };
}
