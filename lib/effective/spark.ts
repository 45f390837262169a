import {
  allocatesDynamically,
  applicationMasterFor,
  type DeployMode,
  DYNAMIC_ALLOCATION,
  executorSizeFor,
  formatMemory,
  maxAsked,
  SparkSettings,
  slotsPerExecutor,
} from '../spark';
import { impliedDeployMode, type SparkSubmit, settingsInForce } from '../steps';
import { RECORDED_EXECUTORS, recorded } from './defaults';
import { workersIn } from './nodes';
import { beneathCommand, defaultsBeneath, originsOf } from './origins';
import { Properties } from './properties';
import { readable } from './readable';
import type { EffectiveDriver, EffectiveExecutor, EffectiveRequest, EffectiveSpark, InForce, Unknown } from './types';

const MEMORY = 'spark.executor.memory';
const CORES = 'spark.executor.cores';
const DRIVER_MEMORY = 'spark.driver.memory';
const AM_MEMORY = 'spark.yarn.am.memory';
const DEPLOY_MODE = 'spark.submit.deployMode';
const TASK_CPUS = 'spark.task.cpus';
const QUEUE = 'spark.yarn.queue';
const MAXIMIZE = 'maximizeResourceAllocation';

const CHOSEN_BY_EMR = `${MAXIMIZE} lets EMR choose it, by a rule that is not published`;

/** Stands for a job of which only the configuration is known; a Python one, so that PySpark's memory counts. */
const ANY_JOB: SparkSubmit = { options: [], application: 'any.py', applicationArguments: [] };

/** Spark's part: the settings in force and what follows from them. */
export function sparkInForce(request: EffectiveRequest): {
  readonly spark: EffectiveSpark;
  readonly unknown: readonly Unknown[];
} {
  const { command, observed } = request;
  const ofSpark = new Properties(request.blocks, 'spark', () => true);
  const maximized = ofSpark.boolean(MAXIMIZE);
  const beneath = Object.fromEntries(beneathCommand(request).map(({ value }) => [value.key, value.value]));
  const settings = SparkSettings.of(settingsInForce(command?.submit ?? ANY_JOB, beneath)).with(
    observed?.settings ?? {},
  );
  const deployMode = deployModeIn(settings, command !== undefined);
  const origins = originsOf(request, deployMode);
  const unknown: Unknown[] = [...ofSpark.unknown];
  const isMaximized = maximized?.value === true;
  const defaults = defaultsBeneath(request);
  const all = withDefaults(settings, origins);
  const spark: EffectiveSpark = {
    settings,
    defaults,
    origins,
    deployMode,
    dynamicAllocation: all.has(DYNAMIC_ALLOCATION) ? readable(() => allocatesDynamically(all)) : undefined,
    maxAsked: all.has(DYNAMIC_ALLOCATION) ? readable(() => maxAsked(all)) : undefined,
    maximizesResources: maximized,
    executor: executorIn(request, { settings, origins, isMaximized, unknown }),
    driver: driverIn(request, { settings, origins, deployMode, isMaximized, unknown }),
    taskCpus:
      origin(
        origins,
        TASK_CPUS,
        readable(() => settings.count(TASK_CPUS)),
      ) ?? recorded(1, 'Spark', TASK_CPUS),
    queue: origin(origins, QUEUE, settings.get(QUEUE)) ?? recorded('default', 'Spark', QUEUE),
  };
  return { spark, unknown };
}

type Origins = ReadonlyMap<string, InForce<string>>;

/** The settings, and the defaults of what EMR sets. */
function withDefaults(settings: SparkSettings, origins: Origins): SparkSettings {
  const defaults = [...origins].flatMap(([key, { value, layer }]) =>
    layer === 'default' ? [[key, value] as const] : [],
  );
  return SparkSettings.of([...defaults, ...Object.entries(settings.toRecord())]);
}

/** A value that was read, with the origin of its setting; undefined where there is none. */
function origin<T>(origins: Origins, key: string, value: T | undefined): InForce<T> | undefined {
  return value === undefined ? undefined : { layer: 'step', key, ...origins.get(key), value };
}

function deployModeIn(settings: SparkSettings, isCommand: boolean): DeployMode | undefined {
  const mode = settings.get(DEPLOY_MODE);
  if (mode === 'client' || mode === 'cluster') return mode;
  if (mode !== undefined || !isCommand) return undefined;
  return impliedDeployMode(settings.get('spark.master'));
}

interface Known {
  readonly settings: SparkSettings;
  readonly origins: Origins;
  /** By maximizeResourceAllocation. */
  readonly isMaximized: boolean;
  readonly unknown: Unknown[];
}

/** An executor as far as it is written; where nothing sizes it, as EMR's recorded default for these nodes. */
function executorIn(request: EffectiveRequest, known: Known): EffectiveExecutor {
  const { settings, origins, isMaximized, unknown } = known;
  const { sparkVersion } = request.release.value;
  const unset = [MEMORY, CORES].filter((key) => !settings.has(key));
  const byEmr = unset.length === 0 || isMaximized ? undefined : recordedExecutor(request);
  const all = byEmr === undefined ? settings : SparkSettings.of({ ...byEmr, ...settings.toRecord() });
  const originIn = (key: string): Origins =>
    settings.has(key) ? origins : new Map([[key, recorded('', 'spark-defaults of a cluster of this type', key)]]);
  for (const key of byEmr === undefined ? unset : []) {
    unknown.push({
      key,
      reason: isMaximized ? CHOSEN_BY_EMR : "it is set nowhere, and EMR's rule for its own choice is not published",
    });
  }
  const memoryMiB = all.has(MEMORY) ? readable(() => all.memoryMiB(MEMORY)) : undefined;
  const cores = readable(() => all.count(CORES));
  const withoutCores = all.without(new Set([CORES]));
  const containerMiB =
    memoryMiB === undefined ? undefined : readable(() => executorSizeFor(withoutCores, sparkVersion).containerMiB);
  if (memoryMiB !== undefined && containerMiB === undefined) {
    unknown.push({ key: 'spark.executor.memoryOverhead', reason: 'what is added to the heap cannot be read' });
  }
  return {
    memoryMiB: origin(originIn(MEMORY), MEMORY, memoryMiB),
    containerMiB: origin(originIn(MEMORY), MEMORY, containerMiB),
    cores: origin(originIn(CORES), CORES, cores),
    slots: cores === undefined ? undefined : readable(() => slotsPerExecutor(cores, settings)),
    size: all.has(MEMORY) && all.has(CORES) ? readable(() => executorSizeFor(all, sparkVersion)) : undefined,
  };
}

/** EMR's default for a cluster of one type, which it writes where no classification sizes an executor. */
function recordedExecutor(request: EffectiveRequest): Record<string, string> | undefined {
  const isSized = (request.settings ?? []).some(({ key }) => key === MEMORY || key === CORES);
  if (isSized || (request.sparkDefaults ?? []).length > 0 || defaultsBeneath(request) !== 'emr') return undefined;
  const types = new Set(workersIn(request).flatMap(({ instanceTypes }) => instanceTypes));
  const of = RECORDED_EXECUTORS.find(({ instanceType }) => types.size === 1 && types.has(instanceType));
  if (of === undefined) return undefined;
  return { [MEMORY]: formatMemory(of.memoryMiB), [CORES]: String(of.cores) };
}

function driverIn(
  request: EffectiveRequest,
  { settings, origins, deployMode, isMaximized, unknown }: Known & { readonly deployMode: DeployMode | undefined },
): EffectiveDriver {
  const isChosenByEmr = isMaximized && !settings.has(DRIVER_MEMORY);
  if (isChosenByEmr) unknown.push({ key: DRIVER_MEMORY, reason: CHOSEN_BY_EMR });
  const all = withDefaults(settings, origins);
  const heap = isChosenByEmr ? undefined : readable(() => all.memoryMiB(DRIVER_MEMORY));
  const heapMiB = origin(origins, DRIVER_MEMORY, heap);
  const isKnown = deployMode !== 'cluster' || heap !== undefined;
  const container = isKnown
    ? readable(() => applicationMasterFor(all, deployMode ?? 'client', request.release.value.sparkVersion))
    : undefined;
  const key = deployMode === 'cluster' ? DRIVER_MEMORY : AM_MEMORY;
  return {
    memoryMiB: settings.has(DRIVER_MEMORY) || defaultsBeneath(request) === 'emr' ? heapMiB : undefined,
    heapMiB,
    applicationMaster:
      container === undefined
        ? undefined
        : origins.has(key)
          ? origin(origins, key, container)
          : recorded(container, 'Spark', key),
  };
}
