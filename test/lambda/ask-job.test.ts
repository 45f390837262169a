import { describe, expect, test } from 'vitest';
import type { JobReader } from '../../lambda/remediator/adapters/job';
import { askAgain, askAttempt, askRunning } from '../../lambda/remediator/ask-job';
import { emptyRow } from '../../lib/remedy';
import { jobSaying } from '../remedy/gates/job';
import { CLUSTER, detail, lineage, MINUTE, markedArgs, NOW, ROOT, SECOND, START, step, stuck } from '../remedy/support';

type Question = Parameters<JobReader>[0];

function reader() {
  const questions: Question[] = [];
  const job: JobReader = async (question) => {
    questions.push(question);
    return { kind: 'evidence', evidence: jobSaying({}) };
  };
  return { questions, asking: { job, now: () => NOW } };
}

const UI = { clusterId: CLUSTER, id: 'p-ONE' };
const remembering = (persistentUi: typeof UI) => ({
  job: { at: NOW, value: { outcomes: [], overridden: false, persistentUi } },
});

describe('the running step', () => {
  test('is asked about by its start, and by the history server that was made for this cluster', async () => {
    const { questions, asking } = reader();
    await askRunning(asking, stuck({ obs: remembering(UI) }));
    await askRunning(asking, stuck({ obs: remembering({ ...UI, clusterId: 'j-OTHER' }) }));
    await askRunning(asking, stuck({ obs: { job: undefined } }));
    expect(
      questions.map(({ persistentUiId, mayCreatePersistentUi }) => [persistentUiId, mayCreatePersistentUi]),
    ).toEqual([
      ['p-ONE', true],
      [undefined, true],
      // Whether one was made is not known: no second one is.
      [undefined, false],
    ]);
    expect(questions[0]?.step).toEqual({ startedAtMs: START, marker: undefined, othersRan: false });
  });

  test('is not guessed by its start where another step ran at the same time', async () => {
    const { questions, asking } = reader();
    const earlier = step({ id: 's-EARLIER', state: 'COMPLETED', startedAt: START - MINUTE });
    for (const endedAt of [START - SECOND, START + SECOND, undefined]) {
      await askRunning(asking, stuck({ steps: [detail(), { ...earlier, endedAt }] }));
    }
    expect(questions.map((one) => one.step.othersRan)).toEqual([false, true, true]);
  });

  test('is not asked about where that is switched off, nor where too little time is left for it', async () => {
    const { questions, asking } = reader();
    expect(await askRunning({ ...asking, job: undefined }, stuck())).toBeUndefined();
    const late = await askRunning(asking, stuck({ obs: { deadline: NOW + 70 * SECOND } }));
    expect(late?.value).toMatchObject({ kind: 'none', isApplicationUnknown: false });
    expect(questions).toEqual([]);
  });
});

describe('the second look', () => {
  const opened = (asked?: { applicationId: string; startedAtMs: number; persistentUiId?: string }) => {
    const open = lineage();
    return {
      ...emptyRow(CLUSTER),
      state: 'intent' as const,
      lineage: { ...open, payload: { ...open.payload, asked } },
    };
  };

  test('asks the same application again, and has nothing made', async () => {
    const { questions, asking } = reader();
    const asked = { applicationId: 'application_1_0001', startedAtMs: START, persistentUiId: 'p-ONE' };
    await askAgain(asking, opened(asked), NOW + 180 * SECOND);
    expect(questions).toEqual([
      {
        clusterId: CLUSTER,
        step: { startedAtMs: START, othersRan: true },
        applicationId: 'application_1_0001',
        persistentUiId: 'p-ONE',
        mayCreatePersistentUi: false,
      },
    ]);
  });

  test('asks nothing where the lineage was opened without', async () => {
    const { asking } = reader();
    expect(await askAgain(asking, opened(), NOW + 180 * SECOND)).toBeUndefined();
  });
});

describe('the attempt', () => {
  const attempt = detail({ id: 's-A', args: markedArgs(), startedAt: NOW - MINUTE });
  const root = detail({ state: 'CANCELLED', endedAt: NOW - 3 * MINUTE });
  const seen = (changes: Parameters<typeof stuck>[0] = {}) =>
    stuck({ root, attempt, steps: [attempt, root], ...changes });
  const open = lineage();
  const asked = { applicationId: 'application_1_0001', startedAtMs: START, persistentUiId: 'p-ONE' };
  const verifying = {
    ...emptyRow(CLUSTER),
    state: 'verifying' as const,
    lineage: { ...open, payload: { ...open.payload, asked } },
  };

  test('is asked about by its own marker and start, not as the application before, and briefly', async () => {
    const { questions, asking } = reader();
    await askAttempt(asking, seen(), verifying);
    expect(questions).toEqual([
      {
        clusterId: CLUSTER,
        step: { startedAtMs: NOW - MINUTE, marker: { root: ROOT, n: 1 }, othersRan: false },
        persistentUiId: 'p-ONE',
        mayCreatePersistentUi: false,
        isBrief: true,
      },
    ]);
  });

  test('is not asked about where that is switched off, it has not begun, or too little time is left', async () => {
    const { questions, asking } = reader();
    expect(await askAttempt({ ...asking, job: undefined }, seen(), verifying)).toBeUndefined();
    const waiting = { ...attempt, startedAt: undefined };
    expect(await askAttempt(asking, seen({ attempt: waiting }), verifying)).toBeUndefined();
    const late = await askAttempt(asking, seen({ obs: { deadline: NOW + 70 * SECOND } }), verifying);
    expect(late?.value.kind).toBe('none');
    expect(questions).toEqual([]);
  });
});
