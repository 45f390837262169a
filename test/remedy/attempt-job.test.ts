import { describe, expect, test } from 'vitest';
import { attemptJobFor } from '../../lib/remedy/attempt-job';
import { jobSaying, type Said } from './gates/job';
import { MINUTE, NOW } from './support';

const WARM_AT = NOW;
const SLOTS = 689;
/** Executors of 4 cores, in the middle of a stage that was submitted six minutes ago. */
const said = (changed: Said = {}) => jobSaying({ cores: 4, submittedAt: NOW - 6 * MINUTE, at: NOW, ...changed });
const judged = (evidence = said(), slots: number | undefined = SLOTS, warmAt = WARM_AT) => {
  const { improved, unjudged } = attemptJobFor(evidence, [], { ...(slots === 0 ? {} : { slots }), warmAt });
  return improved ?? unjudged;
};

describe("an attempt's own figures", () => {
  test.each<[string, Said, number, boolean | string]>([
    ['as many tasks at once as the mark', { executors: 100 }, 400, true],
    ['fewer tasks, though more wait and the slots do not come', { executors: 100 }, 401, false],
    [
      'slots for as many, and tasks between two waves',
      { executors: 100, busy: 3 },
      400,
      'the slots are there, and tasks are being handed out',
    ],
    ['as many tasks in all as the mark', { executors: 100, tasks: 6_401 }, 401, false],
    ['fewer tasks in all', { executors: 100, tasks: 6_400 }, 401, 'the job has fewer tasks to run'],
    [
      'a stage that is too young to have its executors',
      { submittedAt: NOW - 4 * MINUTE },
      401,
      'the job has fewer tasks to run',
    ],
  ])('with %s', (_, changed, slots, expected) => {
    expect(judged(said({ executors: 100, ...changed }), slots)).toBe(expected);
  });

  test('are too young to deny it before the attempt is warm', () => {
    expect(judged(said({ executors: 100 }), SLOTS, NOW)).toBe(false);
    expect(judged(said({ executors: 100 }), SLOTS, NOW + 1)).toBe('it warms up');
    expect(judged(said({ executors: 200 }), SLOTS, NOW + 1)).toBe(true);
  });

  test('say nothing where the nodes are not known, or once the application has ended', () => {
    expect(judged(said({ executors: 200 }), 0)).toBe('the nodes could not be read');
    const evidence = said({ executors: 200 });
    const ended = { ...evidence, application: { ...evidence.application, endedAtMs: NOW } };
    expect(judged(ended)).toBe('the application has ended');
  });

  test('count no more tasks than there are slots: a driver that lost events shows some that have ended', () => {
    const lost = attemptJobFor(said({ executors: 100, busy: 8 }), [], { slots: SLOTS, warmAt: WARM_AT });
    expect(lost).toMatchObject({ runningTasks: 400, taskSlots: 400 });
  });
});
