import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as timeout } from 'node:timers/promises';
import type { JobEvidence } from '../../lib/evidence';
import { type EmrUi, type EvidenceResult, readJobEvidence, SYSTEM } from '../../lib/sources';
import { OracleFailure } from '../tools';
import { makePrimaryNode, startStep, stepFolders } from '../yarn-loop/spark-step';
import type { YarnProcess } from '../yarn-loop/yarn-process';
import type { SparkUnderTest } from './build';
import { type EventLog, parseEventLog } from './event-log';
import type { HistoryServer } from './history-server';
import { type BenchJob, jobArgs } from './jobs';
import type { Sample, Way } from './judge';

/** A job as it was seen while it ran, and as its event log has it. */
export interface WatchedJob {
  readonly log: EventLog;
  readonly samples: readonly Sample[];
  /** Why a way gave nothing, once for each time. */
  readonly withoutAnswer: readonly string[];
  /** Once all its work was done: from the driver, and from the history server after the end. */
  readonly atEnd: Readonly<Partial<Record<Way, JobEvidence>>>;
}

/** The same with the circumstances. */
export interface WatchedRun extends WatchedJob {
  readonly sparkVersion: string;
  readonly machineCores: number;
  readonly seconds: number;
}

export interface Bench {
  readonly folder: string;
  readonly events: string;
  readonly yarn: YarnProcess;
  readonly history: HistoryServer;
  readonly spark: SparkUnderTest;
}

const EVERY_MS = 3000;
const MAX_JOB_MS = 10 * 60_000;
/** Long enough for the last events to reach the user interface. */
const QUIET_MS = 3000;

/** Runs a job, reads its evidence every few seconds by every way, and ends it. */
export async function watchJob(bench: Bench, job: BenchJob): Promise<WatchedJob> {
  const { folder, yarn, spark, events } = bench;
  const stepId = `${spark.version}-${job.kind}`;
  const end = join(folder, `${stepId}.end`);
  const startedAtMs = Date.now();
  const args = jobArgs(job, spark, { events, end });
  const node = makePrimaryNode(folder, yarn.confFolder, spark.installation);
  const { child, ended } = startStep(node, stepId, args);
  const reader = new Reader(bench, startedAtMs);
  const output = join(stepFolders(folder).logs, stepId, 'stdout');
  try {
    while (!readFileSync(output, 'utf8').includes('DONE\n')) {
      if (child.exitCode !== null || Date.now() - startedAtMs > MAX_JOB_MS)
        throw new OracleFailure(`the job ${job.kind} did not get done; see ${output}`);
      const next = timeout(EVERY_MS);
      await reader.sample();
      await next;
    }
    await timeout(QUIET_MS);
    const driver = await reader.read('driver');
    writeFileSync(end, '');
    await ended;
    if (reader.applicationId === undefined)
      throw new OracleFailure(`nothing was read of the job ${job.kind}: ${reader.withoutAnswer.at(-1)}`);
    const file = join(events, reader.applicationId);
    if (!existsSync(file)) throw new OracleFailure(`the job ${job.kind} left no event log`);
    return {
      log: parseEventLog(readFileSync(file, 'utf8')),
      samples: reader.samples,
      withoutAnswer: reader.withoutAnswer,
      atEnd: { driver, history: await reader.readEnded() },
    };
  } finally {
    child.kill('SIGKILL');
  }
}

class Reader {
  public readonly samples: Sample[] = [];
  public readonly withoutAnswer: string[] = [];
  public applicationId: string | undefined;

  public constructor(
    private readonly bench: Bench,
    private readonly startedAtMs: number,
  ) {}

  public async sample(): Promise<void> {
    for (const way of this.applicationId === undefined
      ? (['driver'] as const)
      : (['driver', 'given-url', 'history'] as const)) {
      const evidence = await this.read(way);
      if (evidence !== undefined) this.samples.push({ way, nowMs: Date.now(), evidence });
    }
  }

  /** The driver's application is found anew each time; the others are told which one is meant. */
  public async read(way: Way): Promise<JobEvidence | undefined> {
    const result = await this.ask(way);
    if (result.kind === 'evidence') {
      this.applicationId ??= result.evidence.application.id;
      return result.evidence;
    }
    this.withoutAnswer.push(...result.tried.map(({ reason }) => `${way}: ${reason}`));
    return undefined;
  }

  /** From the history server, once it has seen the end. */
  public async readEnded(): Promise<JobEvidence | undefined> {
    for (let tries = 0; tries < 30; tries += 1) {
      await timeout(1000);
      const evidence = await this.read('history');
      if (evidence?.application.endedAtMs !== undefined) return evidence;
    }
    return undefined;
  }

  private ask(way: Way): Promise<EvidenceResult> {
    const { yarn, history } = this.bench;
    const step = { startedAtMs: this.startedAtMs, othersRan: false };
    if (way === 'driver')
      return readJobEvidence({ step, emr: frontDoors(yarn.web), mayCreatePersistentUi: false }, SYSTEM);
    const givenUrl = way === 'history' ? history.url : `${yarn.web}/proxy/${this.applicationId}/jobs/`;
    return readJobEvidence({ step, givenUrl, applicationId: this.applicationId, mayCreatePersistentUi: false }, SYSTEM);
  }
}

/** EMR's part: the addresses of the ResourceManager and of its web proxy. */
function frontDoors(web: string): EmrUi {
  const absent = (): never => {
    throw new Error('there is no persistent user interface here');
  };
  return {
    onClusterUrl: async (ui, id) => (ui === 'ResourceManager' ? `${web}/` : `${web}/proxy/${id}/`),
    createPersistentUi: absent,
    persistentUiStatus: absent,
    persistentUrl: absent,
  };
}
