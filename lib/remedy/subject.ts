import { EmrRelease, instanceFacts } from '../catalog';
import type { NodesInEvidence } from '../diagnosis';
import { InputError } from '../errors';
import {
  applicationMasterFor,
  CLIENT_AM_CONTAINER_MIB,
  type DeployMode,
  type ExecutorSize,
  executorSizeFor,
  SparkSettings,
} from '../spark';
import { deployModeInForce, type SparkSubmit, settingsInForce } from '../steps';
import type { Calculator, ContainerSize } from '../yarn';
import type { Observation } from './observation';

/** What an observation says of the running step and its cluster, worked out as far as the data go. */
export interface Subject {
  readonly submit?: SparkSubmit;
  /** Why the arguments are not understood. */
  readonly shapeProblem?: string;
  readonly settings?: SparkSettings;
  readonly deployMode?: DeployMode;
  /** Undefined where the size in force is not known. */
  readonly executor?: ExecutorSize;
  readonly executorProblem?: string;
  readonly applicationMaster: ContainerSize;
  readonly sparkDefaults: Readonly<Record<string, string>>;
  readonly calculator?: Calculator;
  readonly release?: EmrRelease;
  readonly nodes: readonly NodesInEvidence[];
  readonly nodesProblem?: string;
  /** vCPUs of running core and task nodes. */
  readonly vcpus: number;
}

export function subjectOf(obs: Observation): Subject {
  const sparkDefaults = sparkDefaultsInForce(obs);
  const release = releaseOf(obs);
  return {
    sparkDefaults,
    calculator: calculatorInForce(obs),
    release,
    ...nodesOf(obs),
    ...stepOf(obs, sparkDefaults, release?.sparkVersion),
  };
}

/** The cluster's spark-defaults as spark-submit on the primary reads them. */
export function sparkDefaultsInForce(obs: Observation): Readonly<Record<string, string>> {
  const primary = obs.groups?.value.find(({ role }) => role === 'MASTER');
  return { ...obs.cluster?.value.sparkDefaults, ...primary?.sparkDefaults };
}

/** As the ResourceManager on the primary reads it; a worker group that names another one leaves it unknown. */
function calculatorInForce(obs: Observation): Calculator | undefined {
  const groups = obs.groups?.value ?? [];
  const primary = groups.find(({ role }) => role === 'MASTER');
  const inForce = primary?.calculator ?? obs.cluster?.value.calculator;
  const disputed = groups.some(({ calculator }) => calculator !== undefined && calculator !== inForce);
  return disputed ? undefined : inForce;
}

function releaseOf(obs: Observation): EmrRelease | undefined {
  const label = obs.cluster?.value.releaseLabel;
  if (label === undefined) return undefined;
  return understood(() => EmrRelease.of(label)).value;
}

function nodesOf(obs: Observation): Pick<Subject, 'nodes' | 'nodesProblem' | 'vcpus'> {
  const counts = new Map<string, number>();
  for (const { instanceType } of obs.instances?.value.workers ?? []) {
    counts.set(instanceType, (counts.get(instanceType) ?? 0) + 1);
  }
  const read = understood(() =>
    [...counts].map(([instanceType, count]) => {
      const facts = instanceFacts(instanceType);
      return { instanceType, count, memoryMiB: facts.yarnMemoryMiB, vcores: facts.yarnVcores, vcpus: facts.ec2Vcpus };
    }),
  );
  if (read.value === undefined) return { nodes: [], nodesProblem: read.problem, vcpus: 0 };
  return {
    nodes: read.value.map(({ vcpus: _, ...node }) => node),
    vcpus: read.value.reduce((sum, node) => sum + node.count * node.vcpus, 0),
  };
}

type StepPart = Pick<
  Subject,
  'submit' | 'shapeProblem' | 'settings' | 'deployMode' | 'executor' | 'executorProblem' | 'applicationMaster'
>;

const CLIENT_AM: ContainerSize = { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 };

function stepOf(
  obs: Observation,
  sparkDefaults: Readonly<Record<string, string>>,
  sparkVersion: string | undefined,
): StepPart {
  const step = obs.root?.value;
  if (step === undefined) return { applicationMaster: CLIENT_AM };
  if (step.form.kind === 'unknown') return { shapeProblem: step.form.reason, applicationMaster: CLIENT_AM };
  const { submit } = step.form;
  const settings = SparkSettings.of(settingsInForce(submit, sparkDefaults));
  const deployMode = understood(() => deployModeInForce(submit, sparkDefaults)).value;
  const executor = executorInForce(settings, sparkVersion);
  return {
    submit,
    settings,
    deployMode,
    executor: executor.value,
    executorProblem: executor.problem,
    applicationMaster: applicationMasterOf(settings, deployMode ?? 'client', sparkVersion),
  };
}

function applicationMasterOf(
  settings: SparkSettings,
  deployMode: DeployMode,
  sparkVersion: string | undefined,
): ContainerSize {
  if (sparkVersion === undefined) return CLIENT_AM;
  return understood(() => applicationMasterFor(settings, deployMode, sparkVersion)).value ?? CLIENT_AM;
}

/** EMR's own defaults are not in any description: a size that is set nowhere is not known. */
function executorInForce(settings: SparkSettings, sparkVersion: string | undefined): Understood<ExecutorSize> {
  const missing = ['spark.executor.memory', 'spark.executor.cores'].filter((key) => !settings.has(key));
  if (missing.length > 0) {
    return { problem: `${missing.join(' and ')} set neither in the arguments nor in the cluster's configuration` };
  }
  if (sparkVersion === undefined) return { problem: "the cluster's release is not known" };
  return understood(() => executorSizeFor(settings, sparkVersion));
}

interface Understood<T> {
  readonly value?: T;
  readonly problem?: string;
}

/** Foreign input that is not understood is a fact about it, not a failure; its values may be secrets and stay out of the text. */
export function understood<T>(read: () => T): Understood<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.code };
    throw error;
  }
}
