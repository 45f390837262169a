import { closestWords } from '../close-words';
import { InputError } from '../errors';
import { INSTANCE_ROWS, type InstanceRow } from './instance-types.generated';

/** An instance type with the figures that EMR and EC2 publish for it. */
export interface InstanceFacts {
  readonly name: string;
  /** `yarn.nodemanager.resource.memory-mb` as EMR sets it, MiB. */
  readonly yarnMemoryMiB: number;
  /** `yarn.nodemanager.resource.cpu-vcores` as EMR sets it: EC2's vCPUs, doubled on m4, d2 and i2. */
  readonly yarnVcores: number;
  /** Hardware threads, for CPU arithmetic. */
  readonly ec2Vcpus: number;
  /** Memory of the machine, MiB; undefined where EC2's figure is not known. */
  readonly memoryMiB?: number;
  readonly architecture?: 'x86_64' | 'arm64';
  /** GB of instance store; 0 = EBS only. */
  readonly localStorageGB: number;
  /** `documented`: on EMR's task-configuration page; `rule`: by EMR's memory rule, which reproduces 140 of that page's 141 rows. */
  readonly yarnMemorySource: 'documented' | 'rule';
  /** Releases whose own list of types, as EMR publishes it, has this one. */
  readonly listedBy: readonly ListedRelease[];
}

/** Releases whose list of types was read, the last of each major version; the order is that of the bits in the table. */
const LISTED_RELEASES = ['emr-5.36.2', 'emr-6.15.0', 'emr-7.13.0'] as const;
export type ListedRelease = (typeof LISTED_RELEASES)[number];

/** The error for an instance type that EMR does not list. */
export class UnknownInstanceTypeError extends InputError {
  constructor(name: string, close: readonly string[]) {
    const hint =
      close.length > 0 ? `; did you mean ${close.join(', ')}?` : '; use a type that EMR lists, such as r5.4xlarge';
    super('unknown-instance-type', `unknown instance type "${name}"${hint}`);
  }
}

/** The hardware beside the cores of a type, by its family (EC2, "Accelerated computing"); undefined for the others. */
export function acceleratorsOf(instanceType: string): 'GPUs' | 'FPGAs' | 'inference or training chips' | undefined {
  if (/^(g|gr|p)\d/.test(instanceType)) return 'GPUs';
  if (/^f\d/.test(instanceType)) return 'FPGAs';
  return /^(inf|trn|dl)\d/.test(instanceType) ? 'inference or training chips' : undefined;
}

let table: Map<string, InstanceFacts> | undefined;

/**
 * The figures of an instance type.
 *
 * @throws UnknownInstanceTypeError for a type that EMR does not list, naming close matches
 */
export function instanceFacts(name: string): InstanceFacts {
  const facts = instanceTable().get(name);
  if (facts === undefined) throw new UnknownInstanceTypeError(name, closestInstanceTypes(name));
  return facts;
}

/** The figures of an instance type; undefined for a type that EMR does not list. */
export function findInstanceFacts(name: string): InstanceFacts | undefined {
  return instanceTable().get(name);
}

/** The names of all listed types, in alphabetical order. */
export function instanceTypeNames(): string[] {
  return [...instanceTable().keys()];
}

function instanceTable(): Map<string, InstanceFacts> {
  table ??= new Map(INSTANCE_ROWS.map((row) => [row[0], toFacts(row)]));
  return table;
}

function toFacts(row: InstanceRow): InstanceFacts {
  const [name, yarnMemoryMiB, yarnVcores, ec2Vcpus, memoryMiB, architecture, localStorageGB, documented, lists] = row;
  return {
    name,
    yarnMemoryMiB,
    yarnVcores,
    ec2Vcpus,
    memoryMiB: memoryMiB > 0 ? memoryMiB : undefined,
    architecture: architecture === 'x' ? 'x86_64' : architecture === 'a' ? 'arm64' : undefined,
    localStorageGB,
    yarnMemorySource: documented === 1 ? 'documented' : 'rule',
    listedBy: LISTED_RELEASES.filter((_, i) => (lists & (1 << i)) !== 0),
  };
}

/**
 * Cores of a node that tasks can use: its hardware threads, which YARN counts double on m4, d2 and i2.
 *
 * @param vcores as YARN counts them, which stand for those of an unknown type
 */
export function workingCores(instanceType: string, vcores: number): number {
  return findInstanceFacts(instanceType)?.ec2Vcpus ?? vcores;
}

const MAX_MATCHES = 3;

/** The listed types whose names are nearest to this one. */
export function closestInstanceTypes(name: string): string[] {
  return closestWords(name, instanceTypeNames(), Math.max(2, Math.floor(name.length / 4))).slice(0, MAX_MATCHES);
}
