import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import { briefScenario, type RunningServer, type Scenario, serve, simulated, virtualClock } from '../../lib/simulator';
import { lineage, MINUTE } from '../remedy/support';
import { type Environment, itemOf, startTestLedger, type TestLedger } from './ledger-support';
import { call, cli } from './support';

const START_MS = Date.UTC(2026, 0, 5, 6);
const CLUSTER = 'j-REHEARSAL0001';
const STEP = 's-REHEARSAL0001';
const APPROVAL = `approval#${CLUSTER}#${STEP}`;

interface Live {
  readonly server: RunningServer;
  readonly now: number;
}

/** The brief's cluster some minutes into its job, where a restart no longer pays for sure. */
async function liveAfter(minutes: number, scenario: Scenario = briefScenario()): Promise<Live> {
  const clock = virtualClock(START_MS);
  const backEnd = simulated({ ...scenario, mode: 'approve' }, clock);
  await clock.sleep(minutes * MINUTE);
  return { server: await serve(backEnd, { clusterArn: backEnd.world().cluster.arn }), now: clock.now() };
}

let live: Live;
let ledger: TestLedger;
let environment: Environment;

beforeAll(async () => {
  [live, ledger] = await Promise.all([liveAfter(360), startTestLedger()]);
  environment = {
    ...ledger.environment,
    AWS_ENDPOINT_URL_EMR: live.server.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: live.server.url,
  };
});
afterAll(() => Promise.all([live.server.close(), ledger.close()]));
// An item without a word in it.
beforeEach(() => ledger.put({ pk: APPROVAL }));

const approve = (flags: string) => cli(`approve ${CLUSTER} ${STEP} ${flags}`, live.now, environment);

describe('emr-autotune approve', () => {
  test('shows the figures, and with --dry-run writes nothing', async () => {
    const { code, out, err } = await approve('--dry-run');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('memory 97.7 %, cores 574 of 1,312 (43.8 %)');
    expect(out).toMatch(/spark\.executor\.memory +101053m +→ 25870m/);
    expect(out).toContain(`would be approved: ${STEP} on ${CLUSTER}, once, for 30 minutes. Nothing was written.`);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test('gives a word that holds for 30 minutes and that DynamoDB deletes later, by epoch seconds', async () => {
    const { code, out } = await approve('--yes');
    expect(code).toBe(0);
    expect(out).toContain('until 2026-01-05 12:30 UTC');
    const { approvedUntil, expiresAt } = (await ledger.item(APPROVAL)) ?? {};
    expect(approvedUntil).toBe(live.now + 30 * MINUTE);
    expect(Number(expiresAt) * 1000).toBeGreaterThan(Number(approvedUntil));
    expect(Number(expiresAt) * 1000).toBeLessThan(live.now + 48 * 60 * MINUTE);
  });

  test.each([
    ['y', 0],
    ['yes', 0],
    ['', 2],
    ['no', 2],
  ])('asks at a terminal; "%s" ends with %i', async (answer, expected) => {
    const questions: string[] = [];
    const ask = async (question: string) => {
      questions.push(question);
      return answer;
    };
    const { code } = await call(['approve', STEP, CLUSTER], { now: live.now, environment, ask });
    expect([code, questions.length]).toEqual([expected, 1]);
    expect(questions[0]).toContain(`Cancel step ${STEP} on ${CLUSTER}`);
    expect((await ledger.item(APPROVAL))?.approvedUntil !== undefined).toBe(expected === 0);
  });

  test('writes nothing where nobody can be asked', async () => {
    const { code, err } = await approve('');
    expect([code, err]).toEqual([2, expect.stringContaining('give --yes to approve without a question')]);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test.each([
    ['is held', { state: 'held', reason: 'unreadable', lineage: lineage() }, 'in-flight'],
    ['rests', { cooldownUntil: START_MS + 400 * MINUTE }, 'cooldown'],
    ['has had its lineages today', { day: { date: '2026-01-05', started: 3 } }, 'budget'],
    [
      'has not gained by the last ones',
      { outcomes: ['a', 'b', 'c'].map((root) => ({ at: START_MS, root, outcome: 'failed' })) },
      'breaker',
    ],
  ] as const)('overrides no other gate: where the cluster %s it writes nothing', async (_, row, gate) => {
    await ledger.put(itemOf({ clusterId: CLUSTER, ...row }));
    const { code, err } = await approve('--yes');
    await ledger.put(itemOf({ clusterId: CLUSTER }));
    expect([code, err]).toEqual([2, expect.stringContaining(`would be refused by ${gate}`)]);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test('does not override a cluster that did not opt in, or a step that opts out', async () => {
    const scenario = briefScenario();
    const [tagged, opted] = await Promise.all([
      liveAfter(60, { ...scenario, tags: { 'emr-autotune': 'off' } }),
      liveAfter(60, {
        ...scenario,
        steps: scenario.steps.map((step) => ({
          ...step,
          args: step.args.map((word) => word.replace('spark.emrautotune.allow=true', 'spark.emrautotune.allow=false')),
        })),
      }),
    ]);
    for (const [one, gate] of [
      [tagged, 'not-opted-in'],
      [opted, 'opted-out'],
    ] as const) {
      const { err } = await cli(`approve ${CLUSTER} ${STEP} --yes`, one.now, {
        ...environment,
        AWS_ENDPOINT_URL_EMR: one.server.url,
        AWS_ENDPOINT_URL_CLOUDWATCH: one.server.url,
      });
      await one.server.close();
      expect(err).toContain(gate);
    }
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test.each([
    [{ EnableInTransitEncryption: false, EnableAtRestEncryption: true }, 'would be approved'],
    [{ EnableInTransitEncryption: true, EnableAtRestEncryption: true }, 'refused by no-fence'],
  ])('reads what could keep a guard from a cluster-mode step: with %j it %s', async (encryption, expected) => {
    const scenario = briefScenario();
    const args = (words: readonly string[]) => words.map((word) => (word === 'client' ? 'cluster' : word));
    const steps = scenario.steps.map((step) => ({ ...step, args: args(step.args) }));
    const securityConfiguration = { EncryptionConfiguration: encryption };
    const one = await liveAfter(60, { ...scenario, steps, securityConfiguration });
    const { out, err } = await cli(`approve ${CLUSTER} ${STEP} --dry-run`, one.now, {
      ...environment,
      AWS_ENDPOINT_URL_EMR: one.server.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: one.server.url,
    });
    await one.server.close();
    expect(out + err).toContain(expected);
  });

  test('fails for a step that is not the one that runs, and without a step', async () => {
    const other = await cli(`approve ${CLUSTER} s-OTHER --yes`, live.now, environment);
    expect(other.err).toContain(`s-OTHER is not the running step of ${CLUSTER}; ${STEP} is`);
    expect((await cli(`approve ${CLUSTER}`, live.now, environment)).err).toContain('give its id, s-…');
  });
});

describe('emr-autotune approve --withdraw', () => {
  test('takes back what no lineage has taken up', async () => {
    await approve('--yes');
    expect((await approve('--withdraw --dry-run')).out).toContain('would be withdrawn');
    const { code, out } = await approve('--withdraw');
    expect([code, out]).toEqual([0, expect.stringContaining('No lineage can take it up any more.')]);
    expect((await ledger.item(APPROVAL))?.takenBy).toBe('withdrawn');
  });

  test('says where it is too late, and where there is nothing to take back', async () => {
    expect((await approve('--withdraw --json')).out).toContain('"none"');
    await ledger.put({ pk: APPROVAL, approvedUntil: live.now + MINUTE, takenBy: 'look-1' });
    const { out } = await approve('--withdraw --json');
    expect(JSON.parse(out)).toMatchObject({ result: 'used', approvedUntil: null });
    expect((await ledger.item(APPROVAL))?.takenBy).toBe('look-1');
  });
});

test('explain says whether a step is approved', async () => {
  await approve('--yes');
  const explained = () => cli(`explain ${CLUSTER} ${STEP} --table ${LEDGER_TABLE}`, live.now, environment);
  expect((await explained()).out).toContain(`${STEP} is approved until 2026-01-05 12:30 UTC`);
  await approve('--withdraw');
  expect((await explained()).out).toContain('the approval was withdrawn');
});

describe('a word that would not count is not given', () => {
  test.each([
    ['ahead of', 5 * MINUTE],
    ['behind', -5 * MINUTE],
  ])('by a clock that is %s that of AWS', async (words, byMs) => {
    const realNow = Date.now;
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => realNow() + byMs);
    const { code, err } = await approve('--yes').finally(() => clock.mockRestore());
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^emr-autotune: nothing was approved, as the clock of this/),
    ]);
    expect(err).toContain(`${words} that of AWS`);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test('where the question is answered long after the figures were seen', async () => {
    let now = live.now;
    const ask = async (): Promise<string> => {
      now += 11 * MINUTE;
      return 'y';
    };
    const { code, err } = await call(['approve', CLUSTER, STEP], { now: () => now, environment, ask });
    expect([code, err]).toEqual([2, expect.stringContaining('the figures are 11 minutes old by now')]);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });
});

test('a withdrawal is no more called too late by its dry run than by itself', async () => {
  await approve('--yes');
  await approve('--withdraw');
  const [dry, real] = [await approve('--withdraw --dry-run --json'), await approve('--withdraw --json')];
  expect([dry, real].map(({ out }) => JSON.parse(out).result)).toEqual(['withdrawn', 'withdrawn']);
});
