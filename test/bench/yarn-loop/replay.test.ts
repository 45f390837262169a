import { beforeAll, describe, expect, test } from 'vitest';
import { curedExecutor, executorIn, FAT, predicted, WHOLE_NODES } from '../../../bench/yarn-loop/jobs';
import type { Recording } from '../../../bench/yarn-loop/recording';
import type { LogLine } from '../../../bench/yarn-loop/words';
import { createHandler } from '../../../lambda/remediator/create-handler';
import { EmrRelease } from '../../../lib/catalog';
import { diagnose } from '../../../lib/diagnosis';
import { ACTOR_ROLE_ARN, functionEnvironment, parametersWithLever } from '../../../lib/rehearsal/function';
import { startLedger } from '../../../lib/rehearsal/ledger';
import { type DecisionEntry, parseLogLine } from '../../../lib/remedy';
import { serve, virtualClock } from '../../../lib/simulator';
import { START_MS } from '../../../lib/simulator/world/create';
import type { StepRequest } from '../../../lib/simulator/world/types';
import { executorSizeFor, SparkSettings } from '../../../lib/spark';
import { guardLength, parseStep, renderArguments, rewriteSettings } from '../../../lib/steps';
import { type Replay, recordingOf, replayOf } from './recorded-cluster';

const MINUTE = 60_000;
const TICK = 5 * MINUTE;

/** What the remediator did or refused, without looks that only wait: how many there are depends on how fast the clock runs. */
function course(decisions: readonly DecisionEntry[]): string[] {
  const telling = decisions.filter(({ action, refusals }) => action !== 'wait' || refusals.length > 0);
  const texts = telling.map(
    ({ state, next, action, refusals }) =>
      `${state} > ${next}: ${action} [${refusals.map(({ gate }) => gate).join(' ')}]`,
  );
  return texts.filter((text, i) => text !== texts[i - 1]);
}

interface Replayed {
  readonly replay: Replay;
  readonly decisions: readonly DecisionEntry[];
}

/** The remediator once more before what was recorded, tick by tick. */
async function replayed(recording: Recording): Promise<Replayed> {
  const decisions: DecisionEntry[] = [];
  const clock = virtualClock(recording.steps[0]!.createdMs);
  const replay = replayOf(recording, clock.now);
  const ledger = await startLedger();
  const server = await serve(
    { ...replay, parameters: parametersWithLever() },
    { clusterArn: replay.clusterArn, actorRoleArn: ACTOR_ROLE_ARN },
  );
  const handler = createHandler({
    clock: clock.now,
    sleep: clock.sleep,
    log: (text) => {
      const entry = parseLogLine(text);
      if (entry?.kind === 'decision') decisions.push(entry);
    },
    environment: functionEnvironment('remediate', server.url, ledger.url),
  });
  const first = Math.ceil((clock.now() - START_MS) / TICK) * TICK + START_MS;
  for (let at = first; at <= recording.ticks.at(-1)!; at += TICK) {
    clock.moveTo(at);
    await handler({ source: 'aws.events' }, { getRemainingTimeInMillis: () => at + 3 * MINUTE - clock.now() });
  }
  await server.close();
  await ledger.close();
  return { replay, decisions };
}

/**
 * The recording with the CPU of nodes on hardware of their own: its four nodes share two cores, so that the CPU of seven cores that run tasks was
 * never seen. Three tenths of all cores are two thirds of those that its executors hold.
 */
function onOwnHardware(recording: Recording): Recording {
  const busy = ({ nodeCpu, containers }: Recording['samples'][number]) =>
    nodeCpu.map((cpu) => ({ ...cpu, containers: containers > 1 ? 0.3 : cpu.containers }));
  return { ...recording, samples: recording.samples.map((sample) => ({ ...sample, nodeCpu: busy(sample) })) };
}

/** The command itself: in the recorded run executors were given time to notice instead. */
const withoutGuard = (request: StepRequest): StepRequest => ({
  ...request,
  args: request.args.slice(guardLength(request.args)),
});

test('tasks that hardly use the CPU, of which Spark could not be asked, were not cut', async () => {
  const { replay, decisions } = await replayed(recordingOf('loop-dominant'));
  expect(replay.cancelledAtMs()).toBeUndefined();
  expect(course(decisions).at(-1)).toBe('watching > watching: wait [cores-unused]');
});

describe.each(['dominant', 'default'])('a loop recorded on a real YARN and Spark, %s calculator', (calculator) => {
  let recording: Recording;
  let replay: Replay;
  let decisions: readonly DecisionEntry[];

  beforeAll(async () => {
    recording = onOwnHardware(recordingOf(`loop-${calculator}`));
    ({ replay, decisions } = await replayed(recording));
  });

  test('takes the same course again', () => {
    expect(course(decisions)).toEqual(course(recording.decisions.map(({ line }) => line)));
  });

  test('ends with the same cancel, at the same time, and the same resubmission to the letter, behind its guard', () => {
    const recorded = (what: string, id: string): number | undefined =>
      recording.events.find((event) => event.what === what && event.stepId === id)?.atMs;
    const cancelled = recorded('cancel-requested', recording.root);
    expect(replay.cancelledAtMs() === undefined).toBe(cancelled === undefined);
    expect(Math.abs((replay.cancelledAtMs() ?? 0) - (cancelled ?? 0))).toBeLessThan(MINUTE);
    const recordedAgain = recording.steps.slice(1).map(({ request }) => request);
    expect(replay.added.map(withoutGuard)).toEqual(recordedAgain.map(withoutGuard));
  });
});

describe('the fat run on a real YARN with the dominant calculator', () => {
  const { samples } = recordingOf('loop-dominant');
  const first = samples.find(({ allocatedMB, totalMB }) => allocatedMB >= 0.95 * totalMB)!;

  test('has the executors, memory and vcores that lib/yarn predicts', () => {
    const { containers, allocatedMiB, allocatedVcores, totalMiB, totalVcores } = predicted(FAT, 'dominant');
    expect(first).toMatchObject({
      containers,
      allocatedMB: allocatedMiB,
      allocatedVirtualCores: allocatedVcores,
      totalMB: totalMiB,
      vcoresAcrossPartition: totalVcores,
    });
  });

  test('is diagnosed by the figures alone and the size of its executors', () => {
    const executor = executorSizeFor(
      SparkSettings.of([
        ['spark.executor.memory', `${FAT.memoryMiB}m`],
        ['spark.executor.memoryOverhead', `${FAT.overheadMiB}m`],
        ['spark.executor.cores', String(FAT.cores)],
      ]),
      '3.5.5',
    );
    const diagnosis = diagnose({
      evidence: {
        nodes: [{ instanceType: 'c5.4xlarge', count: 4, memoryMiB: 24_576, vcores: 16 }],
        memoryTotalMB: first.totalMB,
        memoryAllocatedMB: first.allocatedMB,
        allocatedVcores: first.allocatedVirtualCores,
        containersAllocated: first.containers,
      },
      release: EmrRelease.EMR_7_9_0,
      executor,
    });
    expect(diagnosis).toMatchObject({ verdict: 'stranded-cores', explanation: { executors: 4, taskSlots: 28 } });
  });
});

/** A step's arguments with the settings that the last finding proposes for its next run. */
function withProposed(args: readonly string[], lines: readonly LogLine[]): string[] {
  const proposals = lines.flatMap(({ line }) => {
    const changes = line.kind === 'decision' ? line.nextRun?.changes : undefined;
    return changes === undefined ? [] : [changes];
  });
  const last = proposals.at(-1);
  const form = parseStep('command-runner.jar', args);
  if (last === undefined || form.kind === 'unknown')
    throw new Error('no decision of the remediator proposes settings for the next run');
  return renderArguments(rewriteSettings(form.submit, last));
}

test('what the remediator proposed under the default calculator is what lib/sizing makes of the executors alone', () => {
  const { decisions, steps } = recordingOf('loop-default');
  const proposed = executorIn(withProposed(steps[0]!.request.args, decisions), WHOLE_NODES);
  expect(proposed).toEqual(curedExecutor(WHOLE_NODES, 'default'));
});
