import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Story, storyToText, tellStory } from '../../../bin/demo/story';
import { findMarker, parseStep, renderArguments, withoutOwnKeys } from '../../../lib/steps';
import { readmeSample, SAMPLE_WIDTH } from '../../../tools/readme-sample';

let story: Story;
beforeAll(async () => {
  story = await tellStory();
});

describe('the main job', () => {
  test('is cancelled, confirmed, submitted once with its marker, and finishes', () => {
    const [first, second, ...others] = story.cured.rehearsal.steps;
    expect([first?.state, second?.state, others.length]).toEqual(['CANCELLED', 'COMPLETED', 0]);
    expect(second?.submittedMs).toBeGreaterThanOrEqual(first?.endedMs ?? Number.POSITIVE_INFINITY);
    const submit = parseStep('command-runner.jar', second?.args ?? []);
    expect(submit.kind === 'spark-submit' && findMarker(submit.submit)).toEqual({ root: first?.id, n: 1 });
    // What makes sure that executors of the first have ended.
    expect(submit.kind === 'spark-submit' && submit.guard).toBeDefined();
  });

  test('differs from the first submission in six settings and nothing else', () => {
    const [first, second] = story.cured.rehearsal.steps.map(({ args }) => {
      const form = parseStep('command-runner.jar', args);
      if (form.kind !== 'spark-submit') throw new Error(form.reason);
      return withoutOwnKeys(form.submit);
    });
    if (first === undefined || second === undefined) throw new Error('there are two steps');
    expect(second.application).toBe(first.application);
    expect(second.applicationArguments).toEqual(first.applicationArguments);
    const before = renderArguments(first);
    const changed = renderArguments(second).filter((word) => !before.includes(word));
    expect(changed).toEqual([
      '25870m',
      '4',
      'spark.executor.memoryOverhead=4850m',
      'spark.sql.shuffle.partitions=100000',
      'spark.yarn.heterogeneousExecutors.enabled=false',
      'spark.driver.memory=5120m',
    ]);
  });

  test('gains no more than its task slots allow', () => {
    const { before, after, undisturbedMs } = story.cured.pair;
    const gained = undisturbedMs / (after.runtimeMs ?? 0);
    expect([before.taskSlots, after.taskSlots]).toEqual([574, 1_308]);
    expect(gained).toBeGreaterThan(2);
    expect(gained).toBeLessThanOrEqual(1_308 / 574);
  });

  test('shows the figures that brought the remediator in: 97.7 % of memory, 43.8 % of the cores', () => {
    const { before } = story.cured.pair;
    expect(before.memoryRatio).toBeCloseTo(0.977, 3);
    expect(before.coreRatio).toBeCloseTo(0.4375, 4);
  });

  test('found only after six hours is left alone, with the reason and the settings for its next run', () => {
    const { rehearsal } = story.late;
    expect(rehearsal.steps.map(({ state }) => state)).toEqual(['COMPLETED']);
    expect(rehearsal.decisions.map(({ line }) => line.action)).not.toContain('cancel');
    const refusals = rehearsal.decisions.flatMap(({ line }) => line.refusals.map(({ gate }) => gate));
    expect(new Set(refusals)).toEqual(new Set(['not-worth-it']));
    const settings = (item: unknown) =>
      (item as { changes: { key: string; to: string }[] }).changes.map(({ key, to }) => `${key}=${to}`);
    expect(settings(rehearsal.nextRunConfiguration)).toEqual(settings(story.cured.rehearsal.nextRunConfiguration));
  });

  test('found after six hours far from its end is restarted, and ends long before it would have', () => {
    const { rehearsal, pair } = story.long;
    expect(rehearsal.steps.map(({ state }) => state)).toEqual(['CANCELLED', 'COMPLETED']);
    const cancel = rehearsal.decisions.find(({ line }) => line.action === 'cancel');
    const { remainingMinutes = 0, restartMinutes = 0, jobSource } = cancel?.line ?? {};
    const foundAt = (cancel?.atMs ?? 0) / 60_000;
    expect(jobSource).toBe('driver');
    expect(foundAt).toBeGreaterThan(360);
    // The bound is below what really remained, and the promise above what the restart took.
    expect(remainingMinutes).toBeLessThan(pair.undisturbedMs / 60_000 - foundAt);
    expect((rehearsal.steps[1]?.endedMs ?? 0) / 60_000).toBeLessThan(foundAt + restartMinutes);
    const text = storyToText(story, { width: 400 });
    expect(text).toMatch(
      /Left alone it would have ended 25 h \d+ min after its start; cancelled after 6 h 05 min, it ended after 17 h/,
    );
    expect(text).toMatch(/at least 17 min remain, and a restart pays above 524 min/);
  });

  test('left alone takes as long as the run before the cure would have', () => {
    expect(story.late.rehearsal.runs[0]?.runtimeMs).toBe(story.cured.pair.undisturbedMs);
  });

  test('tells why its partitions differ: 5,232 from bytes, 100,000 without', () => {
    const text = storyToText(story, { width: 120 });
    expect(text).toMatch(/5,232 partitions, from bytes/);
    expect(text).toContain('spark.sql.shuffle.partitions=5232');
    expect(text).toContain('spark.sql.shuffle.partitions: 60000 → 100000');
  });
});

test('the README shows a part of what npm start prints today; npm run readme puts it there', () => {
  const readme = readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8');
  const block = /<!-- npm start -->\n```text\n([\s\S]*?)```\n<!-- \/npm start -->/.exec(readme)?.[1] ?? '';
  expect(block.trimEnd()).toBe(readmeSample(storyToText(story, { width: SAMPLE_WIDTH })));
  expect(block.split('\n').filter((line) => line.length > SAMPLE_WIDTH)).toEqual([]);
});
