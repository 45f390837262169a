import { loadBundle } from '../built-function';
import { mayWrite, parseLogLine } from '../remedy';
import { type VirtualClock, virtualClock } from '../simulator/clock';
import { serve } from '../simulator/http/server';
import type { Scenario } from '../simulator/scenario/types';
import { type Simulated, simulated } from '../simulator/simulated';
import { isTerminal } from '../simulator/world/advance';
import { CLUSTER_ID, START_MS } from '../simulator/world/create';
import type { StepStateName, World } from '../simulator/world/types';
import { ISOLATED, withEnvironment } from './environment';
import { ACTOR_ROLE_ARN, functionEnvironment, invoke, isUnderWay, nextTick, rowOf } from './function';
import { type LedgerItem, type LocalLedger, startLedger } from './ledger';
import { type RunSummary, runSummaries } from './runs';
import { type Decision, type OrderedDecision, type TimelineEntry, timelineOf } from './timeline';

const MINUTE_MS = 60_000;
const DEFAULT_MOST_HOURS = 48;

export interface RehearsalOptions {
  /** The Lambda's bundle; default `dist/lambda/remediator/index.js` of this package. */
  readonly bundlePath?: string;
  /** Virtual hours after which a rehearsal ends, whatever still runs. Default 48. */
  readonly mostHours?: number;
  /** Called after every tick with virtual ms after the start, for a progress display. */
  readonly onTick?: (atMs: number) => void;
  /** More or other environment variables for the Lambda, such as AUTOTUNE_POLICY. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A step as it stands at the end. Virtual ms after the scenario's start. */
export interface RehearsedStep {
  readonly id: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly state: StepStateName;
  readonly submittedMs: number;
  readonly startedMs?: number;
  readonly endedMs?: number;
}

/** Everything that happened, as plain data; two rehearsals of one scenario are equal. Virtual ms after the scenario's start. */
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
 * Sets environment variables of this process while it runs and restores them: one rehearsal at a time.
 *
 * @throws InputError where the bundle is not built
 */
export async function rehearse(scenario: Scenario, options: RehearsalOptions = {}): Promise<Rehearsal> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated(scenario, clock);
  const rules = {
    clusterArn: backEnd.world().cluster.arn,
    actorRoleArn: mayWrite(scenario.mode) ? ACTOR_ROLE_ARN : undefined,
  };
  const server = await serve(backEnd, rules);
  try {
    const ledger = await startLedger();
    try {
      const environment = {
        ...ISOLATED,
        ...functionEnvironment(scenario.mode, server.url, ledger.url),
        ...options.environment,
      };
      return await withEnvironment(environment, () => run(scenario, clock, backEnd, ledger, options));
    } finally {
      await ledger.close();
    }
  } finally {
    await server.close();
  }
}

async function run(
  scenario: Scenario,
  clock: VirtualClock,
  backEnd: Simulated,
  ledger: LocalLedger,
  options: RehearsalOptions,
): Promise<Rehearsal> {
  const decisions: OrderedDecision[] = [];
  const failures: { atMs: number; message: string }[] = [];
  const since = (): number => clock.now() - START_MS;
  const handler = loadBundle(options.bundlePath).createHandler({
    clock: clock.now,
    sleep: clock.sleep,
    random: seededRandom(),
    log: (text) => {
      const line = parseLogLine(text);
      if (line?.kind === 'decision')
        decisions.push({ atMs: since(), line, changesBefore: backEnd.world().changes.length });
    },
  });

  const endMs = START_MS + (options.mostHours ?? DEFAULT_MOST_HOURS) * 60 * MINUTE_MS;
  let ticks = 0;
  let settled = false;
  for (let at = START_MS + scenario.watchFromMinutes * MINUTE_MS; at <= endMs; at = nextTick(at, clock.now())) {
    clock.moveTo(at);
    ticks += 1;
    try {
      await invoke(handler, clock);
    } catch (error) {
      failures.push({
        atMs: since(),
        message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
    options.onTick?.(since());
    settled = isQuiet(backEnd.world()) && !isUnderWay(rowOf(await ledger.items()));
    if (settled) break;
  }
  const items = await ledger.items();
  const world = backEnd.world();
  return {
    scenario: scenario.name,
    startMs: START_MS,
    clusterId: CLUSTER_ID,
    endedMs: since(),
    settled,
    ticks,
    timeline: timelineOf(world, decisions),
    decisions: decisions.map(({ atMs, line }) => ({ atMs, line })),
    steps: world.steps.map((step) => ({
      id: step.id,
      name: step.request.name,
      args: step.request.args,
      state: step.state,
      submittedMs: step.createdMs - START_MS,
      startedMs: step.startedMs === undefined ? undefined : step.startedMs - START_MS,
      endedMs: step.endedMs === undefined ? undefined : step.endedMs - START_MS,
    })),
    runs: runSummaries(world),
    nextRunConfiguration: items.find((item) => String(item.pk).startsWith('next#')),
    ledger: items,
    failures,
  };
}

function isQuiet(world: World): boolean {
  return world.submissions.length === 0 && world.steps.every(isTerminal);
}

/** mulberry32: the Lambda's nonces and keys are the same in every rehearsal. */
function seededRandom(): () => number {
  let state = 0x5eed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
