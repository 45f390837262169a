import type { Quantiles, TaskSummary } from '../types';
import type { TaskMetrics } from './task-end';

/** Numbers in a column. An array of numbers alone takes 8 bytes for each, and of few of them far less than a typed array. */
class Column {
  private readonly values: number[] = [];

  get length(): number {
    return this.values.length;
  }

  push(value: number): void {
    this.values.push(value);
  }

  /** As Spark picks them: the value at this share of the sorted ones (`AppStatusStore.taskSummary`). */
  quantiles(): Quantiles {
    const sorted = Float64Array.from(this.values).sort();
    const at = (share: number): number => sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? 0;
    return { p05: at(0.05), p50: at(0.5), p95: at(0.95), max: at(1) };
  }
}

const FIGURES = [
  'runTimeMs',
  'gcTimeMs',
  'peakExecutionBytes',
  'memorySpilledBytes',
  'diskSpilledBytes',
  'inputBytes',
  'shuffleReadBytes',
] as const satisfies readonly (keyof TaskSummary & keyof TaskMetrics)[];

/** Figures of the successful tasks of a stage, kept only until their quantiles are taken. */
export class TaskFigures {
  private readonly columns = FIGURES.map((name) => ({ name, column: new Column() }));

  add(metrics: TaskMetrics): void {
    for (const { name, column } of this.columns) column.push(metrics[name]);
  }

  /** undefined where no task has succeeded. */
  summary(): TaskSummary | undefined {
    if (this.columns[0]?.column.length === 0) return undefined;
    return Object.fromEntries(
      this.columns.map(({ name, column }) => [name, column.quantiles()]),
    ) as unknown as TaskSummary;
  }
}
