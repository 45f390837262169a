import { OPEN_FACTS } from '../../lib/simulator';
import { coverPairs, type Row } from './pairs';

/** The facts that something in the simulated world shows. */
export const FACTS = OPEN_FACTS.filter(({ values }) => values.length > 0);

/** Under any but its first value the remediator does nothing, so that a row with one shows nothing of the other facts. */
const HIDES_OTHERS = FACTS.findIndex(({ id }) => id === 'P6');

/** A row for the values as they are by default, one for each other value alone, and those that cover all pairs. */
export function factRows(): Row[] {
  const counts = FACTS.map(({ values }) => values.length);
  const usual = FACTS.map(() => 0);
  const alone = FACTS.flatMap(({ values }, fact) => values.slice(1).map((_, i) => usual.with(fact, i + 1)));
  const seen = coverPairs(counts.with(HIDES_OTHERS, 1));
  // Each of its other values beside each value of every other fact.
  const most = Math.max(...counts.toSpliced(HIDES_OTHERS, 1));
  const besides = Array.from({ length: (counts[HIDES_OTHERS] ?? 1) - 1 }, (_, value) =>
    Array.from({ length: most - 1 }, (_, i) =>
      counts.map((count, fact) => (fact === HIDES_OTHERS ? value + 1 : Math.min(i + 1, count - 1))),
    ),
  ).flat();
  const rows = [usual, ...alone, ...seen, ...besides];
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

/** The values of a row. */
export const valuesOf = (row: Row) => FACTS.flatMap(({ values }, fact) => values[row[fact] ?? 0] ?? []);

/** What a row says that is not the default, in words. */
export function wordsOf(row: Row): string {
  const unusual = FACTS.flatMap(({ id, values }, fact) =>
    row[fact] === 0 ? [] : [`${id} ${values[row[fact] ?? 0]?.value}`],
  );
  return unusual.length === 0 ? 'every fact as usual' : unusual.join(', ');
}
