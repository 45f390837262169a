import { SparkSettings, taskMemoryMiB } from '../spark';
import type { ClusterConfRequest } from './cluster-conf-request';
import { DRIVER_SETTINGS, EXECUTOR_SETTINGS, SHARED_SETTINGS } from './cluster-settings';
import { EVENT_LOG_SETTINGS } from './event-log-settings';
import { overridden, type PlannedSetting, reasonsFor } from './planned-setting';
import type { Reason } from './types';

/** spark-defaults of the cluster, each entry with its reason; what the user gave wins and is named as such. */
export function clusterConf(r: ClusterConfRequest): { sparkConf: Record<string, string>; reasons: Reason[] } {
  const { given } = r;
  const { sparkVersion } = r.request.release;
  const planned = <T>(settings: readonly PlannedSetting<T>[], facts: T) => reasonsFor(settings, facts, sparkVersion);
  const executor = planned(EXECUTOR_SETTINGS, r);
  const inForce = SparkSettings.of(toConf(executor)).with(given.toRecord());
  const computed = [
    ...executor,
    ...planned(DRIVER_SETTINGS, r),
    ...planned(SHARED_SETTINGS, { sparkVersion, taskMiB: taskMemoryMiB(r.choice.executor, inForce) }),
    ...planned(EVENT_LOG_SETTINGS, r),
  ];
  const reasons = computed.map((reason) => asGiven(reason, r));
  for (const [key, value] of Object.entries(given.toRecord())) {
    if (!computed.some((reason) => reason.key === key)) reasons.push({ key, value, ...GIVEN });
  }
  return { sparkConf: toConf(reasons), reasons };
}

const GIVEN = { reason: 'given by you', source: 'user' };

function asGiven(computed: Reason, { given, alternative }: ClusterConfRequest): Reason {
  const { key } = computed;
  const value = given.get(key);
  if (value === undefined) return computed;
  const without = alternative === undefined ? computed : alternative.get(key);
  return without === undefined ? { key, value, ...GIVEN } : overridden(without, value);
}

const toConf = (reasons: readonly Reason[]): Record<string, string> =>
  Object.fromEntries(reasons.map(({ key, value }) => [key, value]));
