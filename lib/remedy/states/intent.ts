import type { Action } from '../action';
import { assess } from '../assess';
import { TIER } from '../contract';
import { ageMs } from '../detection';
import { GATES } from '../gates';
import type { Reading } from '../observation';
import type { Policy } from '../policy';
import type { ChangedSetting } from '../row';
import { MINUTE_MS, SECOND_MS } from '../time';
import { close, clusterIsEnding, pendingCall, rootOf, type Scene, wait } from './moves';

/** Everything that the second look rests on is at most this old when CancelSteps is sent. */
const MAX_AGE_SECONDS = 30;

/** A lineage is open and nothing has been sent, so any doubt aborts. */
export function intent(plain: Scene, policy: Policy): Action {
  const { obs, row, lineage, now } = plain;
  if (now - row.since > policy.intentExpiresMinutes * MINUTE_MS) {
    return close(plain, lineage.cancelRequests > 0 ? 'aborted:cancel-refused' : 'aborted:expired');
  }
  if (clusterIsEnding(plain)) return close(plain, 'aborted:cluster-ending');
  const again = now + policy.pollSeconds * SECOND_MS;
  const root = rootOf(plain);
  if (root === undefined) return wait(plain.report, again, 'the step could not be read');
  if (root.state !== 'RUNNING') return close(plain, `aborted:step-${root.state.toLowerCase()}`);
  if (root.fingerprint !== lineage.fingerprint) return close(plain, 'aborted:arguments-changed');

  const readings: (Reading<unknown> | undefined)[] = [
    obs.cluster,
    obs.groups,
    obs.instances,
    obs.autoTermination,
    obs.scan,
    obs.root,
    obs.metrics,
  ];
  // What could not be read says neither yes nor no.
  if (readings.includes(undefined)) return wait(plain.report, again, 'not everything could be read');

  const verdict = assess(obs, row, now, policy, true);
  const scene = { ...plain, report: verdict.report };
  const no = verdict.refusals.find(({ gate }) => !GATES[gate].transient);
  if (no !== undefined) return close(scene, `aborted:${no.gate}`);
  const [unread] = verdict.refusals;
  if (unread !== undefined) return wait(scene.report, again, `${unread.gate}: ${unread.reason}`);
  const { tier, retune, newest } = verdict;
  if (!verdict.suspect || tier !== TIER.confirmed || retune === undefined) return close(scene, 'aborted:no-finding');
  if (!sameChanges(retune.changes, lineage.changes)) return close(scene, 'aborted:plan-changed');

  const series = obs.metrics?.value;
  if (series === undefined || newest === undefined) return wait(scene.report, again, 'the metrics could not be read');
  if (ageMs(series, newest, now) > policy.intentPointPeriods * series.periodMs) {
    return wait(scene.report, again, 'the newest point is older than a period');
  }
  const fresh = readings.every(
    (reading) => reading !== undefined && reading.at >= row.since && now - reading.at <= MAX_AGE_SECONDS * SECOND_MS,
  );
  if (!fresh) return wait(scene.report, again, 'everything has to be read again');
  const { notBefore = now, ...rest } = row;
  if (now < notBefore) return wait(scene.report, again, 'the last request to cancel was made less than a minute ago');

  const n = lineage.cancelRequests + 1;
  return {
    kind: 'call',
    reason: 'the second look agrees with the first',
    report: scene.report,
    call: { kind: 'cancel', clusterId: obs.clusterId, stepId: lineage.root, n },
    before: {
      ...rest,
      state: 'cancelling',
      since: now,
      call: pendingCall(obs, 'cancel', n, now),
      lineage: { ...lineage, cancelFirstAt: now, cancelRequests: n },
    },
  };
}

function sameChanges(a: readonly ChangedSetting[], b: readonly ChangedSetting[]): boolean {
  const text = (changes: readonly ChangedSetting[]): string =>
    changes
      .map(({ key, to }) => `${key}=${to}`)
      .sort()
      .join('\n');
  return text(a) === text(b);
}
