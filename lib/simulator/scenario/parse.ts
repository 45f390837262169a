import { DEFAULT_PRIMARY_TYPE, EmrRelease, instanceFacts } from '../../catalog';
import { InputError } from '../../errors';
import { MODES } from '../../remedy';
import {
  ACTIONS_ON_FAILURE,
  COMMAND_RUNNER,
  MAX_NAME_CHARACTERS,
  MAX_STEP_CHARACTERS,
  stepCharacters,
} from '../../steps';
import { parseFaultPlan } from '../faults/parse';
import { jobIdentity } from '../job/command';
import { DEFAULT_FAULTS, DEFAULT_TIMING, DEFAULT_WORK } from './defaults';
import { FieldReader, ScenarioError } from './fields';
import type { Faults, Scenario, ScenarioNodes, ScenarioStep, SparkUiFault, Timing } from './types';
import { parseWork } from './work';

const SCENARIO_FIELDS = [
  'schemaVersion',
  'name',
  'release',
  'nodes',
  'primary',
  'calculator',
  'clusterSparkConf',
  'agentMetrics',
  'tags',
  'mode',
  'watchFromMinutes',
  'autoTerminate',
  'steps',
  'defaultWork',
  'faults',
  'timing',
] as const satisfies readonly (keyof Scenario)[];

const A_WEEK_IN_MINUTES = 7 * 24 * 60;

/**
 * A scenario from JSON, with defaults for what it leaves out: `primary` m5.xlarge, `calculator` default, agent metrics where the release
 * has them, mode `advise`, watched from the start.
 *
 * @throws ScenarioError naming the field, its value and what is allowed
 */
export function parseScenario(value: unknown): Scenario {
  const f = FieldReader.of(value, '', SCENARIO_FIELDS);
  const release = f.text('release');
  const known = named(f.pathOf('release'), () => EmrRelease.of(release));
  const primary = f.text('primary', DEFAULT_PRIMARY_TYPE);
  usableType(primary, f.pathOf('primary'));
  const agentMetrics = f.flag('agentMetrics', known.hasCloudWatchAgentMetrics);
  if (agentMetrics && !known.hasCloudWatchAgentMetrics) {
    throw new ScenarioError(`\`agentMetrics\` needs release 7.1 or later, got ${release}; leave it out`);
  }
  const nodes = f.list('nodes', (one, at) => parseNodes(one, at));
  if (nodes.length === 0) f.fail('nodes', 'a list of at least one group', []);
  if (!nodes.some((n) => n.role === 'core'))
    throw new ScenarioError('`nodes` must hold at least one group of role core');
  const steps = f.list('steps', (one, at) => parseStep(one, at));
  if (steps.length === 0) throw new ScenarioError('`steps` must hold at least one step');
  oneWorkPerJob(steps);
  return {
    schemaVersion: f.oneOf('schemaVersion', [1]),
    name: f.text('name'),
    release,
    nodes,
    primary,
    calculator: f.oneOf('calculator', ['default', 'dominant'], 'default'),
    clusterSparkConf: f.texts('clusterSparkConf'),
    agentMetrics,
    tags: f.texts('tags'),
    mode: f.oneOf('mode', MODES, 'advise'),
    watchFromMinutes: f.number('watchFromMinutes', { min: 0, max: A_WEEK_IN_MINUTES }, 0),
    autoTerminate: f.flag('autoTerminate', false),
    steps,
    defaultWork: parseWork(f.raw('defaultWork') ?? DEFAULT_WORK, f.pathOf('defaultWork')),
    faults: parseFaults(f.raw('faults') ?? {}),
    timing: parseTiming(f.raw('timing') ?? {}),
  };
}

function parseNodes(value: unknown, at: string): ScenarioNodes {
  const f = FieldReader.of(value, at, ['instanceType', 'count', 'role']);
  const instanceType = f.text('instanceType');
  usableType(instanceType, f.pathOf('instanceType'));
  return {
    instanceType,
    count: f.number('count', { min: 1, max: 10_000, whole: true }),
    role: f.oneOf('role', ['core', 'task'], 'core'),
  };
}

function parseStep(value: unknown, at: string): ScenarioStep {
  const f = FieldReader.of(value, at, ['name', 'args', 'actionOnFailure', 'submittedAtMinutes', 'work']);
  const name = f.text('name');
  if (name.length > MAX_NAME_CHARACTERS) f.fail('name', `at most ${MAX_NAME_CHARACTERS} characters long`, name);
  const args = f.list('args', (one, where) => {
    if (typeof one !== 'string') throw new ScenarioError(`\`${where}\` must be a string`);
    return one;
  });
  if (args.length === 0)
    throw new ScenarioError(
      `\`${f.pathOf('args')}\` must hold all arguments, such as ["spark-submit", "s3://bucket/job.py"]`,
    );
  const characters = stepCharacters({ jar: COMMAND_RUNNER, args });
  if (characters > MAX_STEP_CHARACTERS) {
    throw new ScenarioError(
      `\`${f.pathOf('args')}\` must have at most ${MAX_STEP_CHARACTERS} characters with the jar, got ${characters}`,
    );
  }
  return {
    name,
    args,
    actionOnFailure: f.oneOf('actionOnFailure', ACTIONS_ON_FAILURE, 'CONTINUE'),
    submittedAtMinutes: f.number('submittedAtMinutes', { min: 0, max: A_WEEK_IN_MINUTES }, 0),
    work: parseWork(f.raw('work'), f.pathOf('work')),
  };
}

/** A resubmission is recognised by its application and arguments, so steps that share these must share their work. */
function oneWorkPerJob(steps: readonly ScenarioStep[]): void {
  const works = new Map<string, string>();
  for (const [i, step] of steps.entries()) {
    const identity = jobIdentity(COMMAND_RUNNER, step.args);
    const work = JSON.stringify(step.work);
    if ((works.get(identity) ?? work) !== work) {
      throw new ScenarioError(
        `\`steps[${i}].work\` differs from that of an earlier step with the same application and arguments`,
      );
    }
    works.set(identity, work);
  }
}

function parseFaults(value: unknown): Faults {
  const f = FieldReader.of(value, 'faults', ['metricGaps', 'metricLagMinutes', 'sparkUi', 'seed', 'api']);
  const metricGaps = f.list(
    'metricGaps',
    (one, at) => {
      const g = FieldReader.of(one, at, ['fromMinutes', 'toMinutes']);
      const fromMinutes = g.number('fromMinutes', { min: 0 });
      return { fromMinutes, toMinutes: g.number('toMinutes', { min: fromMinutes, above: true }) };
    },
    DEFAULT_FAULTS.metricGaps,
  );
  return {
    metricGaps,
    metricLagMinutes: f.number('metricLagMinutes', { min: 0, max: 60 }, DEFAULT_FAULTS.metricLagMinutes),
    sparkUi: parseSparkUi(f.raw('sparkUi') ?? {}),
    ...parseFaultPlan(f),
  };
}

const SPARK_UI_FAULTS = ['answers', 'nonsense', 'silent', 'absent'] as const satisfies readonly SparkUiFault[];

function parseSparkUi(value: unknown): Faults['sparkUi'] {
  const f = FieldReader.of(value, 'faults.sparkUi', ['driver', 'persistent']);
  const { driver, persistent } = DEFAULT_FAULTS.sparkUi;
  return {
    driver: f.oneOf('driver', SPARK_UI_FAULTS, driver),
    persistent: f.oneOf('persistent', SPARK_UI_FAULTS, persistent),
  };
}

const MAX_DELAY_MS = 24 * 3600 * 1000;
/** A wrapper may report CANCELLED while its child still runs, by at most this much. */
const MIN_CANCEL_REPORT_MS = -45_000;

function parseTiming(value: unknown): Timing {
  const d = DEFAULT_TIMING;
  const f = FieldReader.of(value, 'timing', Object.keys(d));
  const ms = (key: keyof Timing & string): number => f.number(key, { min: 0, max: MAX_DELAY_MS }, d[key] as number);
  return {
    provisionMs: ms('provisionMs'),
    bootstrapMs: ms('bootstrapMs'),
    stepStartMs: ms('stepStartMs'),
    applicationStartMs: ms('applicationStartMs'),
    driverMs: ms('driverMs'),
    executorStartMs: ms('executorStartMs'),
    taskOverheadMs: ms('taskOverheadMs'),
    spillCost: f.number('spillCost', { min: 0, max: 100 }, d.spillCost),
    cancelSignalMs: ms('cancelSignalMs'),
    processExitMs: ms('processExitMs'),
    reportAfterExitMs: ms('reportAfterExitMs'),
    cancelReportedAfterExitMs: f.number(
      'cancelReportedAfterExitMs',
      { min: MIN_CANCEL_REPORT_MS, max: MAX_DELAY_MS },
      d.cancelReportedAfterExitMs,
    ),
    cancelOutcome: f.oneOf('cancelOutcome', ['CANCELLED', 'FAILED'], d.cancelOutcome),
    slotFreedAfterCancelMs: f.raw('slotFreedAfterCancelMs') === null ? null : ms('slotFreedAfterCancelMs'),
    cancelOfFinishedStep: f.oneOf('cancelOfFinishedStep', ['FAILED', 'SUBMITTED', 'error'], d.cancelOfFinishedStep),
    persistentUiStartMs: ms('persistentUiStartMs'),
    listStepsStaleMs: ms('listStepsStaleMs'),
    autoTerminateMs: ms('autoTerminateMs'),
  };
}

function usableType(name: string, at: string): void {
  const facts = named(at, () => instanceFacts(name));
  if (facts.yarnMemoryMiB <= 0)
    throw new ScenarioError(`\`${at}\` ${name} has no memory left for YARN; use a larger type`);
}

/** Runs a look-up and puts the field's name before its error. */
function named<T>(at: string, lookUp: () => T): T {
  try {
    return lookUp();
  } catch (error) {
    if (error instanceof InputError) throw new ScenarioError(`\`${at}\`: ${error.message}`);
    throw error;
  }
}
