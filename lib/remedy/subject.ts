import { type EmrRelease, findInstanceFacts, instanceFacts } from '../catalog';
import type { NodesInEvidence } from '../diagnosis';
import { type Effective, effective, knownNodes, releaseInForce, toCommand, type WrittenGroup } from '../effective';
import { InputError } from '../errors';
import { keepAnswersOf } from '../keep-answers';
import { CLIENT_AM_CONTAINER_MIB, type DeployMode, type ExecutorSize, SparkSettings } from '../spark';
import type { SparkSubmit, StepForm } from '../steps';
import type { Calculator, ContainerSize } from '../yarn';
import type { InstanceGroupFacts, Observation } from './observation';

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
  /** Where a client-mode driver runs. */
  readonly primaryInstanceType?: string;
  readonly nodesProblem?: string;
  /** vCPUs of running core and task nodes. */
  readonly vcpus: number;
}

export function subjectOf(obs: Observation): Subject {
  return subjectIn(obs, obs.root?.value.form);
}

/** What is written down for a step of the observed cluster: its arguments over spark-defaults, or these alone where its form is not understood. */
export function writtenFor(obs: Observation, form: StepForm): SparkSettings {
  const { settings, sparkDefaults } = subjectIn(obs, form);
  return settings ?? SparkSettings.of(sparkDefaults);
}

/** What of an observation a subject is made of, besides its step. */
interface Surroundings {
  readonly releaseLabel?: string;
  readonly calculator?: Calculator;
  readonly sparkDefaults: Readonly<Record<string, string>>;
  readonly groups: readonly WrittenGroup[];
  readonly primaryInstanceType?: string;
}

function surroundingsIn(obs: Observation): Surroundings {
  return {
    releaseLabel: obs.cluster?.value.releaseLabel,
    calculator: calculatorInForce(obs),
    sparkDefaults: sparkDefaultsInForce(obs),
    groups: nodesOf(obs),
    primaryInstanceType: primaryOf(obs),
  };
}

/** Each look asks about the same step on the same nodes. */
const subjectFor = keepAnswersOf(
  (form: StepForm, surroundings: Surroundings) => toSubject(surroundings, form),
  (surroundings) => JSON.stringify(surroundings),
);

function subjectIn(obs: Observation, form: StepForm | undefined): Subject {
  const surroundings = surroundingsIn(obs);
  return form === undefined ? toSubject(surroundings) : subjectFor(form, surroundings);
}

/** Stands for a release that is not known, of which nothing that depends on it is said. */
const ANY_RELEASE = 'emr-7.9.0';

function toSubject(
  { releaseLabel, calculator, sparkDefaults, groups, primaryInstanceType }: Surroundings,
  form?: StepForm,
): Subject {
  const submit = form?.kind === 'spark-submit' ? form.submit : undefined;
  const written = releaseInForce(undefined, { releaseLabel, groups }, ANY_RELEASE);
  const release = written.layer === 'assumed' ? undefined : written.value;
  const inForce = effective({
    release: written,
    // Stryker disable next-line ArrayDeclaration: an entry without a classification says nothing
    blocks: [],
    // Stryker disable next-line StringLiteral: nothing here shows where a setting stands
    settings: Object.entries(sparkDefaults).map(([key, value], at) => ({ key, value, where: 'spark-defaults', at })),
    groups,
    command: submit && toCommand(submit),
  });
  return {
    sparkDefaults,
    calculator,
    release,
    ...nodesIn(inForce),
    primaryInstanceType,
    ...(form?.kind === 'unknown' ? { shapeProblem: form.reason } : {}),
    applicationMaster: CLIENT_AM,
    ...(submit === undefined ? {} : stepIn(submit, inForce, release)),
  };
}

/** The cluster's spark-defaults as spark-submit on the primary reads them. */
export function sparkDefaultsInForce(obs: Observation): Readonly<Record<string, string>> {
  return { ...obs.cluster?.value.sparkDefaults, ...primaryIn(obs)?.sparkDefaults };
}

/** Undefined where this version does not know the type: how much memory a driver has there is then unknown. */
function primaryOf(obs: Observation): string | undefined {
  const type = primaryIn(obs)?.instanceType;
  return type && findInstanceFacts(type) && type;
}

/** As the ResourceManager on the primary reads it; a worker group that names another one leaves it unknown. */
function calculatorInForce(obs: Observation): Calculator | undefined {
  const inForce = primaryIn(obs)?.calculator ?? obs.cluster?.value.calculator;
  const disputed = obs.groups?.value.some(({ calculator }) => calculator !== undefined && calculator !== inForce);
  return disputed ? undefined : inForce;
}

function primaryIn({ groups }: Observation): InstanceGroupFacts | undefined {
  return groups?.value.find(({ role }) => role === 'MASTER');
}

function nodesOf(obs: Observation): readonly WrittenGroup[] {
  const counts = new Map<string, number>();
  for (const { instanceType } of obs.instances?.value.workers ?? []) {
    counts.set(instanceType, (counts.get(instanceType) ?? 0) + 1);
  }
  return [...counts].map(([instanceType, count], at) => ({
    // Stryker disable next-line StringLiteral: any role but that of the primary
    role: 'core',
    name: instanceType,
    instanceTypes: [instanceType],
    count,
    // Stryker disable next-line StringLiteral: nothing here shows where a group stands
    where: 'the instances that run',
    at,
  }));
}

function nodesIn({ yarn }: Effective): Pick<Subject, 'nodes' | 'nodesProblem' | 'vcpus'> {
  const nodes = knownNodes(yarn)?.map(({ label: _, ...node }) => node) ?? [];
  if (nodes.length < yarn.nodes.length) return { nodes: [], nodesProblem: 'unknown-instance-type', vcpus: 0 };
  return {
    nodes,
    vcpus: nodes.reduce((sum, { instanceType, count }) => sum + count * instanceFacts(instanceType).ec2Vcpus, 0),
  };
}

const CLIENT_AM: ContainerSize = { memoryMiB: CLIENT_AM_CONTAINER_MIB, vcores: 1 };

/** EMR's own defaults are not in any description: a size that is set nowhere, and a container without the release, are not known. */
function stepIn(submit: SparkSubmit, { spark }: Effective, release: EmrRelease | undefined): Partial<Subject> {
  const { settings, deployMode, executor, driver } = spark;
  const missing = ['spark.executor.memory', 'spark.executor.cores'].filter((key) => !settings.has(key));
  const isKnown = missing.length === 0 && release !== undefined && executor.size !== undefined;
  return {
    submit,
    settings,
    deployMode,
    ...(isKnown ? { executor: executor.size } : { executorProblem: problemOf(missing, release) }),
    applicationMaster: driver.applicationMaster?.value ?? CLIENT_AM,
  };
}

function problemOf(missing: readonly string[], release: EmrRelease | undefined): string {
  if (missing.length > 0)
    return `${missing.join(' and ')} set neither in the arguments nor in the cluster's configuration`;
  return release === undefined ? "the cluster's release is not known" : 'bad-setting';
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
