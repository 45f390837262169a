import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure } from '../tools';
import { TARGET } from './build';
import { KINDS, type Kind, SPECS } from './kinds';
import { pictureOf } from './picture';
import { type Recording, recordingFile } from './recording';
import { type Result, reportOf, runsTable } from './report';

const ROOT = join(__dirname, '..', '..');
export const PAGE = join(ROOT, 'docs', 'real-yarn.md');
export const RELIABILITY = join(ROOT, 'docs', 'reliability.md');
export const IMAGES = join(ROOT, 'docs', 'images');
const FIXTURES = join(ROOT, 'test', 'fixtures', 'real-yarn');

/** Loops that are drawn. */
export const DRAWN: readonly Kind[] = ['cluster-mode', 'cluster-mode-default'];

export const resultFile = (kind: Kind): string => join(TARGET, `result-${kind}.json`);
const publishedFile = (kind: Kind): string => join(FIXTURES, `result-${kind}.json`);
const pictureFile = (kind: Kind): string => join(IMAGES, `real-yarn-${kind}.svg`);

/** Publishes the last runs of this machine and writes the page of all that are published. */
export function publishDocs(): void {
  mkdirSync(FIXTURES, { recursive: true });
  mkdirSync(IMAGES, { recursive: true });
  for (const kind of KINDS.filter((one) => existsSync(resultFile(one)))) {
    copyFileSync(resultFile(kind), publishedFile(kind));
    if (DRAWN.includes(kind)) {
      const recording = JSON.parse(readFileSync(recordingFile(kind), 'utf8')) as Recording;
      writeFileSync(pictureFile(kind), pictureOf(recording));
    }
  }
  const results = publishedResults();
  writeFileSync(PAGE, pageOf(results));
  writeFileSync(RELIABILITY, withRuns(readFileSync(RELIABILITY, 'utf8'), results));
}

/** The page on reliability with the table of these runs. */
export function withRuns(page: string, results: readonly Result[]): string {
  const block = /(<!-- runs: [^\n]* -->\n)[\s\S]*?(<!-- \/runs -->)/;
  if (!block.test(page)) throw new OracleFailure('docs/reliability.md has no place for the runs');
  return page.replace(block, (_, begin, end) => `${begin}\n${runsTable(results)}\n\n${end}`);
}

/** In the order of the kinds; of some there may be none. */
export const publishedResults = (): Result[] =>
  KINDS.filter((kind) => existsSync(publishedFile(kind))).map(
    (kind) => JSON.parse(readFileSync(publishedFile(kind), 'utf8')) as Result,
  );

export function pageOf(results: readonly Result[]): string {
  const sections = results.map((result) => {
    const { text, problems } = reportOf(result);
    const picture = DRAWN.includes(result.kind)
      ? `![Memory and vcores of the cluster over the run](images/real-yarn-${result.kind}.svg)\n\n`
      : '';
    const shown = problems.map((problem) => `\n**Not as predicted:** ${problem}.\n`).join('');
    const { title, note } = SPECS[result.kind];
    return `## ${title}\n\n${note}\n\n${picture}${text}\n${shown}`;
  });
  const missing = KINDS.filter((kind) => !results.some((result) => result.kind === kind));
  const notRun =
    missing.length === 0
      ? []
      : [`- Kinds of the bench of which no run is published: ${missing.map((kind) => `\`${kind}\``).join(', ')}.`];
  return [INTRODUCTION, ...notRun, '', TABLE, runsTable(results), '', EARLIER, ...sections].join('\n');
}

const INTRODUCTION = `# The main job on a real YARN

<!-- Written by npm run bench:yarn -- --docs; edit bench/yarn-loop/docs.ts instead. -->

The rehearsal runs on this project's own model of YARN and Spark. Here the same remediator meets Hadoop 3.4.1 and Spark 3.5.5: a ResourceManager with its
CapacityScheduler and four NodeManagers, each declared as large as a c5.4xlarge (24,576 MB and 16 vcores for YARN), on one machine. The built Lambda, unmodified, in its
own process, speaks through AWS's SDK clients to the simulator's EMR, CloudWatch and STS, behind which steps are spark-submit processes and figures are the
ResourceManager's. \`npm run bench:yarn -- --help\` says how to run it; it needs Linux, JDK 17 and Maven, and Python for the PySpark job.

The job waits, as one that reads many small objects does: it needs task slots and hardly any CPU. Fat executors of 7 cores, one a node, fill the memory.
The remediator asks Spark how far a job is, as it does on EMR: calls for web interfaces lead through the ResourceManager's proxy to the driver's own REST API, whose times are told in the remediator's.
Every resubmission stands behind its [guard](guard.md): the script as it is shipped, run by bash before spark-submit, among what the cancelled step has left.
Where a cell has two figures, **the first was predicted and the second came**; one figure is both. *Shown as* is \`totalVirtualCores\` of the REST API.

What is not real, and why:

- Time: the remediator's clock runs faster than the machine's, so that its waits of 40 minutes take less than three. Step states follow the processes without EMR's own delays. The guard's waits are the machine's, and the times in its words are told in the machine's.
- The guard's three places: the address of the ResourceManager, which is on a port of its own, and the folders of steps and of their logs.
- Memory: containers are checked against nothing, so that 96 GB can be declared on a small machine. Heaps are reserved as large as the settings say, and hardly touched.
- The environment of a step: spark-defaults with small JVM options, Spark's jars from a folder, an archive of its classes with which executors start in half the CPU time, dynamic allocation as on EMR but with Spark's own shuffle tracking in place of the shuffle service; where the ResourceManager stays up, clients would give up on it after 15 s instead of 15 minutes.
- CPU: \`AWS/EC2 CPUUtilization\` of a node is what its NodeManager reports of its containers. All four nodes share the machine's cores, so it is never as high as on hardware of its own.
- EMR: step states by exit code. CancelSteps sends SIGTERM; a step whose process ends by it is CANCELLED, one whose process died before the signal FAILED. Whether EMR does the same is open (\`docs/simulator.md\`).
- In the runs that are not about speed, what is left of the work takes no time once the remediator has judged the attempt.
- The machine of two cores did other work beside: how long a JVM takes to start is not a figure of Spark.
- Not tried here: a job with a shuffle, several steps at once, a cluster with several primary nodes, Kerberos or TLS, clocks that differ, the remediator's waits unscaled.
`;

const TABLE = `## All runs

*Steps* in the order of their submission; *exit codes* of those behind a guard. What a guard says stands in the stderr of its step. The last two columns: in how many applications the job got to its end, and the outcome with which the
remediator closed the lineage, or the reason for which it holds it and calls a person.
`;

const EARLIER = `## Measured earlier

Before a resubmission had a guard, and while Spark was not asked early, the client-mode loop ran on the same machine when it did nothing else (28 November 2026). The size of the executors and the time of the
job do not depend on either: 28 task slots took 309.1 s, 56 (8 cores) 162.1 s, which is 1.91 times as fast and 95.4 % of the ideal, and the remediator's 60 (4 cores) 168.4 s, which is 1.84 times as fast
and 85.7 %: more JVMs start, on two cores. Unscaled, with its waits of 40 minutes as they are, the loop took the same decisions in the same order.
Jobs that were found after 75 minutes were cured as well: one of 300 minutes under the dominant calculator was done 240 min after its start, one of 400 under the default calculator 273.
`;
