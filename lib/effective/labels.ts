import type { SparkSettings } from '../spark';
import { labelsNodes, recorded } from './defaults';
import type { Properties } from './properties';
import type { EffectiveRequest, InForce } from './types';
import type { GroupName } from './written';

const ENABLED = 'yarn.node-labels.enabled';
const OF_MASTERS = 'yarn.node-labels.am.default-node-label-expression';
const OF_NODE = 'yarn.nodemanager.node-labels.provider.configured-node-partition';
/** Executors of such a job run on the nodes of one label alone. */
export const EXECUTOR_LABEL = 'spark.yarn.executor.nodeLabelExpression';
const OF_JOB = 'spark.yarn.am.nodeLabelExpression';

/** EMR's label of core nodes; task nodes have none unless their configuration says so. */
const CORE = 'CORE';

/** How the cluster labels its nodes. */
export interface Labels {
  readonly areOn: boolean;
  /** The label that application masters ask for. */
  readonly ofMasters?: InForce<string>;
  /** @param site the yarn-site of the group's nodes */
  labelOf(group: GroupName, site: Properties): InForce<string> | undefined;
}

/** Labels are on by EMR's own doing on 5.19 to 5.36, elsewhere only where they are switched on. */
export function labelsInForce({ release }: EffectiveRequest, site: Properties, settings: SparkSettings): Labels {
  const byEmr = labelsNodes(release.value);
  const areOn = site.has(ENABLED) ? site.boolean(ENABLED)?.value === true : byEmr;
  if (!areOn) return { areOn, labelOf: () => undefined };
  const ofJob = settings.get(OF_JOB);
  const ofCluster =
    site.text(OF_MASTERS) ??
    (byEmr && !site.has(OF_MASTERS) ? recorded(CORE, 'EMR 5.19 and later 5.x', OF_MASTERS) : undefined);
  const ofMasters: InForce<string> | undefined =
    ofJob === undefined ? ofCluster : { value: ofJob, layer: 'step', key: OF_JOB };
  return {
    areOn,
    ofMasters: ofMasters?.value === '' ? undefined : ofMasters,
    labelOf: ({ role }, own) =>
      own.text(OF_NODE) ?? (role === 'core' ? recorded(CORE, "EMR's node label of core nodes", OF_NODE) : undefined),
  };
}
