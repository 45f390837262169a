import { describe, expect, test } from 'vitest';
import { beforeAfter } from '../../lib/cli/before-after';
import { type Rehearsal, rehearse } from '../../lib/rehearsal';
import deployed from '../constructs/deployed-cluster.json';
import { scenarioWith } from '../simulator/support';

/** The brief's stuck job through the built function: every job for which a restart pays is cured, and nothing else is cancelled. */

const HOUR = 60;
/** With these, 574 slots take 6.5 and 26 hours. */
const SHORT = 3_700;
const LONG = 14_800;

/** By when a job has ended, cured or not. */
const MAX_HOURS = 40;
/** Long enough for a job found after six hours to be cancelled, if it ever is: what keeps it from that stays as it is. */
const FIRST_HOURS = 8;

function found(
  minutes: number,
  work: object,
  changes: Record<string, unknown> = {},
  maxHours = MAX_HOURS,
): Promise<Rehearsal> {
  const { mode = 'client', ...others } = changes;
  const steps = scenarioWith({}).steps.map((step) => ({
    ...step,
    args: step.args.map((arg) => (arg === 'client' ? mode : arg)),
    work,
  }));
  return rehearse(scenarioWith({ watchFromMinutes: minutes, steps, ...others }), { maxHours });
}

const states = (rehearsal: Rehearsal): string[] => rehearsal.steps.map(({ state }) => state);
const CURED = ['CANCELLED', 'COMPLETED'];
const LEFT = ['COMPLETED'];
const STILL_RUNS = ['RUNNING'];

/** Whether whoever restarted had the result before the job would have had it. */
function hasPaid(rehearsal: Rehearsal): boolean {
  const pair = beforeAfter(rehearsal);
  return pair !== undefined && pair.totalMs < pair.undisturbedMs;
}

/** The gates that have held the remediator back. */
const gatesIn = ({ decisions }: Rehearsal): Set<string> =>
  new Set(decisions.flatMap(({ line }) => line.refusals.map(({ gate }) => gate)));

/**
 * r > (s·(o + t − b) + b) ÷ (s − 1), with s = 0.75 × 1,308 ÷ 574 = 1.71 and o = 3: at 40 minutes more than 66 have to remain, at 185 more than 270,
 * at 365 more than 531. In all they take 391 and 1,556.
 */
const MATRIX = [
  ['at once', 0, SHORT, true],
  ['after three hours', 3 * HOUR + 5, SHORT, false],
  ['after six hours', 6 * HOUR + 5, SHORT, false],
  ['at once', 0, LONG, true],
  ['after three hours', 3 * HOUR + 5, LONG, true],
  ['after six hours', 6 * HOUR + 5, LONG, true],
] as const;

/** `npm run bench:found-late` has each of them in either mode under either calculator. */
const CASES = [
  ...MATRIX.map((row) => ['client', 'dominant', ...row] as const),
  ...MATRIX.filter(([, , slotHours]) => slotHours === SHORT).map((row) => ['client', 'default', ...row] as const),
  ...MATRIX.filter(([, , slotHours]) => slotHours === LONG).map((row) => ['cluster', 'default', ...row] as const),
  ...MATRIX.filter(([, , , pays]) => !pays).map((row) => ['cluster', 'dominant', ...row] as const),
];

test.each(CASES)(
  'in %s mode under the %s calculator a job found %s (minute %i) with work of %i slot-hours is cured: %j',
  async (mode, calculator, _, at, slotHours, pays) => {
    const rehearsal = await found(at, { slotHours }, { mode, calculator });
    expect(rehearsal.failures).toEqual([]);
    expect(states(rehearsal)).toEqual(pays ? CURED : LEFT);
    if (pays) expect(hasPaid(rehearsal)).toBe(true);
    else expect(gatesIn(rehearsal)).toContain('not-worth-it');
  },
);

describe('in cluster mode on a cluster with a security configuration a job', () => {
  const { SecurityConfiguration } = deployed.Resources.ClusterSecurityConfiguration2161C3A8.Properties;
  const { EncryptionConfiguration } = SecurityConfiguration;

  test('is cured behind a guard where it is that of a tuned cluster, for its disks', async () => {
    const changes = { mode: 'cluster', securityConfiguration: SecurityConfiguration };
    const rehearsal = await found(0, { slotHours: SHORT }, changes);
    expect(states(rehearsal)).toEqual(CURED);
    expect(rehearsal.steps[1]?.args).toContain('emr-autotune-guard');
  });

  test('is left alone where data is encrypted in transit', async () => {
    const encrypted = { EncryptionConfiguration: { ...EncryptionConfiguration, EnableInTransitEncryption: true } };
    const changes = { mode: 'cluster', securityConfiguration: encrypted };
    const rehearsal = await found(0, { slotHours: SHORT }, changes, FIRST_HOURS);
    expect(rehearsal.steps).toHaveLength(1);
    expect(gatesIn(rehearsal)).toContain('no-fence');
  });
});

/** A join in the middle, most of the work; what comes before and after it is short. */
const STAGES = {
  stages: [
    { name: 'read', slotHours: 600, tasks: 12_000 },
    { name: 'join', slotHours: 12_000 },
    { name: 'write', slotHours: 400, tasks: 4_000 },
  ],
};

describe('found after six hours', () => {
  test.each([
    ['in the middle of the long one of three stages', STAGES],
    ['with skew', { stages: [{ name: 'join', slotHours: LONG, skew: { tasks: 30, times: 5 } }] }],
    ['that spills', { slotHours: LONG, workingSet: { bytesPerTask: 30e9, atPartitions: 60_000 } }],
  ])('a long job %s is cured, and that pays', async (_, work) => {
    const rehearsal = await found(6 * HOUR + 5, work);
    expect(states(rehearsal)).toEqual(CURED);
    expect(hasPaid(rehearsal)).toBe(true);
  });

  test.each([
    [
      'in its last stage',
      {
        stages: [
          { name: 'join', slotHours: 3_000 },
          { name: 'write', slotHours: 700, tasks: 4_000 },
        ],
      },
    ],
    ['in a tail of a few long tasks', { stages: [{ name: 'join', slotHours: 2_500, skew: { tasks: 5, times: 80 } }] }],
  ])('a job %s is left alone', async (_, work) => {
    const rehearsal = await found(6 * HOUR + 5, work);
    expect(states(rehearsal)).toEqual(LEFT);
  });

  test.each([
    ['the largest number of executors', { 'spark.dynamicAllocation.maxExecutors': '90' }],
    ['a fixed number', { 'spark.dynamicAllocation.enabled': 'false', 'spark.executor.instances': '90' }],
  ])('a job whose own code sets %s is left alone: as many smaller executors would be slower', async (_, setInCode) => {
    const rehearsal = await found(6 * HOUR + 5, { slotHours: LONG, setInCode }, {}, FIRST_HOURS);
    expect(states(rehearsal)).toEqual(STILL_RUNS);
    expect(gatesIn(rehearsal)).toContain('set-in-code');
  });

  test('where the driver cannot be asked the history server can, once EMR has made it', async () => {
    const rehearsal = await found(6 * HOUR + 5, { slotHours: LONG }, { faults: { sparkUi: { driver: 'absent' } } });
    expect(states(rehearsal)).toEqual(CURED);
    const [first] = rehearsal.decisions.filter(({ line }) => line.finding !== undefined);
    expect(first?.line).toMatchObject({
      next: 'watching',
      jobSilent: expect.stringMatching(/^driver: .*; persistent-ui: EMR makes/),
    });
    expect(rehearsal.decisions.find(({ line }) => line.action === 'cancel')?.line.jobSource).toBe('persistent-ui');
  });

  test('a job whose code sets what the cure would change is refused by that name, before a cancel', async () => {
    const setInCode = { 'spark.sql.shuffle.partitions': '60001' };
    const rehearsal = await found(6 * HOUR + 5, { slotHours: LONG, setInCode }, {}, FIRST_HOURS);
    expect(states(rehearsal)).toEqual(STILL_RUNS);
    const refusals = rehearsal.decisions.flatMap(({ line }) => line.refusals);
    expect(refusals.find(({ gate }) => gate === 'set-in-code')?.reason).toContain('spark.sql.shuffle.partitions');
  });

  test.each(['absent', 'silent', 'nonsense'])(
    'with a Spark that is %s nothing is cancelled, and the tick does not fail',
    async (how) => {
      const faults = { sparkUi: { driver: how, persistent: how } };
      const rehearsal = await found(6 * HOUR + 5, { slotHours: SHORT }, { faults });
      expect(rehearsal.failures).toEqual([]);
      expect(states(rehearsal)).toEqual(LEFT);
      expect(gatesIn(rehearsal)).toContain('outside-window');
    },
  );
});
