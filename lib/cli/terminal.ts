import type { Surroundings } from './io';

/** When to colour, as `--color` takes it. */
export const COLOR_CHOICES = ['auto', 'always', 'never'] as const;

export type ColorChoice = (typeof COLOR_CHOICES)[number];

/** What decides the looks of the output. */
type Terminal = Pick<Surroundings, 'environment' | 'columns'>;

/** Whether to colour: `--color` before FORCE_COLOR before NO_COLOR, and else a terminal that is not dumb. */
export function isColored(choice: ColorChoice, { environment, columns }: Terminal): boolean {
  if (choice !== 'auto') return choice === 'always';
  const { FORCE_COLOR, NO_COLOR, TERM } = environment;
  // As Node.js and most tools read them: FORCE_COLOR=0 is off, an empty NO_COLOR is not set.
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR && columns !== undefined && TERM !== 'dumb';
}

/** Columns to lay text out for: the terminal's, else COLUMNS; without either nothing is folded, so that grep and diff see whole rows. */
export function widthFor({ environment, columns }: Terminal): number {
  const given = /^[1-9]\d*$/.test(environment.COLUMNS ?? '') ? Number(environment.COLUMNS) : undefined;
  return columns ?? given ?? Number.POSITIVE_INFINITY;
}
