/** What a function of the product said, beside what then happened. */
export interface Answer {
  /** Undefined where it refused to say. */
  readonly said?: number;
  /** Why it refused. */
  readonly reason?: string;
  readonly truth: number;
}

/** How many answers were given, and how far they were from the truth: said ÷ truth − 1, so that above 0 is too high. */
export interface Summary {
  readonly asked: number;
  readonly given: number;
  /** Why the others were refused, with how many of them. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Given and higher than the truth, by anything and by more than 5 %. */
  readonly above: number;
  readonly wellAbove: number;
  /** Given and lower than the truth. */
  readonly below: number;
  /** Of the given; undefined without any. */
  readonly lowest?: number;
  readonly median?: number;
  readonly p95?: number;
  readonly highest?: number;
}

const WELL_ABOVE = 0.05;

export function summarize(answers: readonly Answer[]): Summary {
  const errors = answers
    .flatMap(({ said, truth }) => (said === undefined ? [] : [said / truth - 1]))
    .sort((a, b) => a - b);
  const reasons = new Map<string, number>();
  for (const { reason } of answers) if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  return {
    reasons,
    asked: answers.length,
    given: errors.length,
    above: errors.filter((error) => error > 0).length,
    wellAbove: errors.filter((error) => error > WELL_ABOVE).length,
    below: errors.filter((error) => error < 0).length,
    lowest: errors[0],
    median: quantile(errors, 0.5),
    p95: quantile(errors, 0.95),
    highest: errors.at(-1),
  };
}

/** By the nearest rank: one of the values, never between two. */
const quantile = (sorted: readonly number[], share: number): number | undefined =>
  sorted[Math.ceil(share * sorted.length) - 1];
