import type { EmrRelease } from '../catalog';
import type { NodeRole, Place, WrittenBlock, WrittenCluster, WrittenSetting } from '../effective';
import type { SparkSubmit } from '../steps';
import type { Calculator, NodeGroup } from '../yarn';
import type { LintId } from './ids';

export type { Place, WrittenBlock, WrittenSetting } from '../effective';

/**
 * By consequence. `error`: the job does not start or does not end, or the setting is one that this Spark or Java does not have. `warning`: it wastes
 * memory, cores or time, or has no effect. `note`: it informs.
 */
export type LintSeverity = 'error' | 'warning' | 'note';

/** One edit of what was linted. */
export type LintEdit =
  /** The setting gets this value, wherever it stands; it is added where it stands nowhere. */
  | { readonly edit: 'set'; readonly key: string; readonly value: string; readonly classification?: string }
  /** The setting or option goes: at this place alone, where one is named. */
  | { readonly edit: 'remove'; readonly key: string; readonly where?: string; readonly classification?: string }
  /** A word of the setting's value goes: the one that is this, or this and an equals sign. */
  | { readonly edit: 'drop-word'; readonly key: string; readonly word: string }
  /** The setting keeps its value under another name. */
  | { readonly edit: 'rename'; readonly key: string; readonly to: string }
  /** The classification is written by this name. */
  | { readonly edit: 'rename-classification'; readonly classification: string; readonly to: string };

/** One thing that is wrong with one place of what was linted. */
export interface LintFinding {
  readonly id: LintId;
  readonly severity: LintSeverity;
  /** The setting, as it was written; undefined where a place as a whole is meant. */
  readonly key?: string;
  /** `--conf no. 3`, `--executor-memory`, `classification spark-defaults`, `line 7`. */
  readonly where: string;
  /** The file, as the user named it; undefined for words of the command line. */
  readonly file?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** The releases that it was judged by, where the report has several. */
  readonly release?: string;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** What to write instead, or to do. */
  readonly instead: string;
  /** The same as edits, where they are certain: applied, the finding is gone and no error or warning is new. */
  readonly fix?: readonly LintEdit[];
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

/** A word where options stand that spark-submit does not take as the option that was meant. */
export interface StrayWord extends Place {
  /**
   * `pasted-dash`: its dashes are not hyphens. `unknown-option`: spark-submit has no such option. `no-value`: the option lacks its value.
   * `no-application`: the command ends without one. `after-application`: the application gets it.
   */
  readonly kind: 'pasted-dash' | 'unknown-option' | 'no-value' | 'no-application' | 'after-application';
  /** The option as it was written, without its value. */
  readonly name: string;
  /** The option that was meant. */
  readonly meant?: string;
}

/** A key that stands twice in one object, of which the last counts. */
export interface RepeatedKey extends Place {
  readonly key: string;
  readonly lastLine?: number;
}

/** What is linted: one command, one list of classifications or one spark-defaults file. */
export interface LintSubject {
  readonly kind: 'command' | 'configurations' | 'properties';
  readonly settings: readonly WrittenSetting[];
  readonly options: readonly WrittenOption[];
  readonly blocks: readonly WrittenBlock[];
  /** The cluster that the document describes: its release and instance groups. */
  readonly cluster?: WrittenCluster;
  /** Of a command: as Spark reads it, stray words mended. */
  readonly submit?: SparkSubmit;
  readonly strays?: readonly StrayWord[];
  readonly repeated?: readonly RepeatedKey[];
  readonly file?: string;
  /** The service that runs it, where that is not YARN on EMR on EC2: Kubernetes, EMR Serverless. */
  readonly elsewhere?: string;
}

/** One thing to lint, and what the same input puts beneath it. */
export interface LintPart {
  readonly subject: LintSubject;
  /** Of a step: the cluster that it runs on. */
  readonly beneath?: LintSubject;
}

/** A part of an input that was not judged. */
export interface LintNotice {
  readonly file?: string;
  readonly line?: number;
  readonly where: string;
  readonly reason: string;
}

interface LintNodes extends NodeGroup {
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
  /** What may hold settings and was not read. */
  readonly unread: readonly LintNotice[];
  /** What was read and is not judged: it is not Spark, or known only when it runs. */
  readonly passedOver: readonly LintNotice[];
}

/** A finding that is not to count. */
export interface Ignored {
  /** As it is written; it may name no finding. */
  readonly id: string;
  /** The setting for which alone it holds. */
  readonly key?: string;
}

/** A comment of an input, with its marks. */
export interface Comment {
  readonly text: string;
  /** Line that it begins in, from 1. */
  readonly line: number;
}

/** A comment that says why a finding of the same file does not count. */
export interface Suppression extends Ignored {
  /** Undefined in text on the command line. */
  readonly file?: string;
  /** Undefined where none is given; then it suppresses nothing. */
  readonly reason?: string;
  /** From 1. */
  readonly line: number;
}
