import { EmrRelease } from '../../lib/catalog';
import { type BeforeAfter, beforeAfter, beforeAfterToText } from '../../lib/cli/before-after';
import { rehearsalToText } from '../../lib/cli/rehearsal-text';
import { duration } from '../../lib/cli/virtual-time';
import { type Rehearsal, type RehearsalOptions, rehearse } from '../../lib/rehearsal';
import type { SettingChange } from '../../lib/remedy';
import { grouped, planToSparkSubmit, type TextStyle, tone, wrap } from '../../lib/render';
import { briefScenario, briefScenarioLate, briefScenarioLong, type Scenario } from '../../lib/simulator';
import { plan, type SparkPlan, Workload } from '../../lib/sizing';

/** The main job from end to end: a stuck step cured, found after six hours far from its end and near it, and the plan it should have had. */
export interface Story {
  readonly cured: { readonly scenario: Scenario; readonly rehearsal: Rehearsal; readonly pair: BeforeAfter };
  readonly long: { readonly scenario: Scenario; readonly rehearsal: Rehearsal; readonly pair: BeforeAfter };
  readonly late: { readonly scenario: Scenario; readonly rehearsal: Rehearsal };
  readonly declared: SparkPlan;
}

const MINUTE_MS = 60_000;

/** What the join's owner would have declared. */
const DECLARED = Workload.rows(641_000_000, 1_000);

/** Rehearses the scenarios with the built function and plans the same job with its rows declared. */
export async function tellStory(onTick?: RehearsalOptions['onTick']): Promise<Story> {
  const cured = await rehearseCure(briefScenario(), onTick);
  const long = await rehearseCure(briefScenarioLong(), onTick);
  const lateScenario = briefScenarioLate();
  const late = { scenario: lateScenario, rehearsal: await rehearse(lateScenario, { onTick }) };
  const { scenario } = cured;
  const declared = plan({
    release: EmrRelease.of(scenario.release),
    nodes: scenario.nodes.map(({ instanceType, count }) => ({ instanceType, min: count, max: count })),
    primaryInstanceType: scenario.primary,
    workload: DECLARED,
  });
  return { cured, long, late, declared };
}

async function rehearseCure(scenario: Scenario, onTick: RehearsalOptions['onTick']): Promise<Story['cured']> {
  const rehearsal = await rehearse(scenario, { onTick });
  const pair = beforeAfter(rehearsal);
  if (pair === undefined) throw new Error('the rehearsed step was not cancelled and replaced');
  return { scenario, rehearsal, pair };
}

/** The story for a terminal. No newline at the end. */
export function storyToText({ cured, long, late, declared }: Story, style: TextStyle): string {
  return [
    rehearsalToText(cured.scenario, cured.rehearsal, style),
    '',
    tone(style, 'bold', 'Before and after, as the simulator measured them'),
    beforeAfterToText(cured.pair, cured.scenario, style),
    '',
    rehearsalToText(long.scenario, long.rehearsal, style),
    '',
    ...longLines(long, style),
    '',
    rehearsalToText(late.scenario, late.rehearsal, style),
    '',
    ...lateLines(late.rehearsal, style),
    '',
    ...declaredLines(declared, cured.pair, style),
  ].join('\n');
}

/** Both ways, and when each ends. */
function longLines({ rehearsal, pair }: Story['long'], style: TextStyle): string[] {
  const decided = rehearsal.decisions.find(({ line }) => line.action === 'cancel');
  const { remainingMinutes = 0, restartMinutes = 0 } = decided?.line ?? {};
  const foundMs = decided?.atMs ?? 0;
  const ways = [
    `Spark itself said how far the job was: at least ${duration(remainingMinutes * MINUTE_MS)} of work was left, and all of it again was promised in ${duration(restartMinutes * MINUTE_MS)}.`,
    `Left alone it would have ended ${duration(pair.undisturbedMs)} after its start; cancelled after ${duration(foundMs)}, it ended after ${duration(pair.totalMs)}.`,
  ];
  return [tone(style, 'bold', 'Far from its end: restarted'), ...wrap(style, ways.join(' '), '  ')];
}

function lateLines(rehearsal: Rehearsal, style: TextStyle): string[] {
  const refused = rehearsal.decisions.find(({ line }) => line.refusals.length > 0);
  const [refusal] = refused?.line.refusals ?? [];
  const next = rehearsal.nextRunConfiguration as { readonly changes?: readonly SettingChange[] } | undefined;
  const run = rehearsal.runs[0];
  return [
    tone(style, 'bold', `Near its end: left alone (${refusal?.gate})`),
    ...wrap(
      style,
      `By Spark's own figures ${refusal?.reason}. So nothing was cancelled, and the step ended by itself after ${duration(run?.runtimeMs ?? 0)}.`,
      '  ',
    ),
    '',
    '  Kept for the next run of this job (item next# of the ledger):',
    ...(next?.changes ?? []).map(({ key, to }) => `    --conf ${key}=${to}`),
    '',
    ...wrap(
      style,
      'What approve would mean: in that mode a person who knows that the job is far from done allows one restart of this one step within 30 minutes. Every gate is asked again; only whether it is worth it is theirs to judge. That word is given with emr-autotune approve, which shows the figures first.',
      '  ',
    ),
  ];
}

function declaredLines(declared: SparkPlan, { after }: BeforeAfter, style: TextStyle): string[] {
  const reason = declared.job.reasons.find(({ key }) => key === 'spark.sql.shuffle.partitions')?.reason ?? '';
  return [
    tone(style, 'bold', `The same job with its rows declared: ${DECLARED.description}`),
    ...planToSparkSubmit(declared, { application: 's3://example-bucket/join.py' })
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...wrap(
      style,
      `${grouped(declared.job.partitions)} partitions, from bytes: ${reason}. The remediator chose ${grouped(after.partitions)} because neither metrics nor the job told it any bytes: it kept the memory of a task in proportion to its data instead, and stopped at ${grouped(after.partitions)} for want of evidence.`,
      '  ',
    ),
  ];
}

/** The story as plain data. */
export function storyToJson({ cured, long, late, declared }: Story): object {
  return { beforeAfter: cured.pair, rehearsal: cured.rehearsal, long: long.rehearsal, late: late.rehearsal, declared };
}
