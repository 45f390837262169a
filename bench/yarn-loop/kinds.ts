import type { StepState } from '../../lib/remedy';
import type { DeployMode } from '../../lib/spark';
import type { Calculator } from '../../lib/yarn';
import { type Executor, FAT, FAT_BESIDE_A_DRIVER, type Language, WHOLE_NODES } from './jobs';

export type Kind =
  | 'cluster-mode'
  | 'cluster-mode-default'
  | 'pyspark-cluster'
  | 'root-succeeds'
  | 'two-candidates'
  | 'client-outlives'
  | 'rm-restarts'
  | 'rm-forgets'
  | 'rollback'
  | 'client-mode'
  | 'client-mode-default'
  | 'speed'
  | 'pyspark'
  | 'driver'
  | 'late'
  | 'late-default';

/** What happens between the remediator's cancel and its resubmission, or while that waits in its guard. */
export type Disturbance =
  /** The driver is killed between the cancel and its signal. */
  | 'driver-killed'
  /** The signal ends only a wrapper of the client. */
  | 'client-outlives'
  /** So it is, and the application gets to its end while the guard waits for the client. */
  | 'root-succeeds'
  /** Another application with the step's tag is submitted before the signal. */
  | 'second-application'
  /** The ResourceManager is killed between the cancel and its signal, and started again while the guard asks for it. */
  | 'rm-restarts'
  /** So it is, without recovery of its applications. */
  | 'rm-forgets';

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
  readonly deployMode: DeployMode;
  readonly language: Language;
  /** Runs without a remediator before the loop, against which its job times are held. */
  readonly before?: readonly ('fat' | 'eight')[];
  readonly disturbance?: Disturbance;
  /** What the job's tasks need of an executor's heap. */
  readonly needsHeapMiB?: number;
  /** A YARN tag of its own. */
  readonly tag?: string;
  /** Virtual minutes of its work on the fat slots. */
  readonly workMinutes: number;
  /** Whether its work runs to the end as it is; else what is left of it takes no time once the remediator has judged the attempt. */
  readonly isMeasured: boolean;
  /** Of a job that was found late: virtual minutes after which the remediator starts to watch. */
  readonly watchedFromMinutes?: number;
  /** Virtual seconds in one of the machine's, where the run asks for it. */
  readonly scale?: number;
  /** States of all steps of the loop, in the order of their submission. */
  readonly ends: readonly StepState[];
  /** Exit codes of the guarded ones. */
  readonly exits: readonly number[];
  /** State and final status of every application, in the order of their start; undefined where nobody knows. */
  readonly applications: readonly string[];
  /** In how many applications the job got to its end. */
  readonly worksDone: number;
  /** How the remediator ends it: the outcome, or the reason for which it is held. */
  readonly outcome: string;
}

/** A cut cluster-mode application, one that succeeded; a client-mode application reports success after its driver was signalled, too. */
const KILLED = 'KILLED / KILLED';
const SUCCEEDED = 'FINISHED / SUCCEEDED';

const CLIENT = {
  calculator: 'dominant',
  fat: FAT,
  deployMode: 'client',
  language: 'java',
  workMinutes: 150,
  isMeasured: false,
  ends: ['CANCELLED', 'COMPLETED'],
  exits: [0],
  applications: [SUCCEEDED, SUCCEEDED],
  worksDone: 1,
  outcome: 'improved',
} as const;

const CLUSTER = {
  ...CLIENT,
  fat: FAT_BESIDE_A_DRIVER,
  deployMode: 'cluster',
  applications: [KILLED, SUCCEEDED],
} as const;

const REFUSED = { ends: ['CANCELLED', 'FAILED'], exits: [75], outcome: 'guard-refused', worksDone: 0 } as const;

/** Twice the time in which the remediator acts without evidence, and more than a restart costs after that. */
export const FOUND_LATE = { workMinutes: 300, watchedFromMinutes: 75, isMeasured: true } as const;

export const SPECS: Readonly<Record<Kind, KindSpec>> = {
  'cluster-mode': {
    ...CLUSTER,
    title: 'Cluster mode, with the dominant calculator',
    note: "The driver's container of 1,408 MB takes the place of the application master. The cancel ends the client, and the application goes on. The resubmission finds it by what the remediator knew of it and by the log of its step, ends it, and becomes spark-submit.",
    help: 'the loop with a job in cluster mode under the dominant calculator',
    workMinutes: 135,
    isMeasured: true,
  },
  'cluster-mode-default': {
    ...CLUSTER,
    title: 'Cluster mode, with the default calculator',
    note: "Executors and driver have a node each, so that not a megabyte is left, and YARN's vcores are containers. Spark's own count of executors, cores and active tasks takes their place.",
    help: 'the same under the default calculator',
    calculator: 'default',
    fat: WHOLE_NODES,
    workMinutes: 135,
    isMeasured: true,
  },
  'pyspark-cluster': {
    ...CLUSTER,
    title: 'Cluster mode, with a PySpark job',
    note: "The same job in Python, on PySpark 3.5.6 with its own jars and spark-submit. A task slot is a Python process here, and dozens of them share the machine's cores.",
    help: "the loop with a Python job in cluster mode and PySpark's own spark-submit; needs Python 3.9 or later and Java 17",
    language: 'python',
    workMinutes: 300,
  },
  'root-succeeds': {
    ...CLUSTER,
    title: 'The application succeeds while the guard waits',
    note: "The signal ends a wrapper and not the client, so the guard ends that first and waits. Meanwhile the application that nobody watches any more gets to its end. The guard finds that it has succeeded and ends with 0: nothing runs a second time. (The guard's pause is 20 s here in place of 5, so that the application has the time.)",
    help: 'the loop in cluster mode; the application gets to its end while the guard waits',
    disturbance: 'root-succeeds',
    applications: [SUCCEEDED],
    outcome: 'root-succeeded',
  },
  'two-candidates': {
    ...CLUSTER,
    ...REFUSED,
    title: 'Two applications that may be the one',
    note: "Between the cancel and its signal somebody submits the same command by hand, with the YARN tag that tells the step's application from others. The guard finds two, and ends neither: 75. The remediator holds the lineage and calls a person; the one goes on and the other still waits for its place.",
    help: 'the loop in cluster mode; a second application carries the tag of the step, so that nothing may be submitted',
    disturbance: 'second-application',
    tag: 'nightly',
    applications: ['RUNNING / UNDEFINED', 'ACCEPTED / UNDEFINED'],
  },
  'client-outlives': {
    ...CLUSTER,
    title: 'A client that outlives its cancel',
    note: 'The signal ends a wrapper and not the client. The guard finds the client by the folder of its step, ends it, then the application.',
    help: 'the loop in cluster mode; the signal of the cancel does not reach the client',
    disturbance: 'client-outlives',
  },
  'rm-restarts': {
    ...CLUSTER,
    title: 'The ResourceManager is restarted while the guard waits',
    note: 'It is killed (SIGKILL) between the cancel and its signal, and started again 20 s after the guard has begun to ask; with recovery, so that it knows the application. The guard waits for its answer, ends the application, and the job is cured.',
    help: 'the loop in cluster mode; the ResourceManager is killed at the cancel and started again while the guard waits',
    disturbance: 'rm-restarts',
  },
  'rm-forgets': {
    ...CLUSTER,
    ...REFUSED,
    title: 'The ResourceManager is restarted and has forgotten its applications',
    note: 'As above, without recovery. The new ResourceManager answers 404 for the application, which the guard knows from before the cancel; whether it still runs nobody can say. So the guard submits nothing: 75. The remediator holds the lineage and calls a person.',
    help: 'the same, but what is started again does not know its applications',
    disturbance: 'rm-forgets',
    applications: [],
  },
  rollback: {
    ...CLUSTER,
    title: 'An attempt that fails is rolled back',
    note: 'The tasks of this job fail in an executor with a heap of less than 10,000 MiB. The attempt fails; the step is submitted once more as it was, behind a guard that looks for the applications of both earlier steps.',
    help: 'the loop in cluster mode with a job that fails in small executors: the step is submitted again as it was',
    needsHeapMiB: 10_000,
    ends: ['CANCELLED', 'FAILED', 'COMPLETED'],
    exits: [1, 0],
    applications: [KILLED, 'FINISHED / FAILED', SUCCEEDED],
    outcome: 'rolled-back',
  },
  'client-mode': {
    ...CLIENT,
    title: 'Client mode, with the dominant calculator',
    note: "Every figure of the admission model is the real scheduler's. The cancelled application reports FINISHED / SUCCEEDED: YARN's word on how a client-mode application ended is worth nothing after a signal. So the guard does not take it for a success, and becomes spark-submit.",
    help: 'the loop with a job in client mode under the dominant calculator',
  },
  speed: {
    ...CLIENT,
    title: 'How much faster the cured job is',
    note: 'The job alone, to its end, with its own executors and with two of 8 cores a node; then the loop, in which it runs to its end as well.',
    help: 'the loop in client mode, held against runs of the job alone, on a machine that does nothing else; half an hour',
    before: ['fat', 'eight'],
    workMinutes: 135,
    isMeasured: true,
  },
  'client-mode-default': {
    ...CLIENT,
    title: 'Client mode, with the default calculator',
    note: 'As in cluster mode, the cores in use are known from Spark alone.',
    help: 'the loop with a job in client mode under the default calculator',
    calculator: 'default',
    fat: WHOLE_NODES,
  },
  pyspark: {
    ...CLIENT,
    title: 'Client mode, with a PySpark job',
    note: 'The Python job as above, with its driver in the process of the step.',
    help: "the loop with a Python job and PySpark's own spark-submit; needs Python 3.9 or later and Java 17",
    language: 'python',
    workMinutes: 300,
  },
  driver: {
    ...CLIENT,
    title: 'The driver is killed when the remediator cancels',
    note: 'The driver dies before the signal, so the step is FAILED and nobody can say whether the signal was the cause. Nothing is submitted; the lineage ends `aborted:failed-after-cancel` with a page.',
    help: 'the loop in client mode, in which the driver is killed when the remediator cancels',
    disturbance: 'driver-killed',
    ends: ['FAILED'],
    exits: [],
    applications: [SUCCEEDED],
    worksDone: 0,
    outcome: 'aborted:failed-after-cancel',
  },
  late: {
    ...CLUSTER,
    ...FOUND_LATE,
    title: 'A job found late, with the dominant calculator',
    note: "The remediator begins to watch when the job has run for 75 minutes, past the hour in which it acts without evidence. It asks the driver through the ResourceManager's proxy how far the job is; what remains at least pays for a restart, so it restarts. Spark's times are told in the remediator's own.",
    help: 'the loop with a job in cluster mode that has run for 75 minutes when it is found',
  },
  'late-default': {
    ...CLIENT,
    ...FOUND_LATE,
    title: 'A job found late, with the default calculator',
    note: "YARN's vcores are containers here and say nothing of cores. Spark's own count of executors, cores and active tasks takes their place, and memory admits no more of the cure per node than the node has cores.",
    help: 'the same in client mode, under the default calculator',
    calculator: 'default',
    fat: WHOLE_NODES,
  },
};

export const KINDS = Object.keys(SPECS) as readonly Kind[];
