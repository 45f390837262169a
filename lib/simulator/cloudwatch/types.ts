/** One metric: its namespace, name and the exact set of its dimensions. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Published points: their spacing and the value of each. */
export interface Series {
  readonly periodMs: number;
  /** The value with this timestamp; undefined: never published. */
  readonly valueAt: (timestampMs: number) => number | undefined;
}

/** Statistics that a query may ask for. */
export const STATISTICS = ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface MetricQuery {
  readonly metric: MetricId;
  readonly periodMs: number;
  readonly statistic: Statistic;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Datapoint {
  readonly timestampMs: number;
  readonly value: number;
}
