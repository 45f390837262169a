import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { Clients } from '../../lambda/remediator/adapters/clients';
import { LEDGER_TABLE } from '../../lib/rehearsal/ledger';
import type { ExplainJson } from '../../lib/render';
import { briefScenario } from '../../lib/simulator';
import { type Control, decisions, type Watched, watching } from '../lambda/virtual-cluster';
import { cli, type Outcome } from './support';

const CLUSTER = 'j-REHEARSAL0001';
const STEP = 's-REHEARSAL0001';

/** The command line of a person beside the function, with the same services, at the same time. */
const person =
  ({ now, environment }: Control) =>
  (line: string): Promise<Outcome> =>
    cli(line, now(), environment);

const tickAt = async ({ moveTo, tick }: Control, ...minutes: readonly number[]): Promise<void> => {
  for (const minute of minutes) {
    moveTo(minute);
    await tick();
  }
};

const calls = ({ lines }: Watched) =>
  lines.map((line) => JSON.parse(line)).flatMap(({ kind, call }) => (kind === 'call' ? [call] : []));

describe('a person and the function on one cluster', () => {
  test('a step for which a restart does not pay for sure is approved, cured once, and its word is used', async () => {
    const explained: ExplainJson[] = [];
    const seen = await watching({ ...briefScenario(), mode: 'approve' }, async (control) => {
      const say = person(control);
      const explain = async () =>
        explained.push(JSON.parse((await say(`explain ${CLUSTER} ${STEP} --json`)).out) as ExplainJson);
      await tickAt(control, 360);
      await explain();
      expect((await say(`approve ${CLUSTER} ${STEP} --yes`)).code).toBe(0);
      await explain();
      await tickAt(control, 365);
      await explain();
      // Too late to take it back, and a second word is not given while the first one works.
      expect((await say(`approve ${CLUSTER} ${STEP} --withdraw --json`)).out).toContain('"used"');
      expect((await say(`approve ${CLUSTER} ${STEP} --yes`)).code).toBe(2);
      await tickAt(control, 370, 800, 805);
      await explain();
    });
    expect(calls(seen)).toEqual(['cancel', 'add']);
    expect(seen.world.steps.map(({ state }) => state)).toEqual(['CANCELLED', 'COMPLETED']);
    expect(decisions(seen).find(({ next }) => next === 'closed')).toMatchObject({ reason: 'improved' });
    expect(explained.map(({ state, approval }) => [state, approval?.state])).toEqual([
      ['watching', undefined],
      ['watching', 'open'],
      ['verifying', 'taken'],
      ['watching', 'taken'],
    ]);
    // Before there is a lineage, the job is known by the step.
    expect(explained[0]?.nextRun?.settings).toContainEqual({ key: 'spark.executor.memory', to: '25870m' });
    expect(explained.at(-1)?.outcomes).toMatchObject([{ stepId: STEP, outcome: 'improved' }]);
  });

  test('a word that was taken back before it was taken up is never used', async () => {
    const seen = await watching({ ...briefScenario(), mode: 'approve' }, async (control) => {
      const say = person(control);
      await tickAt(control, 360);
      await say(`approve ${CLUSTER} ${STEP} --yes`);
      expect((await say(`approve ${CLUSTER} ${STEP} --withdraw --json`)).out).toContain('"withdrawn"');
      await tickAt(control, 365, 370);
    });
    expect(calls(seen)).toEqual([]);
  });

  test('what is held is explained, released, archived and watched again', async () => {
    const said: Outcome[] = [];
    const seen = await watching(briefScenario(), async (control) => {
      const say = person(control);
      const { world, parameters } = control;
      // The lever is pulled between the cancel and the submission.
      const tick = tickAt(control, 40);
      while (world().steps[0]?.state !== 'CANCELLED') await new Promise((resolve) => setImmediate(resolve));
      parameters.lever = 'stop';
      await tick;
      await tickAt(control, 45);
      said.push(await say(`explain ${CLUSTER} --check`));
      said.push(await say(`release ${CLUSTER} --dry-run`), await say(`release ${CLUSTER}`));
      said.push(await say(`explain ${CLUSTER}`));
      parameters.lever = 'run';
      await tickAt(control, 50);
      said.push(await say(`explain ${CLUSTER} --check`));
    });
    const [held, dry, released, closed, watched] = said;
    expect(held?.code).toBe(1);
    expect(held?.out).toContain('is held for opt-out-midway');
    expect(held?.out).toContain(`${STEP}, the root step: CANCELLED`);
    expect(held?.out).toContain('a job may be owed');
    expect(dry?.out).toContain('would be released');
    expect(released?.out).toContain('submitting it is yours from now on');
    expect(closed?.out).toContain('is closed as released');
    expect([watched?.code, watched?.out]).toEqual([0, expect.stringContaining('is watched, and nothing is under way')]);
    expect(watched?.out).toContain('released, step');
    expect(calls(seen)).toEqual(['cancel']);
  });

  test('a row that was deleted after the cancel is explained with the resubmission that the ledger has forgotten', async () => {
    const explained: ExplainJson[] = [];
    await watching(briefScenario(), async (control) => {
      const say = person(control);
      await tickAt(control, 40);
      const client = new Clients(control.environment).dynamoDb();
      const Key = { pk: { S: `cluster#${CLUSTER}` } };
      await client.send(new DeleteItemCommand({ TableName: LEDGER_TABLE, Key }));
      client.destroy();
      explained.push(JSON.parse((await say(`explain ${CLUSTER} --json`)).out) as ExplainJson);
      await tickAt(control, 45);
      explained.push(JSON.parse((await say(`explain ${CLUSTER} --json`)).out) as ExplainJson);
    });
    const [lost, held] = explained;
    expect(lost).toMatchObject({ state: 'watching', stepId: STEP, waitsFor: { kind: 'lost-row' } });
    expect(held).toMatchObject({ state: 'held', reason: 'row-lost', sent: { submitted: [], submissionUnknown: true } });
    for (const one of explained) {
      expect(one.steps).toEqual([
        { stepId: STEP, state: 'CANCELLED', role: 'root' },
        { stepId: 's-REHEARSAL0002', state: expect.stringMatching(/^(PENDING|RUNNING)$/), role: 'resubmission' },
      ]);
      expect(one).toMatchObject({ jobMayBeOwed: false, needsAction: true });
    }
  });
});
