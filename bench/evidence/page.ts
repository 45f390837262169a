import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TARGET } from '../yarn-loop/build';
import { UsageError } from '../yarn-oracle/command';
import { SPARKS } from './build';
import type { Compared } from './compare';
import { JOBS } from './jobs';
import { problemsOf, type Result, ratio, resultOf } from './result';
import type { WatchedRun } from './watch';

const ROOT = join(__dirname, '..', '..');
export const PAGE = join(ROOT, 'docs', 'evidence.md');
const PUBLISHED = join(ROOT, 'test', 'fixtures', 'real-spark', 'results.json');

/** Where the last run of a job is kept, with everything that was read. */
export const runFile = (version: string, kind: string): string => join(TARGET, `evidence-${version}-${kind}.json`);

export const publishedResults = (): Result[] => JSON.parse(readFileSync(PUBLISHED, 'utf8')) as Result[];

/**
 * Publishes the last runs of this machine and writes the page about them.
 *
 * @throws UsageError where a job was never run
 */
export function publishDocs(): void {
  const results = SPARKS.flatMap(({ version }) =>
    JOBS.map((job) => {
      const file = runFile(version, job.kind);
      if (!existsSync(file))
        throw new UsageError(`--docs needs a run of every job, and there is none of ${job.kind} on ${version}`);
      return resultOf(JSON.parse(readFileSync(file, 'utf8')) as WatchedRun, job);
    }),
  );
  mkdirSync(dirname(PUBLISHED), { recursive: true });
  writeFileSync(PUBLISHED, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(PAGE, pageOf(results));
}

export function pageOf(results: readonly Result[]): string {
  return `${INTRODUCTION}\n${SPARKS.map(({ version }) => sectionOf(version, results)).join('\n')}`;
}

function sectionOf(version: string, all: readonly Result[]): string {
  const results = all.filter(({ sparkVersion }) => sparkVersion === version);
  const problems = results.flatMap((result) =>
    problemsOf(result).map((one) => `**Not as promised:** ${result.kind}: ${one}.`),
  );
  const behind = results.flatMap(({ kind, atEnd }) =>
    atEnd.flatMap(({ way, behind }) => behind.map((one) => `Behind: ${kind}, ${WAY_NAMES[way]}: ${one}.`)),
  );
  return `## Spark ${version}

| job | tasks (failed) | attempts of stages | read through | samples | with a bound | violations | tightest | mid-stage |
|---|---|---|---|---|---|---|---|---|
${results.flatMap(boundRows).join('\n')}

| job | progress while it ran | at the end, driver | after the end, history server | reads without an answer |
|---|---|---|---|---|
${results.map(figuresRow).join('\n')}

${[...behind, ...problems].join('\n\n')}
`;
}

const WAY_NAMES = { driver: 'driver', 'given-url': 'given URL', history: 'history server' } as const;

function boundRows({ kind, tasks, failedTasks, stageAttempts, bounds }: Result): string[] {
  return bounds.map(({ way, samples, positive, violations, tightest, midStage }, i) => {
    const job = i === 0 ? [kind, `${tasks} (${failedTasks})`, stageAttempts] : ['', '', ''];
    return row([...job, WAY_NAMES[way], samples, positive, violations.length, ratio(tightest), ratio(midStage)]);
  });
}

function figuresRow({ kind, progress, atEnd, withoutAnswer }: Result): string {
  const share = (one: Compared | undefined): string =>
    one === undefined ? 'not read' : `${one.compared - one.differing.length - one.behind.length} of ${one.compared}`;
  const atEndBy = (way: string): string => share(atEnd.find((one) => one.way === way));
  const missing = Object.values(withoutAnswer).reduce((sum, times) => sum + times, 0);
  return row([kind, share(progress), atEndBy('driver'), atEndBy('history'), missing]);
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const INTRODUCTION = `# What a job says about itself, held to its event log

<!-- Written by npm run bench:evidence -- --docs; edit bench/evidence/page.ts instead. -->

The remediator and \`diagnose\` read a running job's settings, executors, stages and task times from Spark's REST API, and derive from them how much work certainly remains.
\`npm run bench:evidence\` checks both on real Spark on a real YARN, on one machine: it runs the jobs below, reads their evidence every few seconds, and afterwards compares
it with the event log, which a parser of its own reads.

The evidence is read in three ways:

- *driver*: as on EMR, the ResourceManager lists the applications, and the driver answers through YARN's web proxy. Only EMR's presigned URLs are replaced, by the ResourceManager's own address.
- *given URL*: the address of a page of the user interface, as a user would copy it.
- *history server*: Spark's own history server, over event logs that are still being written.

The jobs, each with at most 8 task slots:

${JOBS.map(({ kind, what }) => `- *${kind}*: ${what}`).join('\n')}

The columns:

- *With a bound*: samples in which the lower bound of the remaining work is more than nothing. A stage counts once enough of its tasks have ended, until its last tasks run.
- *Violations*: samples in which the bound is more than the time until the last task of the stages that it counts had really ended. It must be 0.
  A driver's figures may be a wave of tasks behind (it does not write them within 100 ms of the last time), and the bound takes a wave off.
- *Tightest*: the largest bound as a share of that time; 1.00 would be exact.
- *Mid-stage*: the smallest bound as a share of the time that the stage still took, between 40 and 60 % of the time of stages with ten waves or more of similar tasks. From a driver
  it must be 0.5 or more. Nothing is required of a history server: its figures are as old as the last events that Spark has written, and their age is taken off.
- *Progress*: tasks done, of each attempt of a stage in each sample, against the log. They must be what the log has between 5 s before the reading began and its end.
- *At the end*: settings, executors, attempts of stages and quantiles of their tasks' run times that are equal to what the log says. Of an executor that was lost
  a driver may show less task time and fewer failed tasks (*behind*): it does not write what it learns within 100 ms of the last figures, and nothing of the executor follows.

The tasks wait instead of computing, because all executors share this machine's cores. Not tried here: SQL with adaptive
execution, PySpark, spill, EMR's own presigned URLs.
`;
