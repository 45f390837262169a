import type { EmrRelease } from '../catalog';
import type { NodeRole, Place, WrittenBlock, WrittenCluster, WrittenSetting } from '../effective';
import type { SparkSubmit } from '../steps';
import type { Calculator, NodeGroup } from '../yarn';
import type { LintId } from './ids';

export type { Place, WrittenBlock, WrittenCluster, WrittenSetting } from '../effective';

/** `error`: it is refused, or does nothing of what it says. `warning`: it wastes, or works otherwise than it reads. `note`: good to know. */
export type LintSeverity = 'error' | 'warning' | 'note';

/** One thing that is wrong with one place of what was linted. */
export interface LintFinding {
  readonly id: LintId;
  readonly severity: LintSeverity;
  /** The setting, as it was written; undefined where a place as a whole is meant. */
  readonly key?: string;
  /** `--conf no. 3`, `--executor-memory`, `classification spark-defaults`, `line 7`. */
  readonly where: string;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** What to write instead, or to do. */
  readonly instead: string;
}

/** A finding and its place in the order of what was read. */
export interface PlacedFinding extends LintFinding {
  readonly at: number;
}

/** An option of spark-submit that stands for no setting; a `--conf` without an equals sign has no value. */
export interface WrittenOption extends Place {
  readonly name: string;
  readonly value?: string;
}

/** What is linted: one command, one list of classifications or one spark-defaults file. */
export interface LintSubject {
  readonly kind: 'command' | 'configurations' | 'properties';
  readonly settings: readonly WrittenSetting[];
  readonly options: readonly WrittenOption[];
  readonly blocks: readonly WrittenBlock[];
  /** The cluster that the document describes: its release and instance groups. */
  readonly cluster?: WrittenCluster;
  /** Of a command: as Spark reads it. */
  readonly submit?: SparkSubmit;
}

export interface LintNodes extends NodeGroup {
  readonly instanceType: string;
  /** Default: the first are core nodes, all others task nodes. */
  readonly role?: NodeRole;
}

/** The cluster that sizes are judged against; counts at their largest. */
export interface LintHardware {
  readonly nodes: readonly LintNodes[];
  /** Type of the primary node, where it was given. */
  readonly primary?: string;
}

export interface LintRequest {
  readonly subject: LintSubject;
  readonly release: EmrRelease;
  /** What the cluster has already, beneath a command: its spark-defaults and, of a list of classifications, the rest. */
  readonly beneath?: LintSubject;
  /** The content of the command's `--properties-file`, where it was given too. */
  readonly propertiesFile?: LintSubject;
  /** By flags; overrides the groups of the document. */
  readonly hardware?: LintHardware;
  /** Default: what the configuration says, else EMR's. */
  readonly calculator?: Calculator;
}

export interface LintReport {
  readonly release: string;
  readonly sparkVersion: string;
  /** In the order of their places. */
  readonly findings: readonly LintFinding[];
}
