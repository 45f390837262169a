import { afterEach, describe, expect, test } from 'vitest';
import { DRILLS } from '../../../bench/drill/drills';
import { openStage, type Stage } from '../../../bench/drill/stage';
import type { PageKind } from '../../../lib/remedy';
import { briefScenario } from '../../../lib/simulator';
import { START_MS } from '../../../lib/simulator/world/create';

let stages: Stage[] = [];
afterEach(async () => {
  await Promise.all(stages.map((stage) => stage.close()));
  stages = [];
});

/** `npm run check:runbook` plays all of them; here one of each way to bring a page about. */
const KINDS: readonly PageKind[] = [
  'held:opt-out-midway',
  'held:arguments-changed',
  'held:guard-refused',
  'cancelled-by-other',
  'lost:cluster-gone',
  'breaker',
];

describe('a drill brings about the page that it is about', () => {
  test.each(KINDS)('%s', async (kind) => {
    const { play, scenario = briefScenario() } = DRILLS[kind];
    const stage = await openStage(scenario, START_MS);
    stages.push(stage);
    await play(stage);
    const pages = stage.published.filter(({ attributes }) => attributes.kind === 'page');
    expect(pages.map(({ subject }) => subject)).toContain(`emr-autotune: ${kind} on j-REHEARSAL0001`);
  });
});
