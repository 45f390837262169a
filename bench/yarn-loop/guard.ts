import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as timeout } from 'node:timers/promises';
import type { DeployMode } from '../../lib/spark';
import { addGuard, type Guard } from '../../lib/steps';
import { withConstants } from '../../test/steps/guard/run-guard';
import { OracleFailure } from '../tools';
import { JOB_JAR } from './build';
import { guardSaid } from './guard-here';
import { endProcessesOf } from './leftovers';
import { readApplications, type YarnApplication } from './resource-manager';
import { JARS } from './spark-installation';
import {
  makePrimaryNode,
  type PrimaryNode,
  type SparkProcess,
  startStep,
  stepFolders,
  writeSparkDefaults,
} from './spark-step';
import { startYarn, type YarnProcess } from './yarn-process';

/** What the guard met on a real YARN, and what it did. */
export interface GuardRun {
  readonly name: string;
  readonly shell: Shell;
  readonly exit: number;
  /** State and final status of each application that carries the case's tag, oldest first. */
  readonly applications: readonly string[];
  readonly isAsExpected: boolean;
  readonly said: readonly string[];
  readonly seconds: number;
}

type Shell = 'bash' | 'dash';
const LONG = ['4000', '2', '500'];
const SHORT = ['4', '1', '100'];
/** Two seconds before a client of Spark has registered its application, on a machine that is not busy. */
const LATE_MS = 4000;
const PATIENCE_MS = 180_000;

interface Step {
  readonly id: string;
  readonly tag: string;
  readonly mode: DeployMode;
  readonly startedMs: number;
  readonly process: SparkProcess;
}

/** Steps and guards of one YARN: what EMR's folders, its spark-submit and its signals are made of here. */
class Bed {
  private readonly node: PrimaryNode;
  private steps = 0;

  constructor(
    readonly folder: string,
    readonly yarn: YarnProcess,
  ) {
    writeSparkDefaults(folder, JARS);
    this.node = makePrimaryNode(folder, yarn.confFolder, JARS);
  }

  newId = (): string => `s-${++this.steps}`;

  submit(mode: DeployMode, tag: string, work: readonly string[]): Step {
    const id = this.newId();
    return { id, tag, mode, startedMs: Date.now(), process: startStep(this.node, id, command(mode, tag, work)) };
  }

  async tagged(tag: string): Promise<YarnApplication[]> {
    const all = await readApplications(this.yarn.web);
    return all.filter(({ applicationTags }) => applicationTags.split(',').includes(tag));
  }

  /** A step that runs, and whose client is then ended as CancelSteps ends it. */
  async orphan(mode: DeployMode, tag: string): Promise<Step> {
    const running = async (): Promise<number> =>
      (await this.tagged(tag)).filter(({ state }) => state === 'RUNNING').length;
    const before = await running();
    const step = this.submit(mode, tag, LONG);
    await until(async () => (await running()) > before, `${step.id} to run`);
    step.process.child.kill('SIGTERM');
    await step.process.ended;
    return step;
  }

  /** Ends whatever carries a tag, as somebody on the cluster would. */
  async end(tag: string): Promise<void> {
    for (const { id } of await this.tagged(tag)) {
      const request = { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: '{"state":"KILLED"}' };
      await fetch(`${this.yarn.web}/ws/v1/cluster/apps/${id}/state`, request);
    }
  }

  /**
   * Runs a guarded short job with the same tag after this step.
   *
   * @param expected exit code, then state and final status of each application with the tag
   */
  async guard(
    name: string,
    shell: Shell,
    step: Step,
    expected: RegExp,
    { by = 'tag', limit = 120 }: { by?: 'log' | 'tag'; limit?: number } = {},
  ): Promise<GuardRun> {
    const { id, tag, mode, startedMs } = step;
    const known = by === 'log' ? {} : { tag };
    const earlier = [{ stepId: id, ...known, startedFromMs: startedMs, startedToMs: Date.now(), ranAlone: false }];
    const guard: Guard = { root: id, attempt: 1, deployMode: mode, earlier };
    const [, option = '', , ...rest] = addGuard(command(mode, tag, SHORT), guard);
    const script = withConstants({
      ...{ address: new URL(this.yarn.web).host, limit },
      ...stepFolders(this.folder),
    });
    const begun = Date.now();
    const guarded = startStep(this.node, this.newId(), [shell, option, script, ...rest]);
    const exit = await guarded.ended;
    const applications = (await this.tagged(tag).catch(() => [])).map(
      ({ state, finalStatus }) => `${state}/${finalStatus}`,
    );
    return {
      ...{ name, shell, exit, applications, isAsExpected: expected.test([exit, ...applications].join(' ')) },
      said: guardSaid(guarded.said()),
      seconds: Math.round((Date.now() - begun) / 1000),
    };
  }
}

function command(mode: DeployMode, tag: string, work: readonly string[]): string[] {
  return [
    ...['spark-submit', '--deploy-mode', mode, '--conf', `spark.yarn.tags=${tag}`, '--num-executors', '1'],
    ...['--conf', 'spark.dynamicAllocation.enabled=false', '--executor-memory', '512m', '--driver-memory', '512m'],
    ...['--class', 'SleepJob', JOB_JAR, ...work],
  ];
}

async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await timeout(200))
    if (Date.now() > end) throw new OracleFailure(`waited too long for ${what}`);
}

const KILLED_THEN_RUN = /^0 KILLED\/KILLED FINISHED\/SUCCEEDED$/;

/** The situations that a real YARN can be brought into: all under bash, which EMR has, and the first under dash, too. */
export async function runGuards(folder: string, tell: (run: GuardRun) => void): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const yarn = await startYarn(folder, 'dominant');
  try {
    const bed = new Bed(folder, yarn);
    const left = await bed.orphan('cluster', 'left');
    const byLog = 'cluster mode: an application was left running, known by the log of its step';
    tell(await bed.guard(byLog, 'bash', left, KILLED_THEN_RUN, { by: 'log' }));
    const again = await bed.orphan('cluster', 'again');
    tell(await bed.guard('the same, known by its tag', 'dash', again, KILLED_THEN_RUN));
    for await (const run of endedOrUnclear(bed)) tell(run);
    for await (const run of racing(bed)) tell(run);
    const step = await bed.orphan('cluster', 'rm');
    yarn.kill();
    tell(await bed.guard('the ResourceManager is down', 'bash', step, /^75$/, { limit: 15 }));
  } finally {
    await yarn.stop();
    endProcessesOf(folder);
  }
}

async function* endedOrUnclear(bed: Bed): AsyncGenerator<GuardRun> {
  const done = bed.submit('cluster', 'done', SHORT);
  await done.process.ended;
  yield await bed.guard('cluster mode: the application has succeeded', 'bash', done, /^0 FINISHED\/SUCCEEDED$/);

  const cut = await bed.orphan('client', 'client');
  const isOver = async (): Promise<boolean> => (await bed.tagged(cut.tag)).every(({ state }) => state === 'FINISHED');
  await until(isOver, 'the application to end');
  yield await bed.guard('client mode: the driver was ended', 'bash', cut, /^0 FINISHED\/\w+ FINISHED\/SUCCEEDED$/);

  const one = await bed.orphan('cluster', 'two');
  await bed.orphan('cluster', 'two');
  yield await bed.guard('two applications carry the tag of the step', 'bash', one, /^75( RUNNING\/UNDEFINED){2}$/);
  await bed.end('two');
}

async function* racing(bed: Bed): AsyncGenerator<GuardRun> {
  // Old enough to be about to register its application, and with a tag that says that it is the only one.
  const late = bed.submit('cluster', 'emr-autotune-late-1', LONG);
  await timeout(LATE_MS);
  yield await bed.guard('the client has outlived its step', 'bash', late, /^0 (KILLED\/KILLED )?FINISHED\/SUCCEEDED$/);

  const twice = await bed.orphan('cluster', 'twins');
  const copies = [1, 2].map(() =>
    bed.guard('two copies of an attempt at once', 'bash', twice, /^(0|74) KILLED\/KILLED/),
  );
  const [first, second] = await Promise.all(copies);
  if (first === undefined || second === undefined) return;
  yield { ...first, isAsExpected: first.isAsExpected && first.exit + second.exit === 74 };
  yield second;
}
