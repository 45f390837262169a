import { loadBundle } from '../../lib/built-function';
import { functionEnvironment, invoke, LEVER_PARAMETER, parametersWithLever } from '../../lib/rehearsal/function';
import { type LedgerItem, type LocalLedger, startLedger } from '../../lib/rehearsal/ledger';
import type { Lever } from '../../lib/remedy';
import { ServiceError } from '../../lib/simulator/errors';
import { serve } from '../../lib/simulator/http/server';
import type { Notification } from '../../lib/simulator/http/sns';
import type { Scenario, WorldEvent } from '../../lib/simulator/scenario/types';
import { type Simulated, simulated } from '../../lib/simulator/simulated';
import type { World } from '../../lib/simulator/world/types';
import { switchingClock } from './clock';
import { ledgerEditor } from './ledger-editor';

const MINUTE_MS = 60_000;

/** What IAM may refuse on a stage. */
export type Denied = 'AddJobFlowSteps' | 'CancelSteps' | 'DescribeStep' | 'GetMetricData' | 'ListSteps';

/** A remediator that watches one cluster, with everything around it on loopback. Times are minutes after the scenario's start. */
export interface Stage {
  /** For `emr-autotune` and `aws`: endpoints, keys, table and lever. */
  readonly environment: Readonly<Record<string, string>>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly world: () => World;
  /** What went to the topic. */
  readonly published: readonly Notification[];
  readonly items: LocalLedger['items'];
  /** Moves the clock there, and lets the function look. */
  readonly tickAt: (...minutes: readonly number[]) => Promise<void>;
  /** The function looks, at whatever time it is. */
  readonly tick: () => Promise<void>;
  /** At that minute, be it in the middle of a look. */
  readonly at: (minute: number, act: () => void) => void;
  readonly happen: (event: WorldEvent) => void;
  readonly setLever: (lever: Lever) => void;
  /** IAM refuses what is named from now on, and nothing else. */
  readonly deny: (...denied: readonly Denied[]) => void;
  /** Changes an item of the ledger, as somebody with the table open would; undefined deletes it. */
  readonly edit: (pk: string, change: (item: LedgerItem) => LedgerItem | undefined) => Promise<void>;
  /** From now on the clock goes by itself. */
  readonly letRun: () => void;
  readonly close: () => Promise<void>;
}

/** @param startMs when the scenario begins, epoch ms */
export async function openStage(scenario: Scenario, startMs: number): Promise<Stage> {
  const clock = switchingClock(startMs);
  const backEnd = simulated(scenario, clock, startMs);
  const denied = new Set<Denied>();
  const parameters = parametersWithLever();
  const { arn } = backEnd.world().cluster;
  const rules = { clusterArn: arn, clusterTags: () => backEnd.world().cluster.tags };
  const server = await serve({ ...withDenials(backEnd, denied), parameters, clock }, rules);
  const ledger = await startLedger();
  const environment = Object.fromEntries(
    Object.entries(functionEnvironment(scenario.mode, server.url, ledger.url)).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const { now, sleep } = clock;
  const handler = loadBundle().createHandler({ clock: now, sleep, log: () => undefined, environment });
  const tick = (): Promise<void> => invoke(handler, clock);
  const minute = (minutes: number): number => startMs + minutes * MINUTE_MS;
  return {
    environment,
    now,
    tick,
    world: backEnd.world,
    published: server.published,
    items: ledger.items,
    tickAt: async (...minutes) => {
      for (const one of minutes) {
        clock.moveTo(minute(one));
        await tick();
      }
    },
    at: (minutes, act) => clock.at(minute(minutes), act),
    happen: backEnd.apply,
    setLever: (lever) => {
      parameters[LEVER_PARAMETER] = lever;
    },
    deny: (...names) => {
      denied.clear();
      for (const name of names) denied.add(name);
    },
    edit: ledgerEditor(environment),
    letRun: clock.letRun,
    close: async () => {
      await server.close();
      await ledger.close();
    },
  };
}

/** AWS that refuses what is denied at the moment of a request, as IAM would. */
function withDenials(backEnd: Simulated, denied: ReadonlySet<Denied>): Simulated {
  const guarded = <T extends object>(
    service: string,
    operations: T,
    names: Readonly<Partial<Record<keyof T, Denied>>>,
  ): T =>
    new Proxy(operations, {
      get: (target, key) => {
        const name = names[key as keyof T];
        if (name === undefined || !denied.has(name)) return target[key as keyof T];
        return async () => {
          throw new ServiceError('AccessDeniedException', `User is not authorized to perform: ${service}:${name}`);
        };
      },
    });
  return {
    ...backEnd,
    emr: guarded('elasticmapreduce', backEnd.emr, {
      steps: 'ListSteps',
      step: 'DescribeStep',
      addSteps: 'AddJobFlowSteps',
      cancelSteps: 'CancelSteps',
    }),
    cloudWatch: guarded('cloudwatch', backEnd.cloudWatch, { points: 'GetMetricData' }),
  };
}
