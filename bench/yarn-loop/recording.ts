import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { DecisionEntry } from '../../lib/remedy';
import type { Step } from '../../lib/simulator/world/types';
import type { Calculator } from '../../lib/yarn';
import type { StepEvent } from './back-end';
import { JOB_JAR, TARGET } from './build';
import type { RealCluster } from './cluster';
import type { LoopRun } from './loop';
import type { Sample } from './metrics';
import type { YarnApplication } from './resource-manager';
import type { LogLine } from './words';

/** A loop as it is drawn; two older ones the ordinary tests replay. Virtual epoch ms; the machine's time only in `applications`. */
export interface Recording {
  readonly schemaVersion: 1;
  readonly calculator: Calculator;
  readonly scale: number;
  /** Of the machine that all nodes share. */
  readonly machineCores: number;
  readonly root: string;
  readonly steps: readonly Pick<Step, 'id' | 'request' | 'state' | 'createdMs' | 'startedMs' | 'endedMs'>[];
  readonly events: readonly StepEvent[];
  readonly ticks: readonly number[];
  readonly decisions: readonly LogLine<DecisionEntry>[];
  readonly samples: readonly Sample[];
  readonly applications: readonly Omit<YarnApplication, 'id'>[];
}

export const recordingFile = (name: string): string => join(TARGET, `loop-${name}.json`);

/** The least distance of two recorded samples: what CloudWatch is made of, and a file that can be read. */
const SAMPLES_APART_MS = 30_000;
const RECORDED_JAR = 's3://example-bucket/sleep-job.jar';

export function recordingOf(
  cluster: RealCluster,
  loop: LoopRun,
  calculator: Calculator,
  applications: readonly YarnApplication[],
): Recording {
  const from = loop.steps[0]?.createdMs ?? 0;
  const samples: Sample[] = [];
  for (const sample of cluster.samples) {
    const last = samples.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY;
    if (sample.atMs >= from && sample.atMs - last >= SAMPLES_APART_MS) samples.push(sample);
  }
  return {
    schemaVersion: 1,
    calculator,
    scale: cluster.clock.scale,
    machineCores: availableParallelism(),
    root: loop.root,
    steps: loop.steps.map(({ id, request, state, createdMs, startedMs, endedMs }) => {
      const args = request.args.map((argument) => (argument === JOB_JAR ? RECORDED_JAR : argument));
      return { id, request: { ...request, args }, state, createdMs, startedMs, endedMs };
    }),
    events: loop.events,
    ticks: loop.ticks,
    decisions: loop.lines.flatMap(({ atMs, line }) => (line.kind === 'decision' ? [{ atMs, line }] : [])),
    samples,
    applications: applications.slice(-loop.steps.length).map(({ id: _, ...rest }) => rest),
  };
}
