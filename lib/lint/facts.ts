import type { EmrRelease } from '../catalog';
import { isInputError } from '../errors';
import {
  allocatesDynamically,
  type DeployMode,
  type ExecutorSize,
  executorSizeFor,
  minorOf,
  SparkSettings,
  sparkIsAtLeast,
} from '../spark';
import { isFoldedIntoConf, type SparkSubmit, settingsInForce } from '../steps';
import type { Calculator } from '../yarn';
import type { LintHardware, LintRequest, LintSubject, Place, WrittenBlock, WrittenSetting } from './types';

/** What a rule may look at. */
export interface LintFacts {
  readonly subject: LintSubject;
  readonly release: EmrRelease;
  /** `major.minor` of the release's Spark. */
  readonly minor: string;
  /** The settings in force, by their present names, with those of the cluster beneath. */
  readonly settings: SparkSettings;
  /** The cluster's own settings beneath a command as they are written; empty where `--properties-file` replaces them. */
  readonly beneath: ReadonlyMap<string, string>;
  /** Undefined for a configuration that leaves it to each job. */
  readonly deployMode?: DeployMode;
  readonly dynamicAllocation: boolean;
  /** Undefined where its memory or cores are set nowhere: then EMR's own choice, whose rule is not published, is in force. */
  readonly executor?: ExecutorSize;
  readonly calculator: { readonly name: Calculator; readonly from: 'given' | 'configured' | 'assumed' };
  readonly hardware?: LintHardware;
  /** Every classification that is there, beneath or linted. */
  readonly blocks: readonly WrittenBlock[];
}

export const CALCULATOR_KEY = 'yarn.scheduler.capacity.resource-calculator';

/** Stands for a job of which only the configuration is known; a Python one, so that PySpark's memory counts. */
const ANY_JOB: SparkSubmit = { options: [], application: 'any.py', applicationArguments: [] };

export function factsOf(request: LintRequest): LintFacts {
  const { subject, release, hardware } = request;
  const replaced =
    subject.options.some(({ name }) => name === '--properties-file') &&
    !subject.options.some(({ name }) => name === '--load-spark-defaults');
  const beneath = replaced
    ? {}
    : Object.fromEntries((request.beneath?.settings ?? []).map(({ key, value }) => [key, value]));
  const own = Object.fromEntries(subject.settings.map(({ key, value }) => [key, value]));
  const settings = SparkSettings.of(
    subject.submit === undefined
      ? settingsInForce(ANY_JOB, { ...beneath, ...own })
      : settingsInForce(subject.submit, beneath),
  );
  const blocks = [...(request.beneath?.blocks ?? []), ...subject.blocks];
  return {
    subject,
    release,
    minor: minorOf(release.sparkVersion),
    settings,
    beneath: new Map(Object.entries(beneath)),
    deployMode: deployModeOf(subject, settings),
    dynamicAllocation: readable(() => allocatesDynamically(settings)) ?? false,
    executor: executorOf(settings, release.sparkVersion),
    calculator: calculatorOf(request, blocks),
    hardware,
    blocks,
  };
}

export function isAtLeast({ release }: LintFacts, major: number, minor: number): boolean {
  return sparkIsAtLeast(release.sparkVersion, major, minor);
}

/**
 * The written setting that is in force: the last strong flag wins over every `--conf`, the last `--conf` over earlier ones. Undefined where
 * the cluster beneath sets it, or nothing does.
 */
export function inForce({ subject, deployMode }: LintFacts, key: string): WrittenSetting | undefined {
  const equals = subject.settings.filter((one) => one.key === key);
  // In client mode Spark drops this flag, though not a --conf of the same setting.
  const isDropped = deployMode === 'client' && key === 'spark.driver.cores';
  return (
    equals.findLast((one) => isStrong(one) && !isDropped) ?? equals.findLast((one) => !isStrong(one)) ?? equals.at(-1)
  );
}

/** Flags that win over a `--conf` wherever it stands; the others are a `--conf` themselves. */
export const isStrong = ({ flag }: WrittenSetting): boolean => flag !== undefined && !isFoldedIntoConf(flag);

/** Where the setting in force was written. */
export function placeOf(facts: LintFacts, key: string): Place | undefined {
  const setting = inForce(facts, key);
  return setting === undefined ? undefined : placed(setting);
}

/** A place alone: of a setting its value must not get into a finding. */
export const placed = ({ where, at }: Place): Place => ({ where, at });

/** The place of a subject as a whole: findings about what is nowhere written stand at its end. */
export function wholePlace({ subject }: LintFacts): Place {
  const at = Math.max(0, ...[...subject.settings, ...subject.options, ...subject.blocks].map((place) => place.at)) + 1;
  const where = { command: 'the command', configurations: 'the configuration', properties: 'the file' }[subject.kind];
  return { where, at };
}

/** A whole number in force; undefined where it is not set, or Spark cannot read it, which is a finding of its own. */
export function findCount({ settings }: LintFacts, key: string): number | undefined {
  return readable(() => settings.count(key));
}

/** A memory size in force, MiB; undefined as for a count. */
export function findMemoryMiB({ settings }: LintFacts, key: string): number | undefined {
  return readable(() => settings.memoryMiB(key));
}

/** Whether a switch is on; one that Spark cannot read is a finding of its own, and not on. */
export function isOn({ settings }: LintFacts, key: string, unset = false): boolean {
  return readable(() => settings.boolean(key) ?? unset) ?? false;
}

/** What the function gives; undefined where it cannot read its input. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isInputError(error)) return undefined;
    throw error;
  }
}

function deployModeOf(subject: LintSubject, settings: SparkSettings): DeployMode | undefined {
  const mode = settings.get('spark.submit.deployMode');
  if (mode === 'client' || mode === 'cluster') return mode;
  if (subject.kind !== 'command') return undefined;
  return settings.get('spark.master') === 'yarn-cluster' ? 'cluster' : 'client';
}

function executorOf(settings: SparkSettings, sparkVersion: string): ExecutorSize | undefined {
  if (!settings.has('spark.executor.memory') || !settings.has('spark.executor.cores')) return undefined;
  return readable(() => executorSizeFor(settings, sparkVersion));
}

function calculatorOf(request: LintRequest, blocks: readonly WrittenBlock[]): LintFacts['calculator'] {
  if (request.calculator !== undefined) return { name: request.calculator, from: 'given' };
  const configured = blocks
    .filter(({ classification }) => classification === 'capacity-scheduler')
    .map(({ properties }) => properties.get(CALCULATOR_KEY))
    .findLast((value) => value !== undefined);
  if (configured === undefined) return { name: 'default', from: 'assumed' };
  return {
    name: String(configured).endsWith('DominantResourceCalculator') ? 'dominant' : 'default',
    from: 'configured',
  };
}
