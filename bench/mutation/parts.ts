/** A part of the code whose mutants the tests beside it must notice. */
export interface Part {
  readonly name: string;
  readonly holds: string;
  /** Files, as Stryker's `mutate` takes them. */
  readonly files: readonly string[];
  /** Files and folders of the tests that run for each mutant: those of the functions, without those of whole lives of a lineage. */
  readonly tests: readonly string[];
}

const remedy = (...names: string[]): string[] => names.map((name) => `lib/remedy/${name}.ts`);
const remedyTests = (...names: string[]): string[] => names.map((name) => `test/remedy/${name}`);

const stepsTests = (...names: string[]): string[] => names.map((name) => `test/steps/${name}.test.ts`);

/** What is mutated, in parts that each take minutes. */
export const PARTS: readonly Part[] = [
  {
    name: 'gates',
    holds: 'reasons not to act',
    files: remedy('gates/*', 'worth'),
    tests: remedyTests('gates', 'states/intent.test.ts', 'worth.test.ts'),
  },
  {
    name: 'detection',
    holds: 'windows and explanation, what a job and its history say',
    files: remedy('detection', 'assess', 'asks-job', 'job-facts', 'past-runs', 'subject'),
    tests: remedyTests(
      'gates',
      'asks-job.test.ts',
      'detection.test.ts',
      'job-facts.test.ts',
      'lag.test.ts',
      'past-runs.test.ts',
      'subject.test.ts',
      'suspicion.test.ts',
      'window.test.ts',
    ),
  },
  {
    name: 'reducer',
    holds: 'states, decisions, records, verification',
    files: remedy(
      'states/*',
      'attempt-*',
      'better-mark',
      'consent',
      'decide',
      'fence',
      'finding-notice',
      'guard',
      'invariants',
      'judge',
      'notice',
      'record',
      'released',
      'resubmission',
      'verify',
    ),
    tests: remedyTests(
      'states',
      'attempt-job.test.ts',
      'attempt-metrics.test.ts',
      'better-mark.test.ts',
      'consent.test.ts',
      'decide.test.ts',
      'fence.test.ts',
      'gates/every-gate.test.ts',
      'guard.test.ts',
      'invariants.test.ts',
      'judge.test.ts',
      'lag.test.ts',
      'notice.test.ts',
      'record.test.ts',
      'released.test.ts',
      'resubmission.test.ts',
      'verify.test.ts',
    ),
  },
  {
    name: 'rows',
    holds: 'what the ledger keeps, and how it is read',
    files: remedy('account', 'canonical', 'parse-row', 'row', 'transitions'),
    tests: remedyTests(
      'account.test.ts',
      'canonical.test.ts',
      'parse-row.test.ts',
      'record.test.ts',
      'transitions.test.ts',
      'states',
    ),
  },
  {
    name: 'steps',
    holds: 'spark-submit arguments: parser, rewriter, marker',
    files: ['lib/steps/*.ts'],
    // Not the folder: the tests of the guard run it.
    tests: stepsTests(
      'limits',
      'marked-tags',
      'marker',
      'options',
      'parse-step',
      'recorded-answers',
      'rewritable',
      'rewrite',
      'settings',
      'step-config',
      'guard/guarded-step',
    ),
  },
];
