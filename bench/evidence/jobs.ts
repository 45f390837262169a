import type { SparkUnderTest } from './build';

/** A job that the bench runs. */
export interface BenchJob {
  /** As src/EvidenceJob.java has it. */
  readonly kind: string;
  /** What it is, for the page. */
  readonly what: string;
  readonly executors: number;
  readonly cores: number;
  /** Whether the tasks of each stage are alike and its slots stay. */
  readonly isHomogeneous: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

const TWO_OF_FOUR = { executors: 2, cores: 4 } as const;

export const JOBS: readonly BenchJob[] = [
  { kind: 'map', what: 'map only, 20 waves', ...TWO_OF_FOUR, isHomogeneous: true },
  { kind: 'shuffle', what: 'a shuffle, 12 waves before it and 12 after it', ...TWO_OF_FOUR, isHomogeneous: true },
  {
    kind: 'skew',
    what: 'a shuffle with skew: one task of ten takes ten times as long',
    ...TWO_OF_FOUR,
    isHomogeneous: false,
  },
  {
    kind: 'jobs',
    what: 'six jobs: a cache, a stage that is skipped, a pause of the driver, two jobs at once',
    ...TWO_OF_FOUR,
    isHomogeneous: false,
  },
  {
    kind: 'failures',
    what: 'tasks that fail and run again, a lost executor, stages that run again in part',
    ...TWO_OF_FOUR,
    isHomogeneous: false,
  },
  {
    kind: 'speculation',
    what: 'speculative copies of slow tasks',
    ...TWO_OF_FOUR,
    isHomogeneous: false,
    settings: { 'spark.speculation': 'true', 'spark.speculation.quantile': '0.3' },
  },
  {
    kind: 'growth',
    what: 'dynamic allocation from one executor to four',
    executors: 4,
    cores: 2,
    isHomogeneous: false,
    settings: {
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.initialExecutors': '1',
      'spark.dynamicAllocation.maxExecutors': '4',
      'spark.dynamicAllocation.schedulerBacklogTimeout': '8s',
      'spark.dynamicAllocation.sustainedSchedulerBacklogTimeout': '8s',
    },
  },
];

/** The step's arguments, as EMR's command-runner.jar takes them. */
export function jobArgs(
  job: BenchJob,
  { job: jar }: Pick<SparkUnderTest, 'job'>,
  { events, end }: { readonly events: string; readonly end: string },
): string[] {
  const settings = {
    'spark.dynamicAllocation.enabled': 'false',
    'spark.executor.memoryOverhead': '384m',
    'spark.eventLog.enabled': 'true',
    'spark.eventLog.dir': `file://${events}`,
    'spark.eventLog.compress': 'false',
    'spark.eventLog.rolling.enabled': 'false',
    ...(job.settings?.['spark.dynamicAllocation.enabled'] === 'true'
      ? {}
      : { 'spark.executor.instances': String(job.executors) }),
    ...job.settings,
  };
  return [
    ...['spark-submit', '--deploy-mode', 'client', '--executor-memory', '512m', '--executor-cores', String(job.cores)],
    ...Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...['--class', 'EvidenceJob', jar, job.kind, end],
  ];
}
