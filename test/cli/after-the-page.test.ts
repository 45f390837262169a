import { afterEach, describe, expect, test } from 'vitest';
import { DRILLS, ROOT } from '../../bench/drill/drills';
import { openStage, type Stage } from '../../bench/drill/stage';
import { type PageKind, runbookFor } from '../../lib/remedy';
import type { ExplainJson } from '../../lib/render';
import { briefScenario } from '../../lib/simulator';
import { CLUSTER_ID, START_MS } from '../../lib/simulator/world/create';
import { cli, type Outcome } from './support';

let stages: Stage[] = [];
afterEach(async () => {
  await Promise.all(stages.map((stage) => stage.close()));
  stages = [];
});

/** A stage on which people were paged, and the topic has taken the page. */
async function paged(kind: PageKind) {
  const { play, scenario = briefScenario() } = DRILLS[kind];
  const stage = await openStage(scenario, START_MS);
  stages.push(stage);
  await play(stage);
  const say = (line: string): Promise<Outcome> => cli(line, stage.now(), { ...stage.environment, COLUMNS: '300' });
  const explain = async (): Promise<ExplainJson> => JSON.parse((await say(`explain ${CLUSTER_ID} --json`)).out);
  return { ...stage, say, explain };
}

describe('whoever was paged and begins with explain', () => {
  test.each([
    ['failed', ['CANCELLED', 'FAILED', 'FAILED']],
    ['cancelled-by-other', ['CANCELLED', 'CANCELLED']],
    ['lost:cluster-gone', ['CANCELLED']],
  ] as const)('%s: learns that the lineage is over and the job has not completed', async (kind, states) => {
    const { explain, say } = await paged(kind);
    const { steps, ...explained } = await explain();
    expect(explained).toMatchObject({ state: 'watching', stepId: ROOT, jobMayBeOwed: true, needsAction: true });
    expect(explained.lastLineage).toMatchObject({ stepId: ROOT, outcome: kind });
    expect(explained.runbook).toEqual([runbookFor(kind)]);
    expect(steps.map(({ state }) => state).toSorted()).toEqual([...states].toSorted());
    const { code, out } = await say(`explain ${CLUSTER_ID} --check`);
    expect([code, out]).toEqual([1, expect.not.stringContaining('goes on by itself')]);
    expect(out).toContain(`the lineage of step ${ROOT} ended as ${kind}, and no run of its job has completed since`);
  });

  test('is told no longer to submit the job once it runs again, by its arguments', async () => {
    const { explain, happen, say } = await paged('failed');
    happen({ kind: 'clone-step', step: ROOT });
    const { steps, jobMayBeOwed, needsAction, lastLineage } = await explain();
    expect(steps.at(-1) ?? steps[0]).toBeDefined();
    expect(steps).toContainEqual({ stepId: 's-REHEARSAL0004', state: 'PENDING', role: 'same-work' });
    expect({ jobMayBeOwed, needsAction }).toEqual({ jobMayBeOwed: false, needsAction: false });
    expect(lastLineage?.outcome).toBe('failed');
    expect((await say(`explain ${CLUSTER_ID} --check`)).code).toBe(0);
  });

  test('does not take a run of the same job with other arguments for this one', async () => {
    const { explain, happen, world } = await paged('failed');
    const { name, args, actionOnFailure } = world().steps[0]!.request;
    const work = { slotHours: 1, cpuPerTask: 1 };
    happen({ kind: 'add-step', step: { name, args: [...args, '--date', '2026-01-06'], actionOnFailure, work } });
    const { steps, jobMayBeOwed } = await explain();
    expect(steps).toContainEqual({ stepId: 's-REHEARSAL0004', state: 'PENDING', role: 'same-job' });
    expect(jobMayBeOwed).toBe(true);
  });

  test.each(['slot-stuck', 'order-broken', 'cancel-slow'] as const)(
    '%s: finds the page that was taken, and its section, while it holds',
    async (kind) => {
      const { explain } = await paged(kind);
      expect(await explain()).toMatchObject({ paged: [kind], needsAction: true, runbook: [runbookFor(kind)] });
    },
  );

  test('breaker: is sent to the section that says how it is cleared', async () => {
    const { explain } = await paged('breaker');
    expect((await explain()).runbook).toContain(runbookFor('breaker'));
  });

  test('replaced-by-other: sees that the job runs by other hands, and which step that is', async () => {
    const { explain } = await paged('replaced-by-other');
    const { needsAction, steps, runbook } = await explain();
    expect({ needsAction, runbook }).toEqual({ needsAction: false, runbook: [runbookFor('replaced-by-other')] });
    expect(steps).toContainEqual({ stepId: 's-REHEARSAL0002', state: 'RUNNING', role: 'same-work' });
  });

  test('submit-refused: does not read of a request without an answer, as EMR has answered', async () => {
    const { explain } = await paged('held:submit-refused');
    expect((await explain()).sent).toMatchObject({ submissionUnknown: false, submitted: [] });
  });
});

test('a row that cannot be read is refused by release, and once it is deleted the cluster is held, and can be released', async () => {
  const { edit, say, tickAt } = await paged('held:arguments-changed');
  await edit(`cluster#${CLUSTER_ID}`, (row) => ({ ...row, lineage: 'edited' }));
  await tickAt(50);
  const explained = await say(`explain ${CLUSTER_ID} --check`);
  expect([explained.code, explained.out]).toEqual([1, expect.stringContaining('#a-row-that-cannot-be-read')]);
  expect((await say(`release ${CLUSTER_ID}`)).err).toContain('this version does not understand the row');
  await edit(`cluster#${CLUSTER_ID}`, () => undefined);
  await tickAt(55);
  expect((await say(`explain ${CLUSTER_ID}`)).out).toContain('is held for row-lost');
  expect((await say(`release ${CLUSTER_ID}`)).code).toBe(0);
  await tickAt(60);
  expect((await say(`explain ${CLUSTER_ID} --check`)).code).toBe(0);
});

describe('emr-autotune release', () => {
  test('says which runs of the job are active, where there are two', async () => {
    const { say } = await paged('held:two-submissions');
    const { err, out } = await say(`release ${CLUSTER_ID} --dry-run --json`);
    expect(err).toMatch(/^note: 2 runs of this job are active: s-REHEARSAL000[23], s-REHEARSAL000[23]; see that one/);
    expect(JSON.parse(out).activeRuns).toHaveLength(2);
  });

  test('says that no run of the job is known, until somebody has submitted it', async () => {
    const { say, happen } = await paged('held:opt-out-midway');
    const owed = await say(`release ${CLUSTER_ID} --dry-run`);
    expect(owed.err).toContain('note: no run of the job is known since the cancel; if it is to run, submit it');
    happen({ kind: 'clone-step', step: ROOT });
    expect((await say(`release ${CLUSTER_ID}`)).err).toBe('');
  });
});
