import { findClusterRow, isUnderWay } from '../../lib/rehearsal/function';
import { isActive } from '../../lib/remedy';
import { briefScenario, withFacts } from '../../lib/simulator';
import { jobIdentity } from '../../lib/simulator/job/command';
import type { Scenario } from '../../lib/simulator/scenario/types';
import { applicationSpan, finalStatus } from '../../lib/simulator/world/applications';
import type { World } from '../../lib/simulator/world/types';
import type { DeployMode } from '../../lib/spark';
import { type Control, type Watched, watching } from '../../test/lambda/virtual-cluster';
import { valuesOf } from './facts';
import type { Row } from './pairs';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:pages';

const TICK_MINUTES = 5;
const MAX_MINUTES = 12 * 60;

/** What became of the stuck join under a remediator, where facts have the values of a row. */
export interface Life {
  /** The promises that were broken. */
  readonly broken: readonly string[];
  readonly wasCut: boolean;
  readonly wasResubmitted: boolean;
  readonly completed: boolean;
  readonly paged: boolean;
}

/** Lets the stuck join and the remediator run, with a tick every five minutes, until both have come to rest or twelve hours are over. */
export async function liveThrough(row: Row, deployMode: DeployMode): Promise<Life> {
  const drive = async ({ tick, moveTo, world, items }: Control): Promise<void> => {
    for (let minute = 0; minute <= MAX_MINUTES; minute += TICK_MINUTES) {
      moveTo(minute);
      // A function that fails is called again by the next tick.
      await tick().catch(() => undefined);
      if (minute > 0 && !world().steps.some(isActive) && !isUnderWay(findClusterRow(await items()))) return;
    }
  };
  const scenario = withFacts(inMode(deployMode), valuesOf(row));
  const watched = await watching(scenario, drive, { AUTOTUNE_TOPIC_ARN: TOPIC });
  return judge(watched);
}

/** The stuck join with its driver on the primary node, or on the cluster. */
function inMode(mode: DeployMode): Scenario {
  const { steps, ...brief } = briefScenario();
  const args = (step: Scenario['steps'][number]) => step.args.map((arg) => (arg === 'client' ? mode : arg));
  return { ...brief, steps: steps.map((step) => ({ ...step, args: args(step) })) };
}

function judge({ world, published, items }: Watched): Life {
  const [root, ...others] = world.steps;
  if (root === undefined) throw new Error('the stuck join was not submitted');
  const identity = jobIdentity(root.request.jar, root.request.args);
  const copies = others.filter(({ request }) => jobIdentity(request.jar, request.args) === identity);
  const lineage = [root, ...copies];
  const wasCut = root.state !== 'COMPLETED' && world.changes.some(({ kind }) => kind === 'cancel-requested');
  const completed = lineage.filter(({ state }) => state === 'COMPLETED');
  const paged = published.some(({ attributes }) => attributes.kind === 'page');
  const broken: string[] = [];
  // An attempt whose guard saw the root step's success completes without an application of its own.
  const succeeded = lineage.filter(({ run }) => hasSucceeded(run));
  if (wasCut && succeeded.length === 0 && !paged && !lineage.some(isActive)) broken.push('lost in silence');
  if (succeeded.length > 1) broken.push('run again after it succeeded');
  if (overlaps(lineage)) broken.push('run beside itself');
  if (copies.some(({ createdMs }) => createdMs < (root.endedMs ?? Number.POSITIVE_INFINITY)))
    broken.push('submitted again before its end');
  const row = findClusterRow(items);
  if (isUnderWay(row) && !copies.some(isActive)) broken.push(`still ${String(row?.state)} at the end`);
  return {
    broken,
    wasCut,
    wasResubmitted: copies.length > 0,
    completed: completed.length > 0,
    paged,
  };
}

/** Whether the job's work was done: in client mode a driver that was cut off reports success as well. */
function hasSucceeded(run: World['steps'][number]['run']): boolean {
  const span = applicationSpan(run);
  if (span?.endMs === undefined || finalStatus(span.run) !== 'SUCCEEDED') return false;
  return span.run.plan.deployMode === 'cluster' || span.run.signalledMs === undefined;
}

/** Whether two applications of one job lived at the same time. */
function overlaps(lineage: World['steps']): boolean {
  const spans = lineage.flatMap(({ run }) => applicationSpan(run) ?? []).sort((a, b) => a.startMs - b.startMs);
  return spans.some(({ startMs }, i) => i > 0 && startMs < (spans[i - 1]?.endMs ?? Number.POSITIVE_INFINITY));
}
