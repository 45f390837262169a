import type { StepState } from '../../lib/remedy';

/** A write request of the function to EMR, as it left. */
export interface Written {
  readonly kind: 'cancel' | 'add';
  readonly sandbox: number;
  /** Epoch ms. */
  readonly sentAt: number;
  /** The step that it cancels, or the root that the marker of an added one names. */
  readonly root: string;
  /** Promises that it breaks whatever becomes of it. */
  readonly broken: readonly string[];
}

/** Whose request ended a step first. */
export interface CutBy {
  readonly who: 'function' | 'person';
  readonly at: number;
  readonly state: StepState;
}

/** A notification that the topic took. */
export interface Paged {
  readonly at: number;
  readonly stepId?: string;
  readonly reason: string;
}

/** One line of a life. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** What was seen of a life from outside. */
export class LifeRecord {
  public readonly written: Written[] = [];
  public readonly cuts = new Map<string, CutBy>();
  /** Steps that the function added, by id. */
  public readonly ours = new Set<string>();
  public readonly pages: Paged[] = [];
  public readonly counts = new Map<string, number>();
  public readonly lines: Line[] = [];
  public readonly leaks: string[] = [];
  /** Promises of which it is seen at once that they are broken. */
  public readonly brokenAtOnce = new Set<string>();
  /** Steps that a person approved, and until when; epoch ms. */
  public readonly approvedUntil = new Map<string, number>();
  public hasTampered = false;
  public optedOutAt?: number;
  public leverPulledAt?: number;
  public leverFreedAt?: number;

  public constructor(private readonly now: () => number) {}

  public count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  public say(text: string): void {
    this.lines.push({ at: this.now(), text });
  }
}
