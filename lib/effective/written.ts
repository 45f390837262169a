import type { SparkSubmit } from '../steps';

/** Whether a string has a part that is known only later: a parameter, a variable, a setting that Spark or Hadoop puts in. */
export function isUnresolved(text: string): boolean {
  return text.includes('${');
}

/** A place in what was read. */
export interface Place {
  /** In words: `--conf no. 3`, `classification spark-defaults of group CORE`, `line 7`. */
  readonly where: string;
  /** Its rank among all places of what was read. */
  readonly at: number;
  readonly file?: string;
  readonly line?: number;
}

/** A Spark setting as it was written: by `--conf`, by the flag that stands for it, or in spark-defaults. */
export interface WrittenSetting extends Place {
  readonly key: string;
  readonly value: string;
  /** The flag that stands for the setting. */
  readonly flag?: string;
  /** The instance group whose configurations hold it; undefined: the whole cluster's, or a command's. */
  readonly group?: GroupName;
}

/** A classification with its properties as they were read: a value that is no string (an intrinsic function, a call) is kept as it is. */
export interface WrittenBlock extends Place {
  readonly classification: string;
  readonly properties: ReadonlyMap<string, unknown>;
  /** Where each property stands, as far as that is known better than the block's own place. */
  readonly places?: ReadonlyMap<string, Place>;
  /** The instance group that it belongs to; undefined: the whole cluster. */
  readonly group?: GroupName;
}

export type NodeRole = 'primary' | 'core' | 'task';

/** An instance group or fleet by its role and a name that is its own in its document, such as `CORE` or `task-2`. */
export interface GroupName {
  readonly role: NodeRole;
  readonly name: string;
  /** Of a fleet's configurations: the type whose nodes alone have them. */
  readonly instanceType?: string;
}

/** An instance group, or an instance fleet with the types that EMR may choose from. */
export interface WrittenGroup extends GroupName, Place {
  /** One of a group, several of a fleet; empty where they are not known (a parameter). */
  readonly instanceTypes: readonly string[];
  /** Nodes at the most; undefined where that is not known: a parameter, or a fleet of several types. */
  readonly count?: number;
}

/** What a document says of its cluster besides configurations: RunJobFlow, DescribeCluster, `create-cluster`, a template. */
export interface WrittenCluster {
  /** The release label as it is written; undefined where there is none, or it is not known before deployment. */
  readonly releaseLabel?: string;
  readonly releasePlace?: Place;
  readonly groups: readonly WrittenGroup[];
}

/** A command with its settings in the order in which they are written. */
export interface WrittenCommand {
  readonly submit: SparkSubmit;
  readonly settings: readonly WrittenSetting[];
}
