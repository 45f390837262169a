/** Numbers that follow from seed and index alone (mulberry32). */
export function dice(seed: number, index: number) {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
  const random = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
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
