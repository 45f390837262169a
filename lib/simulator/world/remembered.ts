import { type Figures, figuresAt } from './figures';
import type { World } from './types';

/** Moments whose figures are remembered; more than a remediator's longest look back has. */
export const MAX_REMEMBERED = 4096;

/** Figures of a world that goes on. The past does not change: its figures are worked out once, and again when they have been forgotten. */
export class RememberedFigures {
  private readonly past = new Map<number, Figures>();

  public constructor(private readonly current: () => World) {}

  /** How many moments are remembered. */
  public get size(): number {
    return this.past.size;
  }

  public readonly at = (atMs: number): Figures => {
    const known = this.past.get(atMs);
    if (known !== undefined) return known;
    const world = this.current();
    const figures = figuresAt(world, atMs);
    if (atMs < world.nowMs) this.past.set(atMs, figures);
    const [oldest] = this.past.keys();
    if (this.past.size > MAX_REMEMBERED && oldest !== undefined) this.past.delete(oldest);
    return figures;
  };
}
