import { findClusterRow, isUnderWay } from '../../lib/rehearsal/function';
import { isActive } from '../../lib/remedy';
import { briefScenario, withFacts } from '../../lib/simulator';
import { jobIdentity } from '../../lib/simulator/job/command';
import { applicationSpan } from '../../lib/simulator/world/applications';
import type { World } from '../../lib/simulator/world/types';
import { type Control, type Watched, watching } from '../../test/lambda/virtual-cluster';
import { isFenced, valuesOf } from './facts';
import type { Row } from './pairs';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:pages';

const TICK_MINUTES = 5;
const MAX_MINUTES = 12 * 60;

/** What became of the stuck join under a remediator, where facts have the values of a row. */
export interface Life {
  /** The promises that were broken. */
  readonly broken: readonly string[];
  /** It ran beside itself where only a guard on the cluster could have prevented it. */
  readonly unguarded: boolean;
  readonly wasCut: boolean;
  readonly wasResubmitted: boolean;
  readonly completed: boolean;
  readonly paged: boolean;
}

/** Lets the stuck join and the remediator run, with a tick every five minutes, until both have come to rest or twelve hours are over. */
export async function liveThrough(row: Row): Promise<Life> {
  const drive = async ({ tick, moveTo, world, items }: Control): Promise<void> => {
    for (let minute = 0; minute <= MAX_MINUTES; minute += TICK_MINUTES) {
      moveTo(minute);
      // A function that fails is called again by the next tick.
      await tick().catch(() => undefined);
      if (minute > 0 && !world().steps.some(isActive) && !isUnderWay(findClusterRow(await items()))) return;
    }
  };
  const scenario = withFacts(briefScenario(), valuesOf(row));
  const watched = await watching(scenario, drive, { AUTOTUNE_TOPIC_ARN: TOPIC });
  return judge(watched, isFenced(row));
}

function judge({ world, published, items }: Watched, fenced: boolean): Life {
  const [root, ...others] = world.steps;
  if (root === undefined) throw new Error('the stuck join was not submitted');
  const identity = jobIdentity(root.request.jar, root.request.args);
  const copies = others.filter(({ request }) => jobIdentity(request.jar, request.args) === identity);
  const lineage = [root, ...copies];
  const wasCut = root.state !== 'COMPLETED' && world.changes.some(({ kind }) => kind === 'cancel-requested');
  const completed = lineage.filter(({ state }) => state === 'COMPLETED');
  const paged = published.some(({ attributes }) => attributes.kind === 'page');
  const broken: string[] = [];
  if (wasCut && completed.length === 0 && !paged && !lineage.some(isActive)) broken.push('lost in silence');
  if (completed.length > 1) broken.push('run again after it succeeded');
  const beside = overlaps(lineage);
  if (beside && fenced) broken.push('run beside itself');
  if (copies.some(({ createdMs }) => createdMs < (root.endedMs ?? Number.POSITIVE_INFINITY)))
    broken.push('submitted again before its end');
  const row = findClusterRow(items);
  if (isUnderWay(row) && !copies.some(isActive)) broken.push(`still ${String(row?.state)} at the end`);
  return {
    broken,
    unguarded: beside && !fenced,
    wasCut,
    wasResubmitted: copies.length > 0,
    completed: completed.length > 0,
    paged,
  };
}

/** Whether two applications of one job lived at the same time. */
function overlaps(lineage: World['steps']): boolean {
  const spans = lineage.flatMap(({ run }) => applicationSpan(run) ?? []).sort((a, b) => a.startMs - b.startMs);
  return spans.some(({ startMs }, i) => i > 0 && startMs < (spans[i - 1]?.endMs ?? Number.POSITIVE_INFINITY));
}
