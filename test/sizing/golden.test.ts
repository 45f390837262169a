import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_SIZING_VERSION, SizingVersion } from '../../lib/sizing';
import { movedPlans, movedRows, newNames, verdict } from './golden-differences';
import { type GoldenPlan, goldenPlans, HEAD, plansPath, tablePath, tableRows } from './golden-tables';

/**
 * The numbers of a sizing version are contract. Any change of a cluster's classifications, be it the order of two keys, makes
 * CloudFormation replace the cluster; any change of a step's arguments runs the job again. So every version that was ever written down
 * gives for ever what is written, and new numbers are a new version. The files are no snapshots: `vitest -u` leaves them alone, and
 * `npm run golden` adds but does not change.
 */
const VERSIONS = readdirSync(dirname(tablePath('')))
  .filter((name) => name.endsWith('.csv'))
  .map((name) => SizingVersion.of(name.slice(0, -'.csv'.length)));

test('the version that is used where nobody chooses is written down', () => {
  expect(VERSIONS).toContain(DEFAULT_SIZING_VERSION);
});

describe.each(VERSIONS.map((version) => [version.label, version] as const))('sizing version %s', (label, version) => {
  const [head, ...golden] = readFileSync(tablePath(label), 'utf8').trimEnd().split('\n');
  const plans: Record<string, GoldenPlan> = JSON.parse(readFileSync(plansPath(label), 'utf8'));

  test('gives every instance type the executor that it always gave', () => {
    expect(head).toBe(HEAD);
    const rows = tableRows(version);
    const moved = movedRows(golden, rows);
    if (moved.length > 0) expect.fail(verdict(label, moved, `${golden.length} instance types`));
    const unwritten = newNames(golden, rows);
    if (unwritten.length > 0) {
      expect.fail(
        `no row yet for ${unwritten.slice(0, 8).join(', ')}; npm run golden adds what is new and changes nothing`,
      );
    }
  });

  test('gives fleets, releases and options the classifications and the settings of the job that it always gave', () => {
    const now = goldenPlans(version);
    const moved = movedPlans(plans, now);
    if (moved.length > 0) expect.fail(verdict(label, moved, `the settings of ${Object.keys(plans).length} plans`));
    expect(Object.keys(now), 'npm run golden adds plans that are new').toEqual(Object.keys(plans));
  });
});

describe('a number that moved', () => {
  const row = 'r5.4xlarge,4,25870,4850,4,128m';
  const plan: GoldenPlan = {
    perNode: { 'r5.4xlarge': 4 },
    classifications: [{ classification: 'spark-defaults', properties: { a: '1', b: '2' } }],
    jobConf: { 'spark.sql.shuffle.partitions': '3924' },
  };

  test('is told as what it was and what it is', () => {
    expect(movedRows([row], ['r5.4xlarge,4,25871,4850,4,64m'])).toEqual([
      'r5.4xlarge  heap 25,870 → 25,871 MiB, read split 128m → 64m',
    ]);
    expect(movedRows([row], ['r5.4xlarge,5,25870,4850,3,128m'])).toEqual([
      'r5.4xlarge  cores 4 → 5, executors a node 4 → 3',
    ]);
    expect(movedRows([row], [])).toEqual(['r5.4xlarge  is no longer listed']);
    expect(movedRows([row], [row, 'r9.xlarge,4,9486,1778,1,128m'])).toEqual([]);
  });

  test.each<[string, GoldenPlan, string]>([
    [
      'a setting of a classification',
      { ...plan, classifications: [{ classification: 'spark-defaults', properties: { a: '1', b: '3' } }] },
      'spark-defaults b 2 → 3',
    ],
    [
      'a setting that is gone',
      { ...plan, classifications: [{ classification: 'spark-defaults', properties: { a: '1' } }] },
      'spark-defaults b 2 → not set',
    ],
    [
      'a classification that is new',
      { ...plan, classifications: [...plan.classifications, { classification: 'yarn-site', properties: { c: '4' } }] },
      'yarn-site c not set → 4',
    ],
    [
      'a setting of the job',
      { ...plan, jobConf: { 'spark.sql.shuffle.partitions': '4000' } },
      'jobConf spark.sql.shuffle.partitions 3924 → 4000',
    ],
    [
      'the order alone',
      { ...plan, classifications: [{ classification: 'spark-defaults', properties: { b: '2', a: '1' } }] },
      'the same settings in another order',
    ],
  ])('in a plan is told, %s', (_, changed, text) => {
    expect(movedPlans({ 'r5.4xlarge': plan }, { 'r5.4xlarge': changed })).toContain(`r5.4xlarge:  ${text}`);
  });

  test('is shown with how many others moved and what to do', () => {
    const moved = Array.from({ length: 20 }, (_, i) => `m${i}.large  cores 4 → 5`);
    const lines = verdict('2026.1', moved, '728 instance types').split('\n');
    expect(lines[0]).toBe('sizing version 2026.1 no longer gives what it always gave: 20 of 728 instance types moved');
    expect(lines[1]).toBe('  m0.large  cores 4 → 5');
    expect(lines[9]).toBe('  … and 12 more');
    expect(lines.join(' ')).toContain('a sizing version of their own');
  });
});
