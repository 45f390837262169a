import type { IConstruct } from 'constructs';
import { type Classification, findMeantClassification } from '../../catalog';
import { InputError } from '../../errors';
import {
  type ClusterLayer,
  ClusterSize,
  checkClusterSize,
  isReadByPlan,
  MAX_OVERSUBSCRIPTION,
  planClusterLayer,
  SizingVersion,
} from '../../sizing';
import { CALCULATOR_KEY } from '../../yarn';
import {
  numberWithin,
  optionalInstance,
  optionalMebibytes,
  positiveNumber,
  resolvedNames,
  resolvedSettings,
  warn,
} from '../checks';
import { checkSparkKeys, warnOfSparkKeys } from '../spark-keys';
import { type EmrConfiguration, mergeConfigurations, overriddenKeys } from './emr-configuration';
import { maxNodesOf, nodePools, primaryTypeFor, typesPlannedFor } from './node-pools';
import { SparkDeployMode, type TunedClusterProps } from './tuned-cluster-props';

const SPARK_DEFAULTS = 'spark-defaults';
const MAX_ALLOCATION_MIB = 'yarn.scheduler.maximum-allocation-mb';

/** Settings for which the plan assumes EMR's defaults; another value makes its arithmetic wrong. */
const ASSUMED: Readonly<Record<string, readonly string[]>> = {
  'yarn-site': [
    'yarn.nodemanager.resource.cpu-vcores',
    'yarn.nodemanager.resource.memory-mb',
    MAX_ALLOCATION_MIB,
    'yarn.scheduler.maximum-allocation-vcores',
    'yarn.scheduler.minimum-allocation-mb',
    'yarn.scheduler.minimum-allocation-vcores',
  ],
  'capacity-scheduler': [CALCULATOR_KEY],
  spark: ['maximizeResourceAllocation'],
};

export interface ClusterPlan {
  readonly layer: ClusterLayer;
  /** The classifications in the template: the plan's merged with the user's, which win. */
  readonly classifications: readonly Classification[];
  /** Spark settings that the user gave, by key. */
  readonly given: Readonly<Record<string, string>>;
}

/** The plan that follows from node types and the user's settings; its warnings are added to `scope`. */
export function planCluster(scope: IConstruct, props: TunedClusterProps): ClusterPlan {
  const pools = nodePools(props);
  const clusterSize = optionalInstance('clusterSize', props.clusterSize, ClusterSize, 'ClusterSize.SMALL');
  checkClusterSize(
    clusterSize,
    pools.reduce((sum, pool) => sum + maxNodesOf(pool), 0),
  );
  const extra = props.configurations ?? [];
  for (const block of extra) {
    checkResolved(block);
    warnOfName(scope, block.classification);
  }
  const given = givenSparkConf(props);
  checkSparkKeys('sparkConf', given);
  warnOfSparkKeys(scope, 'sparkConf', given);
  const layer = planClusterLayer({
    release: props.release,
    instanceTypes: [...pools.flatMap(({ types }) => types.map(({ name }) => name)), ...typesPlannedFor(props)],
    primaryInstanceType: primaryTypeFor(props),
    deployMode: props.deployMode === SparkDeployMode.CLUSTER ? 'cluster' : 'client',
    driverMemoryMiB: optionalMebibytes('driverMemory', props.driverMemory),
    offHeapMiB: optionalMebibytes('offHeapMemory', props.offHeapMemory),
    pysparkMiB: optionalMebibytes('pysparkMemory', props.pysparkMemory),
    memoryTarget: props.memoryTarget === undefined ? undefined : positiveNumber('memoryTarget', props.memoryTarget, 1),
    cpuOversubscription: slotsPerVcore(props.cpuOversubscription),
    taskMemoryMiB: optionalMebibytes('taskMemory', props.taskMemory),
    taskHeapMiB: optionalMebibytes('taskHeap', props.taskHeap),
    clusterSize,
    maxAllocationMiB: ownMaxAllocationMiB(extra),
    sizingVersion: optionalInstance('sizingVersion', props.sizingVersion, SizingVersion, 'SizingVersion.V2026_1'),
    sparkConf: given,
  });
  const planned = layer.classifications.filter(
    ({ classification }) => classification !== 'emr-metrics' || props.cloudWatchAgent !== false,
  );
  const others = extra.filter(({ classification }) => classification !== SPARK_DEFAULTS);
  const nested = extra.filter(
    ({ classification, configurations }) => classification === SPARK_DEFAULTS && (configurations ?? []).length > 0,
  );
  if (nested.length > 0) {
    throw new InputError(
      'configuration-conflict',
      '`configurations` must not nest classifications in spark-defaults; EMR does not have any there',
    );
  }
  const classifications = mergeConfigurations(planned, others);
  for (const { id, text } of layer.warnings) warn(scope, id, text);
  warnOfOverrides(scope, planned, classifications, others);
  return { layer, classifications, given };
}

/** The user's Spark settings: those of `sparkConf` and of spark-defaults among `configurations`. */
function givenSparkConf(props: TunedClusterProps): Record<string, string> {
  const given = resolvedSettings('sparkConf', props.sparkConf ?? {}, isReadByPlan);
  for (const block of props.configurations ?? []) {
    if (block.classification !== SPARK_DEFAULTS) continue;
    for (const [key, value] of Object.entries(block.properties ?? {})) {
      const other = given[key];
      if (other !== undefined && other !== value) {
        throw new InputError(
          'configuration-conflict',
          `${key} is given twice, in \`sparkConf\` or \`configurations\`: "${other}" and "${value}"; keep one`,
        );
      }
      given[key] = value;
    }
  }
  return given;
}

/** The largest container that YARN grants, where yarn-site sets it. */
function ownMaxAllocationMiB(extra: readonly EmrConfiguration[]): number | undefined {
  const site = extra.findLast(({ classification }) => classification === 'yarn-site');
  const value = Number(site?.properties?.[MAX_ALLOCATION_MIB]);
  return value > 0 ? value : undefined;
}

function warnOfOverrides(
  scope: IConstruct,
  planned: readonly Classification[],
  merged: readonly Classification[],
  extra: readonly EmrConfiguration[],
): void {
  const replaced = new Set<string>();
  for (const { classification, key, from, to } of overriddenKeys(planned, merged)) {
    replaced.add(`${classification}/${key}`);
    warn(
      scope,
      'plan-overridden',
      `\`configurations\` sets ${key} of ${classification} to ${to}, but executors are sized for ${from}; figures and plans may not hold`,
    );
  }
  for (const { classification, properties } of extra) {
    for (const key of ASSUMED[classification] ?? []) {
      const value = properties?.[key];
      if (value === undefined || value === 'false' || replaced.has(`${classification}/${key}`)) continue;
      warn(
        scope,
        'plan-overridden',
        `\`configurations\` sets ${key} of ${classification} to ${value}, but executors are sized for EMR's own value; figures and plans may not hold`,
      );
    }
  }
}

function warnOfName(scope: IConstruct, classification: string): void {
  if (classification === '') {
    throw new InputError('bad-name', '`configurations` must not have an empty classification; name it');
  }
  const meant = findMeantClassification(classification);
  if (meant === undefined) return;
  warn(
    scope,
    'misspelt-classification',
    `\`configurations\` has ${classification}, which EMR does not have and refuses; did you mean ${meant}?`,
  );
}

function checkResolved(block: EmrConfiguration): void {
  const { classification, properties = {} } = block;
  resolvedNames('configurations', [classification]);
  const assumed = ASSUMED[classification] ?? [];
  const isRead = classification === SPARK_DEFAULTS ? isReadByPlan : (key: string) => assumed.includes(key);
  resolvedSettings(`configurations.${classification}`, properties, isRead);
  for (const inner of block.configurations ?? []) checkResolved(inner);
}

function slotsPerVcore(value: number | undefined): number | undefined {
  return value === undefined ? undefined : numberWithin('cpuOversubscription', value, 1, MAX_OVERSUBSCRIPTION);
}
