import { type Figures, figuresAt } from './figures';
import type { World } from './types';

/** Moments whose figures are remembered; more than a remediator's longest look back has. */
export const MAX_REMEMBERED = 4096;

/** Figures of a world that goes on. The past does not change: its figures are worked out once, and again when they have been forgotten. */
export class RememberedFigures {
  private newer = new Map<number, Figures>();
  /** What was remembered before: forgotten as a whole, for a map that loses its first key each time becomes slow. */
  private older = new Map<number, Figures>();

  public constructor(private readonly current: () => World) {}

  /** How many moments are remembered. */
  public get size(): number {
    return this.newer.size + this.older.size;
  }

  public readonly at = (atMs: number): Figures => {
    const known = this.newer.get(atMs) ?? this.older.get(atMs);
    if (known !== undefined) return known;
    const world = this.current();
    const figures = figuresAt(world, atMs);
    if (atMs < world.nowMs) this.keep(atMs, figures);
    return figures;
  };

  private keep(atMs: number, figures: Figures): void {
    if (this.newer.size >= MAX_REMEMBERED / 2) {
      this.older = this.newer;
      this.newer = new Map();
    }
    this.newer.set(atMs, figures);
  }
}
