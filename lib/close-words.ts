/** The candidates closest to a word that was misspelt in up to `maxErrors` places, whatever its case; of equally close ones all, by name. */
export function closestWords<T extends string>(word: string, candidates: readonly T[], maxErrors: number): T[] {
  const lower = word.toLowerCase();
  const close = candidates
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase(), maxErrors) }))
    .filter(({ distance }) => distance <= maxErrors);
  const least = Math.min(...close.map(({ distance }) => distance));
  return close.flatMap(({ candidate, distance }) => (distance === least ? [candidate] : [])).sort();
}

/** Levenshtein's distance with neighbours swapped as one error; anything above `maxErrors` is given as one more than that. */
export function editDistance(a: string, b: string, maxErrors: number): number {
  if (Math.abs(a.length - b.length) > maxErrors) return maxErrors + 1;
  const far = maxErrors + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => Math.min(j, far));
  for (let i = 1; i <= a.length; i++) {
    // Further from the diagonal than `maxErrors` no way leads to a result within it.
    const from = Math.max(1, i - maxErrors);
    const to = Math.min(b.length, i + maxErrors);
    const row: number[] = new Array(b.length + 1).fill(far);
    row[0] = Math.min(i, far);
    let least = row[0];
    for (let j = from; j <= to; j++) {
      const change = (last[j - 1] ?? far) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? far) + 1 : change;
      const distance = Math.min(change, swapped, (last[j] ?? far) + 1, (row[j - 1] ?? far) + 1, far);
      row[j] = distance;
      if (distance < least) least = distance;
    }
    if (least > maxErrors) return far;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
