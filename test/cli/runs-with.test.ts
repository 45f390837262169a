import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApproveJson } from '../../lib/cli/approve-command';
import type { ExplainJson } from '../../lib/render';
import { briefScenario, type RunningServer, serve, simulated, virtualClock } from '../../lib/simulator';
import { MINUTE } from '../remedy/support';
import {
  type Environment,
  functionVariables,
  startFunction,
  startParameters,
  startTestLedger,
  type TestLedger,
} from './ledger-support';
import { cli, type Outcome } from './support';

const CLUSTER = 'j-REHEARSAL0001';
const STEP = 's-REHEARSAL0001';
const APPROVAL = `approval#${CLUSTER}#${STEP}`;

let now: number;
let emr: RunningServer;
let ledger: TestLedger;
let parameters: Awaited<ReturnType<typeof startParameters>>;
let environment: Environment;

beforeAll(async () => {
  const clock = virtualClock(Date.UTC(2026, 0, 5, 6));
  const scenario = briefScenario();
  // Neither the step nor a default says that it may run again: the function's allow-list decides.
  const withoutWord = (args: readonly string[]) => args.filter((word) => !word.startsWith('spark.emrautotune.allow='));
  const unflagged = scenario.steps.map((step) => ({
    ...step,
    args: withoutWord(step.args).filter((word, i, all) => word !== '--conf' || /=/.test(all[i + 1] ?? '')),
  }));
  const backEnd = simulated({ ...scenario, steps: unflagged, mode: 'approve' }, clock);
  await clock.sleep(360 * MINUTE);
  now = clock.now();
  const day = { date: '2026-01-05', started: 1 };
  [emr, ledger, parameters] = await Promise.all([
    serve(backEnd, { clusterArn: backEnd.world().cluster.arn }),
    startTestLedger([{ clusterId: CLUSTER, day }]),
    startParameters(0),
  ]);
  environment = {
    ...ledger.environment,
    AWS_ENDPOINT_URL_EMR: emr.url,
    AWS_ENDPOINT_URL_CLOUDWATCH: emr.url,
    AWS_ENDPOINT_URL_SSM: parameters.url,
  };
});
afterAll(async () => {
  parameters.close();
  await Promise.all([emr.close(), ledger.close()]);
});
beforeEach(() => {
  parameters.refuse(undefined);
  parameters.values.set('Lever', 'run');
});

const NAME = briefScenario().steps[0]?.name ?? '';
const ALLOWED = { AUTOTUNE_ALLOWED_STEP_NAMES: JSON.stringify([NAME]) };

/** A command beside a function with this environment. */
async function beside(line: string, variables: Environment, refuse = false): Promise<Outcome> {
  const lambda = await startFunction('Function', functionVariables(variables));
  if (refuse) lambda.refuse();
  const named = { AUTOTUNE_FUNCTION: 'Function', AWS_ENDPOINT_URL_LAMBDA: lambda.url };
  const outcome = await cli(line, now, { ...environment, ...named });
  lambda.close();
  return outcome;
}

const approve = (variables: Environment) => beside(`approve ${CLUSTER} ${STEP} --yes`, variables);
const explain = async (variables: Environment, refuse = false): Promise<ExplainJson> =>
  JSON.parse((await beside(`explain ${CLUSTER} ${STEP} --json`, variables, refuse)).out) as ExplainJson;

describe('approve judges by what the function runs with', () => {
  test('and approves a step that its allow-list names', async () => {
    const { code, out, err } = await approve(ALLOWED);
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toContain('assumed:');
    expect((await ledger.item(APPROVAL))?.approvedUntil).toBe(now + 30 * MINUTE);
  });

  test.each<[string, Environment, string]>([
    [
      'its mode writes nothing',
      { ...ALLOWED, AUTOTUNE_MODE: 'advise' },
      'refused by mode, and by outside-window: mode advise never writes to EMR',
    ],
    ['its mode takes up no approval', { ...ALLOWED, AUTOTUNE_MODE: 'remediate' }, 'outside-window'],
    ['its allow-list does not name the step', {}, 'not-opted-in'],
    ['the cluster names another remediator', { ...ALLOWED, AUTOTUNE_REMEDIATOR_ID: 'other' }, 'not-opted-in'],
    ['a budget of its own is used up', { ...ALLOWED, AUTOTUNE_POLICY: '{"startsPerClusterDay":1}' }, 'budget'],
  ])('and approves nothing where %s', async (_, variables, gate) => {
    await ledger.put({ pk: APPROVAL });
    const { code, err } = await approve(variables);
    expect([code, err]).toEqual([2, expect.stringContaining(gate)]);
    expect(await ledger.item(APPROVAL)).toEqual({ pk: APPROVAL });
  });

  test('and approves nothing while the emergency lever says stop', async () => {
    parameters.values.set('Lever', 'stop');
    const { code, err } = await approve(ALLOWED);
    expect([code, err]).toEqual([2, expect.stringContaining('opted-out: the emergency lever is pulled')]);
  });

  test('and not where that function keeps another ledger, or is not there', async () => {
    const other = await approve({ ...ALLOWED, AUTOTUNE_TABLE: 'Other' });
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('the function keeps the ledger Other, not')]);
    const missing = await beside(`approve ${CLUSTER} ${STEP} --yes --function Else`, ALLOWED);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('function Else does not exist')]);
    const newer = await approve({ ...ALLOWED, AUTOTUNE_POLICY: '{"newThreshold":1}' });
    expect([newer.code, newer.err]).toEqual([2, expect.stringContaining('use the emr-autotune of the version')]);
    const arn = await beside(`approve ${CLUSTER} ${STEP} --yes --function arn:aws:lambda:x`, ALLOWED);
    expect([arn.code, arn.err]).toEqual([2, expect.stringContaining('is not the name of a function')]);
  });

  test('and says what it has assumed where it may not ask', async () => {
    parameters.refuse('GetParameter');
    const line = `approve ${CLUSTER} ${STEP} --dry-run --lever Lever`;
    const { out, err } = await beside(line, ALLOWED, true);
    expect(out).toContain('assumed: the remediator runs in mode approve or remediate, with the default thresholds;');
    expect(out.replace(/\s+/g, ' ')).toContain('lambda:GetFunctionConfiguration on function Function is not allowed');
    expect(out).toContain('assumed: its emergency lever says run;');
    expect(err).toContain("only if the stack's allow-list names it");
    const { remediator } = JSON.parse((await beside(`${line} --json`, ALLOWED, true)).out) as ApproveJson;
    expect(remediator).toMatchObject({ mode: null, lever: null });
    expect(remediator?.assumed).toHaveLength(2);
  });
});

describe('explain says what the function runs with', () => {
  test('and counts by its thresholds', async () => {
    const { remediator, lineagesLeft } = await explain({ AUTOTUNE_POLICY: '{"startsPerClusterDay":7}' });
    expect(remediator).toEqual({ mode: 'approve', lever: 'run', assumed: [] });
    expect(lineagesLeft).toBe(6);
  });

  test('and that nothing is sent where its mode or its lever forbids that', async () => {
    await ledger.put({ pk: APPROVAL, approvedUntil: now + MINUTE });
    const advising = await explain({ AUTOTUNE_MODE: 'advise' });
    expect(advising.waitsFor?.lines).toEqual([
      'another mode, before anything is sent to EMR: the remediator runs in mode advise',
      'a finding that every gate lets pass',
      expect.stringContaining('which nothing takes up: the remediator runs in mode advise'),
    ]);
    parameters.values.set('Lever', 'stop');
    const stopped = await explain({});
    expect(stopped.remediator).toMatchObject({ lever: 'stop' });
    expect(stopped.waitsFor?.lines[0]).toContain('the emergency lever to say run');
  });

  test('and goes on where it cannot be asked', async () => {
    const { remediator } = await explain({}, true);
    expect(remediator.assumed[0]).toContain('lambda:GetFunctionConfiguration on function Function is not allowed');
    const elsewhere = await beside(`explain ${CLUSTER} --json --function Else`, {});
    expect(elsewhere.code).toBe(0);
    expect((JSON.parse(elsewhere.out) as ExplainJson).remediator.assumed[0]).toContain('does not exist');
    const { out } = await beside(`explain ${CLUSTER}`, {}, true);
    expect(out).toContain('Assumed\n  the remediator runs in mode approve or remediate');
  });
});
