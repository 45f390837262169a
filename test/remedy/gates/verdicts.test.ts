import { describe, expect, test } from 'vitest';
import type { FindingId } from '../../../lib/diagnosis';
import { assess, type GateName, gates, type Observation } from '../../../lib/remedy';
import type { Assessment } from '../../../lib/remedy/assessment';
import { detail, FAT_POINT, MINUTE, NOW, POLICY, points, row, START, stuck } from '../support';
import { askedJob, jobSaying, type Said } from './job';
import { refused } from './support';

/** The stuck cluster as it is assessed, changed in what the engine made of it. */
const assessed = (changed: Partial<Assessment> = {}, obs: Observation = stuck()): Assessment => ({
  ...assess(obs, row(), NOW, POLICY),
  ...changed,
});
const reasonOf = (name: GateName, assessment: Assessment): string | undefined =>
  gates.find((gate) => gate.name === name)?.refuses(assessment);

/** Gates that speak of an assessment. */
const speaking = (assessment: Assessment): GateName[] =>
  gates.flatMap(({ name, refuses }) => (refuses(assessment) === undefined ? [] : [name]));

describe('a diagnosis', () => {
  const diagnosed = (verdict: FindingId | undefined): Assessment =>
    assessed({ diagnosis: { ...assessed().diagnosis, verdict, findings: [], sizes: [] } });

  test.each([
    ['no-demand', ['no-demand']],
    ['calculator-unknown', ['calculator-unknown']],
    ['oversubscribed', ['oversubscribed']],
    ['unexplained', ['unexplained']],
    ['idle', ['unexplained']],
    ['stranded-memory', ['unexplained']],
    ['size-unknown', ['unexplained']],
    [undefined, ['unexplained']],
  ] as const)('of %s is refused by one gate', (verdict, names) => {
    expect(speaking(diagnosed(verdict))).toEqual(names);
  });

  test('of anything else than stranded cores does not ask which calculator is in force', () => {
    const diagnosis = { ...assessed().diagnosis, verdict: 'oversubscribed' as const, findings: [], sizes: [] };
    expect(speaking(assessed({ diagnosis }, stuck({ cluster: { calculator: 'default' } })))).toEqual([
      'oversubscribed',
    ]);
  });

  test('of stranded cores is refused where it does not explain the figures, or is advice only', () => {
    const { diagnosis } = assessed();
    const without = assessed({ diagnosis: { ...diagnosis!, explanation: undefined } });
    expect(reasonOf('unexplained', without)).toBe("the step's executors do not explain memory and containers");
    const findings = diagnosis!.findings.map((one) => ({ ...one, actionable: false }));
    expect(reasonOf('unexplained', assessed({ diagnosis: { ...diagnosis!, findings } }))).toBe(
      'the finding is advice only',
    );
    const other = { ...findings[0]!, id: 'no-demand' as const, actionable: true };
    expect(reasonOf('unexplained', assessed({ diagnosis: { ...diagnosis!, findings: [...findings, other] } }))).toBe(
      'the finding is advice only',
    );
  });

  test('that is missing is refused', () => {
    expect(reasonOf('unexplained', assessed({ diagnosis: undefined }))).toBe(
      'the figures cannot be put into the admission model',
    );
  });

  test('says which gate speaks in words that tell the verdicts apart', () => {
    const reasons = (['no-demand', 'calculator-unknown', 'oversubscribed', 'unexplained', 'idle'] as const).map(
      (verdict) => {
        const assessment = diagnosed(verdict);
        return reasonOf(speaking(assessment)[0]!, assessment);
      },
    );
    expect(reasons).toEqual([
      'no container is pending',
      'the two resource calculators give different verdicts, and the cluster does not say which it runs',
      'the executors hold more task slots than there are cores',
      "the step's executors do not explain memory and containers",
      'the diagnosis finds no stranded cores',
    ]);
  });
});

test('too few points are counted, with how many there have to be', () => {
  const over = (...five: readonly object[]) =>
    assessed({}, stuck({ points: points(NOW, 12, FAT_POINT).map((point, i) => ({ ...point, ...five[i - 7] })) }));
  const calm = { containersPending: 0 };
  expect(reasonOf('no-demand', over(calm, calm))).toBe(
    'containers are pending in 3 of the last 5 points, 4 are needed',
  );
  const busy = { cpuUtilisation: 0.9 };
  expect(reasonOf('cpu-busy', over(busy, busy))).toBe(
    'at most 50 % of the CPU is in use in 3 of the last 5 points, 4 are needed',
  );
});

test('a gap is said by the gate of missing data alone', () => {
  const series = points(NOW, 12, FAT_POINT).map((point, i) => ({
    ...point,
    ...(i === 9 && { cpuUtilisation: undefined }),
  }));
  const busy = series.map((point, i) => ({ ...point, ...(i < 9 && { cpuUtilisation: 0.9 }) }));
  expect(refused(stuck({ points: series }))).toEqual(['no-data']);
  expect(refused(stuck({ points: busy }))).toEqual(['no-data']);
  expect(refused(stuck({ nodes: [] }))).toEqual(['no-data']);
});

test('a window that reaches into the warm-up is said by its gate alone', () => {
  const early = detail({ startedAt: START + 11 * MINUTE });
  expect(refused(stuck({ root: early, point: { cpuUtilisation: 0.9 } }))).toEqual(['warm-up']);
});

test('a step of another form is refused for its form, not for what cannot be read of it', () => {
  const shell = detail({ args: ['bash', '-c', 'spark-submit a.py'] });
  expect(refused(stuck({ root: shell, obs: { allowedStepNames: ['nightly join'] } }))).toEqual(['shape-unknown']);
});

test('a cluster that could not be read is not said to have a release that is not understood', () => {
  expect(refused(stuck({ obs: { cluster: undefined } }))).toEqual(['not-opted-in', 'no-data', 'unexplained']);
});

test('every setting that decides where executors run is named', () => {
  const uncounted = ['spark.task.resource.*', 'spark.yarn.executor.nodeLabelExpression'];
  const asked = askedJob(NOW, { ...jobSaying({}), uncounted });
  expect(reasonOf('unexplained', assessed({}, stuck({ obs: { asked } })))).toBe(
    'what runs on a node does not follow from memory and cores alone: spark.task.resource.*, spark.yarn.executor.nodeLabelExpression is in force',
  );
});

describe("Spark's own count of cores, where YARN does not count them,", () => {
  const counting = (said: Said) =>
    reasonOf(
      'calculator-not-dominant',
      assessed(
        {},
        stuck({
          cluster: { calculator: 'default' },
          obs: { asked: askedJob(NOW, jobSaying(said)) },
        }),
      ),
    );

  test('may differ by a tenth from that of the containers', () => {
    expect(counting({})).toBeUndefined();
    expect(counting({ executors: 74 })).toBeUndefined();
    expect(counting({ executors: 90 })).toBeUndefined();
    expect(counting({ executors: 73 })).toBe(
      'the default calculator is in force, and Spark counts 511 cores, containers and arguments give 574',
    );
    expect(counting({ executors: 91 })).toMatch(/Spark counts 637 cores, containers and arguments give 574$/);
  });

  test('may be half an hour old, as that of a history server', () => {
    const asked = askedJob(NOW, jobSaying({}));
    const verdict = assessed({}, stuck({ cluster: { calculator: 'default' }, obs: { asked } }));
    const aged = (minutes: number) =>
      reasonOf('calculator-not-dominant', { ...verdict, job: { ...verdict.job!, ageMs: minutes * MINUTE } });
    expect(aged(30)).toBeUndefined();
    expect(aged(31)).toBe("the default calculator is in force, and Spark's count of cores is 31 min old");
  });

  test('is not enough where memory would admit more executors to a node than it has vCPUs', () => {
    const asked = askedJob(NOW, jobSaying({}));
    const verdict = assessed({}, stuck({ cluster: { calculator: 'default' }, obs: { asked } }));
    const sized = (containerMiB: number, cores: number) =>
      reasonOf('calculator-not-dominant', {
        ...verdict,
        retune: { ...verdict.retune!, executor: { ...verdict.retune!.executor, containerMiB, cores } },
      });
    // 122,880 MiB and 16 vCPUs a node.
    expect(sized(30_720, 4)).toBeUndefined();
    expect(sized(24_576, 4)).toBe(
      'the default calculator is in force, and memory admits more executors of the new size on r5.4xlarge than it has vCPUs',
    );
    expect(reasonOf('calculator-not-dominant', { ...verdict, retune: undefined })).toBeUndefined();
  });
});

describe('limits', () => {
  const sized = (containerMiB: number) => {
    const verdict = assessed();
    return reasonOf('limits', {
      ...verdict,
      retune: { ...verdict.retune!, executor: { ...verdict.retune!.executor, containerMiB } },
    });
  };

  test('refuse an executor that is larger than the largest node', () => {
    expect(sized(122_880)).toBeUndefined();
    expect(sized(122_881)).toBe('an executor of 122,881 MiB is larger than the largest node, 122,880 MiB');
  });

  test("pass on the engine's own caution", () => {
    const verdict = assessed();
    const retune = { ...verdict.retune!, refused: 'memory per task would shrink too far' };
    expect(reasonOf('limits', { ...verdict, retune })).toBe('memory per task would shrink too far');
  });
});

test('a release on which the signal of a cancel does not reach the child process is refused', () => {
  const verdict = assessed();
  const release = Object.create(verdict.subject.release!, {
    label: { value: 'emr-5.31.0' },
    signalsStepChildProcess: { value: false },
  });
  expect(reasonOf('release', { ...verdict, subject: { ...verdict.subject, release } })).toBe(
    'release emr-5.31.0 is older than emr-5.32.0',
  );
});

test('steps that wait may be declared independent', () => {
  const obs = stuck({ steps: [{ ...stuck().root!.value, id: 's-NEXT', state: 'PENDING' }, stuck().root!.value] });
  expect(refused(obs)).toContain('successors');
  expect(refused(obs, row(), NOW, { ...POLICY, successorsIndependent: true })).not.toContain('successors');
});

describe('not-worth-it', () => {
  test('says so where nothing would change, or nothing better is known', () => {
    const verdict = assessed();
    expect(reasonOf('not-worth-it', { ...verdict, retune: undefined })).toBe('no better configuration is known');
    expect(reasonOf('not-worth-it', { ...verdict, retune: { ...verdict.retune!, changes: [] } })).toBe(
      'nothing would change',
    );
    const healthy = { ...verdict.diagnosis!, verdict: undefined };
    expect(reasonOf('not-worth-it', { ...verdict, retune: undefined, diagnosis: healthy })).toBeUndefined();
  });

  test('and outside-window leave whether it pays to the person who approves', () => {
    const late = stuck({ root: detail({ startedAt: NOW - 90 * MINUTE }) });
    const verdict = assessed({}, late);
    expect(reasonOf('outside-window', verdict)).toBeDefined();
    expect(reasonOf('outside-window', { ...verdict, obs: { ...late, mode: 'approve' } })).toBeUndefined();
  });
});

test('settings that nobody wrote down are taken for those of EMR, and only these', () => {
  const found = (ofUnknownOrigin: string[], settings: Record<string, string> = {}) => {
    const verdict = assessed({}, stuck({ obs: { asked: askedJob(NOW, jobSaying({ settings })) } }));
    return reasonOf('set-in-code', {
      ...verdict,
      job: { ...verdict.job!, settings: { setInCode: [], ofUnknownOrigin } },
    });
  };
  expect(found(['spark.executor.memory', 'spark.executor.cores'])).toBeUndefined();
  expect(found(['spark.executor.memoryOverhead'])).toContain('spark.executor.memoryOverhead');
  expect(found(['spark.dynamicAllocation.enabled'])).toContain('spark.dynamicAllocation.enabled');
  expect(found(['spark.executor.instances', 'spark.memory.offHeap.size'])).toBe(
    "the application's own code sets spark.executor.instances, spark.memory.offHeap.size, so that a resubmission could not change it",
  );
  // Of a session they matter where the resubmission would change them.
  expect(found(['spark.sql.adaptive.enabled'])).toBeUndefined();
  expect(found(['spark.sql.shuffle.partitions'])).toContain('spark.sql.shuffle.partitions');
  const verdict = assessed({}, stuck({ obs: { asked: askedJob(NOW, jobSaying({})) } }));
  const settings = { setInCode: [], ofUnknownOrigin: ['spark.sql.shuffle.partitions'] };
  expect(
    reasonOf('set-in-code', { ...verdict, retune: undefined, job: { ...verdict.job!, settings } }),
  ).toBeUndefined();
});
