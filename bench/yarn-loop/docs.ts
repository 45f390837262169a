import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../yarn-oracle/command';
import { TARGET } from './build';
import { pictureOf } from './picture';
import type { Recording } from './recording';
import { KINDS, type Kind, type Result, reportOf } from './report';

const ROOT = join(__dirname, '..', '..');
const FIXTURES = join(ROOT, 'test', 'fixtures', 'real-yarn');

const TITLES: Readonly<Record<Kind, string>> = {
  dominant: 'The loop, with the dominant calculator',
  default: 'The loop, with the default calculator',
  rm: 'The ResourceManager is killed when the watchdog cancels',
  driver: 'The driver is killed when the watchdog cancels',
  'cluster-mode': 'A job in cluster mode',
};

/** What each shows, in words that hold for every run that came out as predicted. */
const NOTES: Readonly<Record<Kind, string>> = {
  dominant:
    "Every figure of the admission model is the real scheduler's. The cancelled application reports FINISHED / SUCCEEDED all the same: YARN's word on how a client-mode application ended is worth nothing after a signal.",
  default:
    "The executors and the application master have a node each, so that not a megabyte is left. The REST API then says that 100 % of 4 vcores are in use, and a trigger on that ratio would never fire. The watchdog does not read it: it takes the containers, the size of the step's executors and the nodes, and finds 21 task slots on 64 vcores whichever calculator is in force; DescribeCluster does not say which one is. Because both give the same verdict it acts.",
  rm: 'The signal reaches the driver, so the fat step is CANCELLED and a copy is owed. It is submitted once, finds no ResourceManager, and fails; the lineage ends `failed` with a page. Nothing runs twice.',
  driver:
    'The driver dies before the signal, so the step is FAILED and nobody can say whether the signal was the cause. Nothing is submitted; the lineage ends `aborted:failed-after-cancel` with a page.',
  'cluster-mode':
    "The driver's container of 1,408 MB takes the place of the application master. The finding is complete (T2), and the gate `no-fence` alone refuses: a cluster-mode application outlives its client.",
};

export const resultFile = (kind: Kind): string => join(TARGET, `result-${kind}.json`);

/** @throws UsageError where a kind has not been run yet */
export function readResults(): Result[] {
  return KINDS.map((kind) => {
    if (!existsSync(resultFile(kind)))
      throw new UsageError(`--docs needs a run of every kind, and there is none of ${kind}`);
    return JSON.parse(readFileSync(resultFile(kind), 'utf8')) as Result;
  });
}

/** The page, its pictures and the recorded runs, all from results of real runs. */
export function writeDocs(results: readonly Result[]): void {
  mkdirSync(FIXTURES, { recursive: true });
  mkdirSync(join(ROOT, 'docs', 'images'), { recursive: true });
  for (const kind of ['dominant', 'default'] as const) {
    const recorded = readFileSync(join(TARGET, `loop-${kind}.json`), 'utf8');
    writeFileSync(join(FIXTURES, `loop-${kind}.json`), recorded);
    const picture = pictureOf(JSON.parse(recorded) as Recording);
    writeFileSync(join(ROOT, 'docs', 'images', `real-yarn-${kind}.svg`), picture);
  }
  const sections = results.map((result) => {
    const { text, problems } = reportOf(result);
    const picture =
      result.kind === 'dominant' || result.kind === 'default'
        ? `![Memory and vcores of the cluster over the run](images/real-yarn-${result.kind}.svg)\n\n`
        : '';
    const shown = problems.map((problem) => `\n**Not as predicted:** ${problem}.\n`).join('');
    return `## ${TITLES[result.kind]}\n\n${NOTES[result.kind]}\n\n${picture}${text}\n${shown}`;
  });
  writeFileSync(join(ROOT, 'docs', 'real-yarn.md'), `${INTRODUCTION}\n${sections.join('\n')}`);
}

const INTRODUCTION = `# The main job on a real YARN

<!-- Written by npm run bench:yarn -- --docs; edit bench/yarn-loop/docs.ts instead. -->

The rehearsal runs on this project's own model of YARN and Spark. Here the same watchdog meets Hadoop 3.4.1 and Spark 3.5.5: a ResourceManager with its
CapacityScheduler and four NodeManagers, each declared as large as a c5.4xlarge (24,576 MB and 16 vcores for YARN), on one machine. The built Lambda, unmodified, in its
own process, speaks through AWS's SDK clients to the simulator's EMR, CloudWatch and STS, behind which steps are spark-submit processes and figures are the
ResourceManager's. \`npm run bench:yarn -- --help\` says how to run it; it needs Linux, JDK 17 or later, and Maven.

The job waits, as one that reads many small objects does: it needs task slots and hardly any CPU. Fat executors of 7 cores and 23,680 MB, one a node, fill the memory.
Where a cell has two figures, **the first was predicted and the second came**; one figure is both. *Shown as* is \`totalVirtualCores\` of the REST API.

What is not real, and why:

- Time: the watchdog's clock runs faster than the machine's, so that its waits of 40 minutes take two; its 60 s after a cancel are then 3 s. Step states follow the processes without EMR's own delays.
- Memory: containers are checked against nothing, so that 96 GB can be declared on a small machine. Heaps are reserved as large as the settings say, and hardly touched.
- The environment of a step: spark-defaults with small JVM options, Spark's jars from a folder, dynamic allocation as on EMR but with Spark's own shuffle tracking in place of the shuffle service; clients give up on a dead ResourceManager after 15 s instead of 15 minutes.
- CPU: \`AWS/EC2 CPUUtilization\` of a node is what its NodeManager reports of its containers. All four nodes share the machine's cores, so it is never as high as on hardware of its own.
- EMR: step states by exit code. CancelSteps sends SIGTERM; a step whose process ends by it is CANCELLED, one whose process died before the signal FAILED. Whether EMR does the same is open (\`docs/simulator.md\`).
- One JVM holds the ResourceManager and the NodeManagers, so killing it takes both; the containers live on.
- Not tried here: PySpark, a job with a shuffle, several steps at once, an unscaled run.
`;
