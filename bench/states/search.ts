import { NumbersList } from './numbers-list';
import { Visited } from './visited';

/** One thing that can happen in a state. */
export interface Move<S> {
  /** Who does what, in words; unlike every other move of its state. */
  readonly label: string;
  readonly to: S;
  /** Promises that this very move breaks. */
  readonly broken?: readonly string[];
}

/** A state space: where it begins, what can happen, and what must never be. */
export interface Space<S> {
  readonly initial: S;
  /** Equal for states from which the same can happen. */
  readonly key: (state: S) => string;
  readonly moves: (state: S) => readonly Move<S>[];
  /** Promises that are broken in this state. */
  readonly broken: (state: S) => readonly string[];
  /** `over`: the story is told; `beyond`: it leaves the bounds of the space. Neither is explored, and only the latter counts as unexplored. */
  readonly status: (state: S) => 'open' | 'over' | 'beyond';
  /** Whether success, abort or a page is reached. */
  readonly isGood: (state: S) => boolean;
}

/** A broken promise and the shortest way to it. */
export interface Violation {
  readonly promise: string;
  readonly labels: readonly string[];
}

export interface Found {
  readonly states: number;
  readonly transitions: number;
  /** Moves from the first state to the last that was reached. */
  readonly depth: number;
  /** States that were seen and not explored, because as many as were asked for were seen; 0: complete within the bounds of the space. */
  readonly cut: number;
  /** States that leave the bounds of the space. */
  readonly beyond: number;
  /** States from which neither success nor abort nor a page can be reached; those that lead to unexplored states are not counted. */
  readonly hopeless: number;
  readonly violations: readonly Violation[];
}

export interface Limits {
  /** No state is explored once so many were seen. */
  readonly states: number;
  /** Ends once this promise is broken. */
  readonly untilBroken?: string;
}

/** Breadth first, so that the first way to a state is a shortest one. */
export function search<S>(space: Space<S>, limits: Limits): Found {
  const graph = new Graph<S>(space);
  graph.see(space.initial, -1, '', []);
  let level = graph.takeNew();
  let depth = 0;
  let beyond = 0;
  outer: while (level.length > 0) {
    for (const { index, state } of level) {
      if (graph.states >= limits.states || graph.isBroken(limits.untilBroken)) break outer;
      const status = space.status(state);
      if (status === 'beyond') beyond += 1;
      else graph.explored(index);
      if (status !== 'open') continue;
      for (const { label, to, broken = [] } of space.moves(state)) graph.see(to, index, label, broken);
    }
    level = graph.takeNew();
    if (level.length > 0) depth += 1;
  }
  return {
    states: graph.states,
    transitions: graph.transitions,
    depth,
    cut: graph.unexplored - beyond,
    beyond,
    hopeless: graph.hopeless(),
    violations: graph.violations,
  };
}

/** What a search remembers: how each state was reached, every transition, and who is good. */
class Graph<S> {
  public readonly violations: Violation[] = [];
  private readonly visited = new Visited();
  private readonly parents = new NumbersList();
  private readonly parentLabels = new NumbersList();
  private readonly labels: string[] = [];
  private readonly labelIds = new Map<string, number>();
  private readonly from = new NumbersList();
  private readonly to = new NumbersList();
  /** 1: good, so hope begins here. */
  private readonly good = new NumbersList();
  /** 1: what can happen there was looked at. */
  private readonly looked = new NumbersList();
  private lookedCount = 0;
  private fresh: { index: number; state: S }[] = [];
  private readonly promises = new Set<string>();

  public constructor(private readonly space: Space<S>) {}

  public get states(): number {
    return this.visited.size;
  }

  public get transitions(): number {
    return this.from.length;
  }

  public takeNew(): { index: number; state: S }[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  public explored(index: number): void {
    this.looked.set(index, 1);
    this.lookedCount += 1;
  }

  public isBroken(promise: string | undefined): boolean {
    return promise !== undefined && this.promises.has(promise);
  }

  public get unexplored(): number {
    return this.states - this.lookedCount;
  }

  public see(state: S, parent: number, label: string, brokenByMove: readonly string[]): void {
    const { index, isNew } = this.visited.add(this.space.key(state));
    if (parent >= 0) {
      this.from.push(parent);
      this.to.push(index);
    }
    if (isNew) {
      this.parents.push(parent);
      this.parentLabels.push(this.labelId(label));
      this.looked.push(0);
      this.good.push(this.space.isGood(state) ? 1 : 0);
      this.fresh.push({ index, state });
    }
    const broken = isNew ? [...brokenByMove, ...this.space.broken(state)] : brokenByMove;
    for (const promise of broken) this.note(promise, parent, label);
  }

  /** Each promise once, by the shortest way. */
  private note(promise: string, parent: number, label: string): void {
    if (this.promises.has(promise)) return;
    this.promises.add(promise);
    this.violations.push({ promise, labels: [...this.pathTo(parent), label] });
  }

  private pathTo(index: number): string[] {
    const labels: string[] = [];
    for (let at = index; at > 0; at = this.parents.at(at)) labels.push(this.labels[this.parentLabels.at(at)] ?? '');
    return labels.reverse();
  }

  private labelId(label: string): number {
    const known = this.labelIds.get(label);
    if (known !== undefined) return known;
    this.labels.push(label);
    this.labelIds.set(label, this.labels.length - 1);
    return this.labels.length - 1;
  }

  /** States from which nothing good can be reached: hope goes backwards along every transition. */
  public hopeless(): number {
    const hopeful = new Uint8Array(this.states);
    for (let index = 0; index < this.states; index++) {
      if (this.good.at(index) === 1 || this.looked.at(index) === 0) hopeful[index] = 1;
    }
    for (let changed = true; changed; ) {
      changed = false;
      for (let edge = this.from.length - 1; edge >= 0; edge--) {
        const source = this.from.at(edge);
        if (hopeful[source] === 0 && hopeful[this.to.at(edge)] === 1) {
          hopeful[source] = 1;
          changed = true;
        }
      }
    }
    const lost = hopeful.indexOf(0);
    if (lost >= 0)
      this.violations.push({ promise: 'hope: success, abort or a page can be reached', labels: this.pathTo(lost) });
    return hopeful.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0);
  }
}
