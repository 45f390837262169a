import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../yarn-oracle/command';
import { TARGET } from './build';
import { KINDS, type Kind, SPECS } from './kinds';
import { pictureOf } from './picture';
import { fromRecorded } from './recorded-entry';
import { type Recording, recordingFile } from './recording';
import { type Result, reportOf } from './report';

const ROOT = join(__dirname, '..', '..');
export const PAGE = join(ROOT, 'docs', 'real-yarn.md');
export const IMAGES = join(ROOT, 'docs', 'images');
const FIXTURES = join(ROOT, 'test', 'fixtures', 'real-yarn');

/** Loops whose recording the ordinary tests replay. */
export const RECORDED: readonly Kind[] = ['dominant', 'default'];

/** Names of runs in the published results, and those of today. */
const RENAMED_RUNS: Readonly<Record<string, string>> = { 'cured by the watchdog': 'cured by the remediator' };

export const resultFile = (kind: Kind): string => join(TARGET, `result-${kind}.json`);
const publishedFile = (kind: Kind): string => join(FIXTURES, `result-${kind}.json`);

/**
 * Publishes the last runs of this machine and writes the page of all that are published.
 *
 * @throws UsageError where a kind was never run
 */
export function publishDocs(): void {
  for (const kind of KINDS) {
    if (!existsSync(resultFile(kind)) && !existsSync(publishedFile(kind)))
      throw new UsageError(`--docs needs a run of every kind, and there is none of ${kind}`);
  }
  mkdirSync(FIXTURES, { recursive: true });
  mkdirSync(IMAGES, { recursive: true });
  for (const kind of KINDS.filter((one) => existsSync(resultFile(one)))) {
    copyFileSync(resultFile(kind), publishedFile(kind));
    if (RECORDED.includes(kind)) copyFileSync(recordingFile(kind), join(FIXTURES, `loop-${kind}.json`));
  }
  for (const kind of RECORDED)
    writeFileSync(join(IMAGES, `real-yarn-${kind}.svg`), pictureOf(publishedRecording(kind)));
  writeFileSync(PAGE, pageOf(publishedResults()));
}

export const publishedResults = (): Result[] =>
  KINDS.map((kind) => {
    const result = JSON.parse(readFileSync(publishedFile(kind), 'utf8')) as Result;
    return {
      ...result,
      runs: result.runs.map((run) => ({ ...run, what: RENAMED_RUNS[run.what] ?? run.what })),
      loop: { ...result.loop, lines: fromRecorded(result.loop.lines) },
    };
  });

export const publishedRecording = (kind: Kind): Recording => {
  const recording = JSON.parse(readFileSync(join(FIXTURES, `loop-${kind}.json`), 'utf8')) as Recording;
  return { ...recording, decisions: fromRecorded(recording.decisions) };
};

export function pageOf(results: readonly Result[]): string {
  const sections = results.map((result) => {
    const { text, problems } = reportOf(result);
    const picture = RECORDED.includes(result.kind)
      ? `![Memory and vcores of the cluster over the run](images/real-yarn-${result.kind}.svg)\n\n`
      : '';
    const shown = problems.map((problem) => `\n**Not as predicted:** ${problem}.\n`).join('');
    const { title, note } = SPECS[result.kind];
    return `## ${title}\n\n${note}\n\n${picture}${text}\n${shown}`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# The main job on a real YARN

<!-- Written by npm run bench:yarn -- --docs; edit bench/yarn-loop/docs.ts instead. -->

The rehearsal runs on this project's own model of YARN and Spark. Here the same remediator meets Hadoop 3.4.1 and Spark 3.5.5: a ResourceManager with its
CapacityScheduler and four NodeManagers, each declared as large as a c5.4xlarge (24,576 MB and 16 vcores for YARN), on one machine. The built Lambda, unmodified, in its
own process, speaks through AWS's SDK clients to the simulator's EMR, CloudWatch and STS, behind which steps are spark-submit processes and figures are the
ResourceManager's. \`npm run bench:yarn -- --help\` says how to run it; it needs Linux, JDK 17 and Maven, and Python for the PySpark job.

The job waits, as one that reads many small objects does: it needs task slots and hardly any CPU. Fat executors of 7 cores and 23,680 MB, one a node, fill the memory.
The jobs that are found late can be asked: EMR's calls for web interfaces lead through the ResourceManager's proxy to the driver's own REST API, whose times are told in the remediator's.
Where a cell has two figures, **the first was predicted and the second came**; one figure is both. *Shown as* is \`totalVirtualCores\` of the REST API.

What is not real, and why:

- Time: but for one unscaled run, the remediator's clock runs faster than the machine's, so that its waits of 40 minutes take two; its 60 s after a cancel are then 3 s. Step states follow the processes without EMR's own delays.
- Memory: containers are checked against nothing, so that 96 GB can be declared on a small machine. Heaps are reserved as large as the settings say, and hardly touched.
- The environment of a step: spark-defaults with small JVM options, Spark's jars from a folder, an archive of its classes with which executors start in half the CPU time, dynamic allocation as on EMR but with Spark's own shuffle tracking in place of the shuffle service; clients give up on a dead ResourceManager after 15 s instead of 15 minutes.
- CPU: \`AWS/EC2 CPUUtilization\` of a node is what its NodeManager reports of its containers. All four nodes share the machine's cores, so it is never as high as on hardware of its own.
- EMR: step states by exit code. CancelSteps sends SIGTERM; a step whose process ends by it is CANCELLED, one whose process died before the signal FAILED. Whether EMR does the same is open (\`docs/simulator.md\`).
- One JVM holds the ResourceManager and the NodeManagers, so killing it takes both; the containers live on.
- Not tried here: a job with a shuffle, several steps at once.
`;
