import { rmSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';
import { ACTOR_ROLE_ARN, findClusterRow, parametersWithLever } from '../../lib/rehearsal/function';
import { type LedgerItem, type LocalLedger, startLedger } from '../../lib/rehearsal/ledger';
import { serve } from '../../lib/simulator';
import { START_MS } from '../../lib/simulator/world/create';
import type { Step } from '../../lib/simulator/world/types';
import { guardLength } from '../../lib/steps';
import type { Calculator } from '../../lib/yarn';
import { OracleFailure } from '../tools';
import { clusterFacts, type RealEmr, realEmr } from './back-end';
import type { Disturbed } from './disturbances';
import { commandHere } from './guard-here';
import { endProcessesOf, processesOf } from './leftovers';
import { metricsOver, type Sample } from './metrics';
import { type FromRemediator, type RemediatorProcess, startRemediator } from './remediator';
import { readApplications, readFigures, type YarnApplication } from './resource-manager';
import { type ScaledClock, scaledClock } from './scaled-clock';
import type { SparkInstallation } from './spark-installation';
import { allResults, type JobResult, makePrimaryNode, startStep, writeSparkDefaults } from './spark-step';
import { realWebInterfaces } from './web-interfaces';
import { NODES, startYarn, type YarnProcess } from './yarn-process';

const SAMPLE_EVERY_MS = 1000;

/** Virtual epoch ms. */
export interface Note {
  readonly atMs: number;
  readonly text: string;
}

/** A real YARN behind the simulator's EMR, CloudWatch and STS, with a ledger. */
export interface RealCluster {
  readonly clock: ScaledClock;
  readonly yarn: YarnProcess;
  readonly emr: RealEmr;
  readonly samples: readonly Sample[];
  /** What disturbed the loop. */
  readonly notes: readonly Note[];
  /** Seconds until every NodeManager had registered. */
  readonly startSeconds: number;
  watch(onMessage: (message: FromRemediator) => void): void;
  unwatch(): Promise<void>;
  submit(name: string, args: readonly string[]): Promise<string>;
  /** @throws where it has not ended within so many seconds */
  ended(stepId: string, withinSeconds: number): Promise<Step>;
  applications(): Promise<readonly YarnApplication[]>;
  /** Of every application whose job got to its end. */
  results(): readonly JobResult[];
  row(): Promise<LedgerItem | undefined>;
  close(): Promise<Closed>;
}

export interface Closed {
  /** Processes that were still there after everything had been told to end, and had to be killed. */
  readonly killed: number;
  readonly left: number;
  readonly stopSeconds: number;
}

export interface ClusterOptions {
  /** Emptied first. */
  readonly folder: string;
  readonly calculator: Calculator;
  readonly scale: number;
  readonly spark: SparkInstallation;
  readonly disturbed?: Disturbed;
  /** Called where a disturbance does not come about. */
  readonly onFailure: (error: unknown) => void;
  /** Called with what ends everything, before anything has been started. */
  readonly onOpen: (close: () => Promise<Closed>) => void;
}

export async function openCluster(options: ClusterOptions): Promise<RealCluster> {
  const { folder, calculator, scale, spark, disturbed = {} } = options;
  rmSync(folder, { recursive: true, force: true });
  let yarn: YarnProcess | undefined;
  let emr: RealEmr | undefined;
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let ledger: LocalLedger | undefined;
  let remediator: RemediatorProcess | undefined;
  let sampling = true;
  let closed: Promise<Closed> | undefined;
  const close = (): Promise<Closed> => {
    closed ??= (async () => {
      const begun = Date.now();
      sampling = false;
      await remediator?.stop();
      for (const { child } of emr?.processes.values() ?? []) child.kill('SIGKILL');
      await yarn?.stop();
      await server?.close();
      await ledger?.close();
      const killed = endProcessesOf(folder);
      if (killed > 0) await timeout(500);
      return { killed, left: processesOf(folder).length, stopSeconds: (Date.now() - begun) / 1000 };
    })();
    return closed;
  };
  options.onOpen(close);

  const begun = Date.now();
  const running = await startYarn(folder, calculator, disturbed);
  yarn = running;
  const startSeconds = (Date.now() - begun) / 1000;
  writeSparkDefaults(folder, spark);
  const node = makePrimaryNode(folder, running.confFolder, spark, disturbed.isWrapped);
  const clock = scaledClock(START_MS, scale);
  const facts = clusterFacts(calculator, 'remediate');
  const notes: Note[] = [];
  const scene = { yarn: running, node, note: (text: string) => void notes.push({ atMs: clock.now(), text }) };
  const places = { web: running.web, folder, clock, pollSeconds: disturbed.guardPollSeconds };
  const steps = realEmr(facts, clock.now, {
    start: (stepId, args) => {
      const process = startStep(node, stepId, commandHere(args, places));
      if (guardLength(args) > 0) void disturbed.onGuard?.(scene, process).catch(options.onFailure);
      return process;
    },
    beforeSignal: async (process, args) => disturbed.beforeSignal?.(scene, { process, args }).catch(options.onFailure),
  });
  emr = steps;
  const samples: Sample[] = [];
  void (async () => {
    while (sampling) {
      const next = timeout(SAMPLE_EVERY_MS);
      try {
        const atMs = clock.now();
        samples.push({ atMs, ...(await readFigures(running.web, NODES.vcores)) });
      } catch {
        // A ResourceManager that does not answer leaves a gap, as it would in CloudWatch.
      }
      await next;
    }
  })();
  const nodeIds = facts.instances.filter(({ role }) => role !== 'MASTER').map(({ ec2InstanceId }) => ec2InstanceId);
  const back = {
    emr: steps,
    cloudWatch: metricsOver(samples, nodeIds, clock.now),
    webInterfaces: realWebInterfaces(running.web, clock),
  };
  const front = await serve(
    { ...back, parameters: parametersWithLever() },
    { clusterArn: facts.arn, actorRoleArn: ACTOR_ROLE_ARN },
  );
  server = front;
  const rows = await startLedger();
  ledger = rows;

  return {
    clock,
    yarn: running,
    emr: steps,
    samples,
    notes,
    startSeconds,
    watch: (onMessage) => {
      remediator = startRemediator(clock, front.url, rows.url, `${folder}/tmp`, onMessage);
    },
    unwatch: async () => remediator?.stop(),
    submit: async (name, args) => {
      // An interrupt ends the running step; what then goes on to the next one must not start it.
      if (closed !== undefined) throw new OracleFailure('everything is being ended');
      const request = { name, jar: 'command-runner.jar', args, properties: {}, actionOnFailure: 'CONTINUE' } as const;
      const [stepId = ''] = await steps.addSteps(facts.id, [request]);
      return stepId;
    },
    ended: async (stepId, withinSeconds) => {
      const deadline = Date.now() + withinSeconds * 1000;
      for (;;) {
        const step = await steps.step(facts.id, stepId);
        if (step.endedMs !== undefined) return step;
        if (Date.now() > deadline) throw new OracleFailure(`${stepId} is ${step.state} after ${withinSeconds} s`);
        await timeout(200);
      }
    },
    applications: () => readApplications(running.web),
    results: () => allResults(folder),
    row: async () => findClusterRow(await rows.items()),
    close,
  };
}
