import { type Environment, loadBundle, type RemediatorHandler } from '../built-function';
import { mayWrite, parseLogLine, type StepState } from '../remedy';
import { type VirtualClock, virtualClock } from '../simulator/clock';
import { serve } from '../simulator/http/server';
import type { Scenario } from '../simulator/scenario/types';
import { type Simulated, simulated } from '../simulator/simulated';
import { CLUSTER_ID, START_MS } from '../simulator/world/create';
import { isTerminal } from '../simulator/world/ending';
import type { Step, World } from '../simulator/world/types';
import {
  ACTOR_ROLE_ARN,
  findClusterRow,
  functionEnvironment,
  invoke,
  isUnderWay,
  nextTick,
  parametersWithLever,
} from './function';
import { type LedgerItem, type LocalLedger, startLedger } from './ledger';
import { type RunSummary, runSummaries } from './runs';
import { seededRandom } from './seeded-random';
import { type Decision, type OrderedDecision, type TimelineEntry, toTimeline } from './timeline';

const MINUTE_MS = 60_000;
const DEFAULT_MAX_HOURS = 48;
/** The function's nonces and keys are the same in every rehearsal. */
const SEED = 0x5eed;

/** How far a rehearsal is. Virtual ms after the scenario's start. */
export interface RehearsalProgress {
  readonly atMs: number;
  /** When it ends, whatever still runs. */
  readonly maxMs: number;
  /** Steps that have ended, of all that were submitted. */
  readonly ended: number;
  readonly steps: number;
}

export interface RehearsalOptions {
  /** The Lambda's bundle; default `dist/lambda/remediator/index.js` of this package. */
  readonly bundlePath?: string;
  /** Virtual hours after which a rehearsal ends, whatever still runs. Default 48. */
  readonly maxHours?: number;
  /** Called after every tick, for a progress display. */
  readonly onTick?: (progress: RehearsalProgress) => void;
  /** More or other environment variables for the Lambda, such as AUTOTUNE_POLICY. */
  readonly environment?: Environment;
}

/** A step as it stands at the end. Virtual ms after the scenario's start. */
interface RehearsedStep {
  readonly id: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly state: StepState;
  readonly submittedMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
}

/** Everything that happened, as plain data; two rehearsals of one scenario are identical. Virtual ms after the scenario's start. */
export interface Rehearsal {
  readonly scenario: string;
  /** Virtual time zero, epoch ms. */
  readonly startMs: number;
  readonly clusterId: string;
  /** Virtual ms at the end. */
  readonly endedMs: number;
  /** Whether every step ended and the remediator has nothing open. */
  readonly settled: boolean;
  readonly ticks: number;
  readonly timeline: readonly TimelineEntry[];
  readonly decisions: readonly Decision[];
  readonly steps: readonly RehearsedStep[];
  readonly runs: readonly RunSummary[];
  /** The ledger's `next#` item: what the next run should be configured with. */
  readonly nextRunConfiguration?: LedgerItem;
  readonly ledger: readonly LedgerItem[];
  /** Invocations that threw; a real Lambda would be run again at the next tick, and so is this one. */
  readonly failures: readonly { readonly atMs: number; readonly message: string }[];
}

/**
 * Runs the built Lambda against the simulated cluster on virtual time: a tick every five minutes from `watchFromMinutes` on, until
 * every step has ended and no lineage is open.
 *
 * Several may run at once in one process: each has its own servers, clock and environment.
 *
 * @throws InputError where the bundle is not built
 */
export async function rehearse(scenario: Scenario, options: RehearsalOptions = {}): Promise<Rehearsal> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated(scenario, clock);
  const rules = {
    clusterArn: backEnd.world().cluster.arn,
    clusterTags: () => backEnd.world().cluster.tags,
    actorRoleArn: mayWrite(scenario.mode) ? ACTOR_ROLE_ARN : undefined,
  };
  const server = await serve({ ...backEnd, parameters: parametersWithLever() }, rules);
  try {
    const ledger = await startLedger(scenario.faults.api.length === 0 ? undefined : backEnd.faults);
    try {
      const environment = { ...functionEnvironment(scenario.mode, server.url, ledger.url), ...options.environment };
      return await run({ scenario, clock, backEnd, ledger, environment, options });
    } finally {
      await ledger.close();
    }
  } finally {
    await server.close();
  }
}

/** Everything that one rehearsal has to itself. */
interface Stage {
  readonly scenario: Scenario;
  readonly clock: VirtualClock;
  readonly backEnd: Simulated;
  readonly ledger: LocalLedger;
  readonly environment: Environment;
  readonly options: RehearsalOptions;
}

async function run(stage: Stage): Promise<Rehearsal> {
  const { clock, backEnd, environment, options } = stage;
  const decisions: OrderedDecision[] = [];
  const handler = loadBundle(options.bundlePath).createHandler({
    clock: () => clock.now() + stage.scenario.clockSkewSeconds * 1000,
    sleep: clock.sleep,
    random: seededRandom(SEED),
    log: (text) => {
      const line = parseLogLine(text);
      if (line?.kind !== 'decision') return;
      decisions.push({ atMs: clock.now() - START_MS, line, changesBefore: backEnd.world().changes.length });
    },
    environment,
  });
  const course = await runTicks(stage, handler);
  return toRehearsal(stage, course, decisions, await stage.ledger.items());
}

type Course = Pick<Rehearsal, 'ticks' | 'settled' | 'failures'>;

async function runTicks(stage: Stage, handler: RemediatorHandler): Promise<Course> {
  const { scenario, clock, backEnd, ledger, options } = stage;
  const failures: { atMs: number; message: string }[] = [];
  const endMs = START_MS + (options.maxHours ?? DEFAULT_MAX_HOURS) * 60 * MINUTE_MS;
  let ticks = 0;
  for (let at = START_MS + scenario.watchFromMinutes * MINUTE_MS; at <= endMs; at = nextTick(at, clock.now())) {
    clock.moveTo(at);
    ticks += 1;
    try {
      await invoke(handler, clock);
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      failures.push({ atMs: clock.now() - START_MS, message });
    }
    const { steps } = backEnd.world();
    const ended = steps.filter(isTerminal).length;
    options.onTick?.({ atMs: clock.now() - START_MS, maxMs: endMs - START_MS, ended, steps: steps.length });
    const settled = isQuiet(backEnd.world()) && !isUnderWay(findClusterRow(await ledger.items()));
    if (settled) return { ticks, settled, failures };
  }
  return { ticks, settled: false, failures };
}

function toRehearsal(
  { scenario, clock, backEnd }: Stage,
  course: Course,
  decisions: readonly OrderedDecision[],
  ledger: readonly LedgerItem[],
): Rehearsal {
  const world = backEnd.world();
  return {
    scenario: scenario.name,
    startMs: START_MS,
    clusterId: CLUSTER_ID,
    endedMs: clock.now() - START_MS,
    settled: course.settled,
    ticks: course.ticks,
    timeline: toTimeline(world, decisions),
    decisions: decisions.map(({ atMs, line }) => ({ atMs, line })),
    steps: world.steps.map(toRehearsedStep),
    runs: runSummaries(world),
    nextRunConfiguration: ledger.find((item) => String(item.pk).startsWith('next#')),
    ledger,
    failures: course.failures,
  };
}

function toRehearsedStep({ id, request, state, createdMs, startedMs, endedMs }: Step): RehearsedStep {
  return {
    id,
    name: request.name,
    args: request.args,
    state,
    submittedMs: createdMs - START_MS,
    startedMs: startedMs === undefined ? undefined : startedMs - START_MS,
    endedMs: endedMs === undefined ? undefined : endedMs - START_MS,
  };
}

function isQuiet(world: World): boolean {
  const isSubmitted = world.planned.every(({ event }) => event.kind !== 'add-step' && event.kind !== 'clone-step');
  return world.submissions.length === 0 && isSubmitted && world.steps.every(isTerminal);
}
