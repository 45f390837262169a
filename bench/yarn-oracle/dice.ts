import { seededRandom } from '../../lib/rehearsal/seeded-random';

/** Numbers that follow from seed and index alone. */
export function dice(seed: number, index: number) {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const int = (from: number, to: number): number => from + Math.floor(random() * (Math.max(from, to) - from + 1));
  return {
    int,
    chance: (p: number): boolean => random() < p,
    pick: <T>(from: readonly T[]): T => from[int(0, from.length - 1)] as T,
    /** Small numbers as likely as large ones. */
    logInt: (from: number, to: number): number => Math.min(to, Math.floor(from * ((to + 1) / from) ** random())),
  };
}

export type Dice = ReturnType<typeof dice>;
