import { DEFAULT_PRIMARY_TYPE, EmrRelease, instanceFacts } from '../../catalog';
import { InputError } from '../../errors';
import { MODES } from '../../remedy';
import { COMMAND_RUNNER } from '../../steps';
import { jobIdentity } from '../job/command';
import { DEFAULT_WORK } from './defaults';
import { MAX_NODES, parseEvents, parseLimits, parseReactions } from './events';
import { parseFaults } from './faults';
import { FieldReader, ScenarioError } from './fields';
import { MAX_MINUTES, MAX_STEP_CONCURRENCY, parseScenarioStep } from './step';
import { parseTiming } from './timing';
import type { Scenario, ScenarioNodes, ScenarioStep, WorldEvent } from './types';
import { parseWork } from './work';

const SCENARIO_FIELDS = [
  'schemaVersion',
  'name',
  'release',
  'nodes',
  'primary',
  'calculator',
  'clusterSparkConf',
  'securityConfiguration',
  'agentMetrics',
  'tags',
  'mode',
  'watchFromMinutes',
  'autoTerminate',
  'stepConcurrency',
  'managedScaling',
  'clockSkewSeconds',
  'steps',
  'defaultWork',
  'events',
  'reactions',
  'faults',
  'timing',
] as const satisfies readonly (keyof Scenario)[];

/** What the remediator's protocol allows for clocks that differ. */
const MAX_SKEW_SECONDS = 30;

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
  const stepConcurrency = f.number('stepConcurrency', { min: 1, max: MAX_STEP_CONCURRENCY, whole: true }, 1);
  const steps = f.list('steps', (one, at) => parseScenarioStep(one, at, stepConcurrency));
  if (steps.length === 0) throw new ScenarioError('`steps` must hold at least one step');
  const events = parseEvents(f, { nodes, stepConcurrency });
  const reactions = parseReactions(f, { nodes, stepConcurrency });
  const scheduled = steps.map((step, i): Placed => [`steps[${i}]`, step]);
  oneWorkPerJob([...scheduled, ...added('events', events), ...added('reactions', reactions)]);
  return {
    schemaVersion: f.oneOf('schemaVersion', [1]),
    name: f.text('name'),
    release,
    nodes,
    primary,
    calculator: f.oneOf('calculator', ['default', 'dominant'], 'default'),
    clusterSparkConf: f.texts('clusterSparkConf'),
    ...(f.raw('securityConfiguration') === undefined
      ? {}
      : { securityConfiguration: f.object('securityConfiguration') }),
    agentMetrics,
    tags: f.texts('tags'),
    mode: f.oneOf('mode', MODES, 'advise'),
    watchFromMinutes: f.number('watchFromMinutes', { min: 0, max: MAX_MINUTES }, 0),
    autoTerminate: f.flag('autoTerminate', false),
    stepConcurrency,
    ...(f.raw('managedScaling') === undefined ? {} : { managedScaling: parseLimits(f, 'managedScaling') }),
    clockSkewSeconds: f.number('clockSkewSeconds', { min: -MAX_SKEW_SECONDS, max: MAX_SKEW_SECONDS }, 0),
    steps,
    defaultWork: parseWork(f.raw('defaultWork') ?? DEFAULT_WORK, f.pathOf('defaultWork')),
    events,
    reactions,
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
    count: f.number('count', { min: 1, max: MAX_NODES, whole: true }),
    role: f.oneOf('role', ['core', 'task'], 'core'),
  };
}

/** A step and the field that holds it. */
type Placed = readonly [at: string, step: Pick<ScenarioStep, 'args' | 'work'>];

/** A resubmission is recognised by its application and arguments, so steps that share these must share their work. */
function oneWorkPerJob(steps: readonly Placed[]): void {
  const works = new Map<string, string>();
  for (const [at, step] of steps) {
    const identity = jobIdentity(COMMAND_RUNNER, step.args);
    const work = JSON.stringify(step.work);
    if ((works.get(identity) ?? work) !== work) {
      throw new ScenarioError(
        `\`${at}.work\` differs from that of an earlier step with the same application and arguments`,
      );
    }
    works.set(identity, work);
  }
}

function added(field: string, happenings: readonly { readonly event: WorldEvent }[]): Placed[] {
  return happenings.flatMap(({ event }, i): Placed[] =>
    event.kind === 'add-step' ? [[`${field}[${i}].step`, event.step]] : [],
  );
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
