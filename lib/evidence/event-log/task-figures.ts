import type { Quantiles, TaskSummary } from '../types';
import type { TaskMetrics } from './task-end';

/** Numbers in a column that grows: 8 bytes each, where an array of objects would take 100. */
class Column {
  private values = new Float64Array(16);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[this.length] = value;
    this.length += 1;
  }

  /** As Spark picks them: the value at this share of the sorted ones (`AppStatusStore.taskSummary`). */
  quantiles(): Quantiles {
    const sorted = this.values.slice(0, this.length).sort();
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
