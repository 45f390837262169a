import type { WrittenCluster } from '../../effective';
import { suppressionsIn } from '../suppressions';
import type { Comment, LintNotice, LintPart, LintSubject, RepeatedKey, Suppression } from '../types';
import { repeatedIn } from './repeated';
import { inFile, type Spot, spotOf, type Tree, UNRESOLVED } from './tree';

/** What one input holds, taken apart. */
export interface LintDocument {
  /** In the order in which they stand. */
  readonly parts: readonly LintPart[];
  /** What may hold settings of Spark and was not read. */
  readonly unread: readonly LintNotice[];
  /** What was read and is not judged: it is not Spark, or is known only when it runs. */
  readonly passedOver: readonly LintNotice[];
  /** Those in its comments. */
  readonly suppressions: readonly Suppression[];
}

/** A service that runs Spark elsewhere than on YARN of EMR on EC2, and the release that the input names for it. */
export interface Elsewhere {
  readonly name: string;
  readonly release?: Pick<WrittenCluster, 'releaseLabel' | 'releasePlace'>;
}

/** What the recognisers share: the findings of a reading, and how to read what an input refers to. */
export class Reading {
  public readonly parts: LintPart[] = [];
  public readonly unread: LintNotice[] = [];
  public readonly passedOver: LintNotice[] = [];
  /** Whether a string of the data may be a command: not in Python, whose reader finds those itself. */
  public readsCommands = false;
  private readonly suppressions: Suppression[] = [];
  private readonly repeated: RepeatedKey[] = [];
  private service: Elsewhere | undefined;

  public constructor(
    private current: string | undefined,
    public readonly sources: Sources,
    private readonly recognise: (tree: Tree, reading: Reading) => boolean,
  ) {}

  /** The file that is being read, as the user named it; undefined for the words of the command line. */
  public get file(): string | undefined {
    return this.current;
  }

  /** Whether what is being read runs elsewhere than on YARN of EMR on EC2. */
  public get isElsewhere(): boolean {
    return this.service !== undefined;
  }

  /** Takes what is read meanwhile to run on this service; what stands around it says more exactly which it is. */
  public on<T>(service: Elsewhere, read: () => T): T {
    const outer = this.service;
    this.service = { ...service, ...outer, ...(service.release === undefined ? {} : { release: service.release }) };
    try {
      return read();
    } finally {
      this.service = outer;
    }
  }

  /** Reads data of whatever form; false where it is none of those that lint reads. */
  public readData(tree: Tree): boolean {
    const isRead = this.within(tree, () => this.recognise(tree, this));
    if (isRead) {
      for (const one of repeatedIn(tree)) this.repeated.push({ ...one, at: this.repeated.length - BEFORE });
    }
    return isRead;
  }

  /** Takes what is read meanwhile to stand in the file of this spot. */
  public within<T>({ file }: Spot, read: () => T): T {
    const outer = this.current;
    this.current = file ?? outer;
    try {
      return read();
    } finally {
      this.current = outer;
    }
  }

  /** The data of a file that the input names, or the reason why it cannot be read; its comments are taken. */
  public fileData(path: string): Tree | { readonly reason: string } {
    const read = this.sources.readFile(path);
    if ('reason' in read) return read;
    const { tree, file, comments } = read;
    this.within({ file }, () => this.comments(comments));
    return inFile(tree, file);
  }

  public add(written: LintSubject, beneath?: LintSubject): void {
    const subject = this.service === undefined ? written : runBy(this.service, written);
    this.parts.push({ subject, ...(beneath === undefined ? {} : { beneath }) });
    if (subject.kind === 'configurations') this.tellUnknown(subject);
  }

  /** Names the settings of classifications whose values a parameter or reference gives. */
  private tellUnknown({ settings }: LintSubject): void {
    const unknown = settings.filter(({ value }) => value.includes(UNRESOLVED));
    const [first] = unknown;
    if (first === undefined) return;
    const keys = unknown.slice(0, MAX_KEYS).map(({ key }) => key);
    const more = unknown.length > keys.length ? ', …' : '';
    this.passOver(first.where, `known only at deployment, so not judged: ${keys.join(', ')}${more}`, first);
  }

  /** Takes the suppressions of comments: each reader tells comments of its form from text that looks like them. */
  public comments(comments: readonly Comment[]): void {
    for (const comment of comments) this.suppressions.push(...suppressionsIn(comment, this.file));
  }

  public document(): LintDocument {
    const { unread, passedOver, suppressions, repeated } = this;
    const [first, ...others] = this.parts;
    if (first === undefined || repeated.length === 0) return { parts: this.parts, unread, passedOver, suppressions };
    const subject = { ...first.subject, repeated: [...repeated, ...(first.subject.repeated ?? [])] };
    return { parts: [{ ...first, subject }, ...others], unread, passedOver, suppressions };
  }

  public leaveUnread(where: string, reason: string, spot: Spot = {}): void {
    this.unread.push(this.notice(where, reason, spot));
  }

  public passOver(where: string, reason: string, spot: Spot = {}): void {
    this.passedOver.push(this.notice(where, reason, spot));
  }

  private notice(where: string, reason: string, spot: Spot): LintNotice {
    const file = spot.file ?? this.file;
    return { ...(file === undefined ? {} : spotOf({ ...spot, file })), where, reason };
  }
}

function runBy({ name, release }: Elsewhere, subject: LintSubject): LintSubject {
  return { ...subject, elsewhere: name, ...(release === undefined ? {} : { cluster: { ...release, groups: [] } }) };
}

/** Settings that one notice names. */
const MAX_KEYS = 5;
/** Keys that stand twice in a document come before what its parts hold. */
const BEFORE = 500_000;

/** How recognisers reach text that stands inside other text, or in a file beside it. */
export interface Sources {
  /** JSON or YAML as data, or the reason why it is neither. `line` is where the text begins. */
  readonly parseData: (text: string, line?: number) => Tree | { readonly reason: string };
  /** A file of data that the input names (`file://…`), or the reason why it cannot be read. */
  readonly readFile: (path: string) => DataFile | { readonly reason: string };
}

/** A file that an input names. */
export interface DataFile {
  /** The path by which it was found. */
  readonly file: string;
  readonly tree: Tree;
  readonly comments: readonly Comment[];
}

export function isTree(read: Tree | { readonly reason: string }): read is Tree {
  return 'kind' in read;
}
