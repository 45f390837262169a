import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { paint } from '../../lib/cli/text-style';
import { planToTable } from '../../lib/render';
import { plain, planOf } from './plans';

const RANGE = {
  nodes: [
    { instanceType: 'r5.4xlarge', min: 10, max: 500 },
    { instanceType: 'm5.4xlarge', min: 2, max: 2 },
  ],
};

describe('a plan for the terminal', () => {
  test("shows the brief's cluster at a glance", () => {
    const [head] = planToTable(planOf()).split('\n\nCluster settings');
    expect(head).toMatchInlineSnapshot(`
      "82 × r5.4xlarge  emr-7.9.0, Spark 3.5.5, sizing 2026.1

      Executor
        cores                4
        heap        25,870 MiB
        overhead     4,850 MiB
        container   30,720 MiB   the sum, as YARN counts it; 7,680 MiB a task
        per node             4   r5.4xlarge
        driver       6,144 MiB   client mode, on the primary, m5.xlarge

      What runs
        executors               327   limited by memory, dominant calculator
        task slots            1,308   99.7 % of 1,312 vcores
        memory       10,046,336 MiB   99.7 % of 10,076,160 MiB
        partitions            3,924   assumed, as no data size is known
        allocation    0 / 131 / 327   executors at least, at first, at most

      Depends on
        calculator           dominant, so that memory and vcores count
        primary              m5.xlarge, where the driver has 6,144 MiB
        application master   on any core or task node; counted where it displaces most"
    `);
  });

  test('names a range of sizes, and that the figures are those of the largest', () => {
    const text = planToTable(planOf(RANGE));
    expect(text).toMatch(/^10 to 500 × r5\.4xlarge \+ 2 × m5\.4xlarge /);
    expect(text).toContain('\nWhat runs  at its largest declared size\n');
  });

  test('lists every setting of both layers with its value', () => {
    const plan = planOf(RANGE);
    const lines = planToTable(plan)
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
    for (const entry of Object.entries({ ...plan.cluster.sparkConf, ...plan.job.jobConf }))
      expect(lines).toContainEqual(entry);
  });

  test('explains each setting where asked to', () => {
    const plan = planOf();
    const words = planToTable(plan, { explain: true, width: 80 }).replaceAll(/\s+/g, ' ');
    for (const { reason, source } of [...plan.cluster.reasons, ...plan.job.reasons]) {
      expect(words).toContain(`${reason} [${source}]`.replaceAll(/\s+/g, ' '));
    }
    expect(planToTable(plan)).not.toContain(plan.job.reasons[0]?.source);
  });

  test('prints every warning', () => {
    const plan = planOf({
      release: EmrRelease.of('emr-7.99.0'),
      nodes: [{ instanceType: 'm4.4xlarge', min: 3000, max: 3000 }],
    });
    const warnings = [...plan.cluster.warnings, ...plan.job.warnings];
    expect(warnings.map(({ id }) => id)).toEqual(['unknown-release', 'doubled-vcores', 'driver-short-of-memory']);
    const words = planToTable(plan).replaceAll(/\s+/g, ' ');
    for (const { id, text } of warnings) expect(words).toContain(`${id} ${text}`);
  });

  test('is the same text with and without colours, and ends no line in a space', () => {
    const text = planToTable(planOf(), { explain: true });
    const coloured = planToTable(planOf(), { explain: true, paint });
    expect(coloured).not.toBe(text);
    expect(plain(coloured)).toBe(text);
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(text).not.toMatch(/\n$/);
  });
});
