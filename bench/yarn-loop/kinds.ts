import type { GateName, StepState, Tier } from '../../lib/remedy';
import type { Calculator } from '../../lib/yarn';
import { type Executor, FAT, FAT_BESIDE_A_DRIVER, type Language, WHOLE_NODES } from './jobs';

export type Kind =
  | 'dominant'
  | 'unscaled'
  | 'default'
  | 'pyspark'
  | 'rm'
  | 'driver'
  | 'cluster-mode'
  | 'late'
  | 'late-default';

/** What a loop is made of, and how it has to end. */
export interface KindSpec {
  readonly title: string;
  /** What it shows, in words that hold for every run that came out as predicted. */
  readonly note: string;
  /** For `--help`. */
  readonly help: string;
  readonly calculator: Calculator;
  /** Of the job that the remediator watches. */
  readonly fat: Executor;
  readonly deployMode: 'client' | 'cluster';
  readonly language: Language;
  /** Runs without a remediator before the loop. */
  readonly before: readonly ('fat' | 'eight')[];
  /** Whether the settings that the finding proposes are run once more after the loop, as a person would. */
  readonly byHand: boolean;
  /** Killed between CancelSteps' answer and its signal. */
  readonly killed?: 'rm' | 'driver';
  /** Whether its job times are held to the ideal ratio. */
  readonly timed: boolean;
  /** Of a job that was found late: virtual minutes of its work on the fat slots, and after which the remediator starts to watch; it can ask Spark itself. */
  readonly late?: { readonly workMinutes: number; readonly watchedFromMinutes: number };
  /** Virtual seconds in one of the machine's, where the run asks for it. */
  readonly scale?: number;
  /** States of all steps of the loop, in the order of their submission. */
  readonly ends: readonly StepState[];
  /** The one gate that refuses a finding that all others let pass. */
  readonly refusedBy?: { readonly tier: Tier; readonly gate: GateName };
}

/** Twice the time in which the remediator acts without evidence, and more than a restart costs after that. */
export const FOUND_LATE = { workMinutes: 300, watchedFromMinutes: 75 };
/** The 30 s that the remediator gives Spark's answers are two of the machine's. */
const ASKING_SCALE = 15;

const CURED: Pick<KindSpec, 'calculator' | 'fat' | 'deployMode' | 'language' | 'before' | 'byHand' | 'timed' | 'ends'> =
  {
    calculator: 'dominant',
    fat: FAT,
    deployMode: 'client',
    language: 'java',
    before: [],
    byHand: false,
    timed: false,
    ends: ['CANCELLED', 'COMPLETED'],
  };

export const SPECS: Readonly<Record<Kind, KindSpec>> = {
  dominant: {
    ...CURED,
    title: 'The loop, with the dominant calculator',
    note: "Every figure of the admission model is the real scheduler's. The cancelled application reports FINISHED / SUCCEEDED all the same: YARN's word on how a client-mode application ended is worth nothing after a signal.",
    help: 'the loop under the dominant calculator, and the runs it is measured against',
    before: ['fat', 'eight'],
    timed: true,
  },
  unscaled: {
    ...CURED,
    title: 'The loop again, unscaled',
    note: "A second of the machine is a second of the remediator's: its waits of 40 minutes take 40 minutes, its 60 s after a cancel are 60 s. The remediator takes the same decisions in the same order as in the scaled run.",
    help: 'the same loop alone, with time as it is: about 85 minutes',
    scale: 1,
  },
  default: {
    ...CURED,
    title: 'The loop, with the default calculator',
    note: "The executors and the application master have a node each, so that not a megabyte is left. The REST API then says that 100 % of 4 vcores are in use: a figure of containers, which says nothing of cores, and on which a trigger would never fire. The remediator does not read it: from the containers, the size of the step's executors and the nodes it finds 21 task slots on 64 vcores. It explains that, says what the next run should be given, and does not cancel: no description names the dominant calculator, and under the other YARN neither shows how many cores are taken nor keeps executors to them (gate `calculator-not-dominant`). The step runs to its end. The last row is the same step with the finding's settings, submitted afterwards as a person would.",
    help: 'the loop under the default calculator, which must explain and not act; then the settings it proposes',
    calculator: 'default',
    fat: WHOLE_NODES,
    byHand: true,
    timed: true,
    ends: ['COMPLETED'],
    refusedBy: { tier: 'T1', gate: 'calculator-not-dominant' },
  },
  pyspark: {
    ...CURED,
    title: 'The loop with a PySpark job',
    note: "The same job in Python, on PySpark 3.5.6 with its own jars and spark-submit, without the archive of classes. A task slot is a Python process here, and dozens of them share the machine's cores; tasks take ten seconds in place of two, so the last wave is longer. Times are given and not judged.",
    help: "the loop with a Python job and PySpark's own spark-submit; needs Python 3.9 or later and Java 17",
    language: 'python',
    before: ['fat'],
  },
  rm: {
    ...CURED,
    title: 'The ResourceManager is killed when the remediator cancels',
    note: 'The signal reaches the driver, so the fat step is CANCELLED and a copy is owed. It is submitted once, finds no ResourceManager, and fails; the lineage ends `failed` with a page. Nothing runs twice.',
    help: 'the loop, in which the ResourceManager is killed when the remediator cancels',
    killed: 'rm',
    ends: ['CANCELLED', 'FAILED'],
  },
  driver: {
    ...CURED,
    title: 'The driver is killed when the remediator cancels',
    note: 'The driver dies before the signal, so the step is FAILED and nobody can say whether the signal was the cause. Nothing is submitted; the lineage ends `aborted:failed-after-cancel` with a page.',
    help: 'the loop, in which the driver is killed when the remediator cancels',
    killed: 'driver',
    ends: ['FAILED'],
  },
  'cluster-mode': {
    ...CURED,
    title: 'A job in cluster mode',
    note: "The driver's container of 1,408 MB takes the place of the application master. The finding is complete (T2), and the gate `no-fence` alone refuses: a cluster-mode application outlives its client.",
    help: 'the loop with a job in cluster mode, which must be refused',
    fat: FAT_BESIDE_A_DRIVER,
    deployMode: 'cluster',
    ends: ['COMPLETED'],
    refusedBy: { tier: 'T2', gate: 'no-fence' },
  },
  late: {
    ...CURED,
    title: 'A job found late, with the dominant calculator',
    note: "The remediator begins to watch when the job has run for 75 minutes, past the hour in which it acts without evidence. It asks the driver through the ResourceManager's proxy how far the job is; what remains at least pays for a restart, so it restarts. Spark's times are told in the remediator's own.",
    help: 'the loop with a job that has run for 75 minutes when it is found: Spark is asked how far it is',
    late: FOUND_LATE,
    scale: ASKING_SCALE,
  },
  'late-default': {
    ...CURED,
    title: 'A job found late, with the default calculator',
    note: "YARN's vcores are containers here and say nothing of cores. Spark's own count of executors, cores and active tasks takes their place, and memory admits no more of the cure per node than the node has cores: so the job is cured, where the same cluster without evidence is left alone (above).",
    help: 'the same under the default calculator, where the cores in use are known from Spark alone',
    calculator: 'default',
    fat: WHOLE_NODES,
    late: FOUND_LATE,
    scale: ASKING_SCALE,
  },
};

export const KINDS = Object.keys(SPECS) as readonly Kind[];
/** What `--run all` runs: the unscaled loop takes longer than all others together. */
export const ALL_KINDS = KINDS.filter((kind) => kind !== 'unscaled');
