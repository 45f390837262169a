/** One value of each parameter, by its index. */
export type Row = readonly number[];

/**
 * Rows in which every pair of values of two parameters occurs, few of them: each row takes, parameter by parameter, the value with the most
 * pairs that no row has yet (after Cohen, Dalal, Fredman and Patton, "The AETG system", 1997, with one candidate for each pair left).
 *
 * @param counts how many values each parameter has
 */
export function coverPairs(counts: readonly number[]): Row[] {
  const open = new Set<string>();
  for (const [a, countA] of counts.entries())
    for (const [b, countB] of counts.entries())
      if (a < b) for (let i = 0; i < countA; i++) for (let j = 0; j < countB; j++) open.add(pair(a, i, b, j));

  const rows: Row[] = [];
  for (let [next] = open; next !== undefined; [next] = open) {
    const row = rowWith(next, counts, open);
    rows.push(row);
    for (const one of pairsIn(row)) open.delete(one);
  }
  return rows;
}

const pair = (a: number, i: number, b: number, j: number): string =>
  a < b ? `${a}:${i},${b}:${j}` : `${b}:${j},${a}:${i}`;

/** Every pair of values in a row. */
export function pairsIn(row: Row): string[] {
  return row.flatMap((i, a) => row.slice(a + 1).map((j, k) => pair(a, i, a + 1 + k, j)));
}

/** A row that has this pair and, of the others, as many as the next best value brings. */
function rowWith(first: string, counts: readonly number[], open: ReadonlySet<string>): Row {
  const chosen = new Map(first.split(',').map((one) => one.split(':').map(Number) as [number, number]));
  const rest = counts.map((_, parameter) => parameter).filter((parameter) => !chosen.has(parameter));
  for (const parameter of rest) {
    const gains = Array.from({ length: counts[parameter] as number }, (_, value) => {
      const pairs = [...chosen].map(([other, taken]) => pair(parameter, value, other, taken));
      // Of equal ones that with the most pairs left over all, so that they do not pile up.
      return pairs.filter((one) => open.has(one)).length * 1000 + openWith(parameter, value, open);
    });
    chosen.set(parameter, gains.indexOf(Math.max(...gains)));
  }
  return counts.map((_, parameter) => chosen.get(parameter) as number);
}

function openWith(parameter: number, value: number, open: ReadonlySet<string>): number {
  let count = 0;
  for (const one of open) if (`,${one},`.includes(`,${parameter}:${value},`)) count += 1;
  return Math.min(999, count);
}
