import { describe, expect, test } from 'vitest';
import { EmrRelease } from '../../lib/catalog';
import { paint } from '../../lib/cli/text-style';
import { type Diagnosis, diagnose } from '../../lib/diagnosis';
import { type DiagnosisReport, diagnosisToJson, diagnosisToText } from '../../lib/render';
import { executorSizeFor, SparkSettings } from '../../lib/spark';
import { plain } from './plans';

const nodes = [{ instanceType: 'r5.4xlarge', count: 82, memoryMiB: 122_880, vcores: 16 }];
const dashboard = { nodes, memoryTotalMB: 10_076_160, memoryAllocatedMB: 9_850_000, allocatedVcores: 591 };
const fat = executorSizeFor(
  SparkSettings.of([
    ['spark.executor.memory', '101053m'],
    ['spark.executor.memoryOverhead', '18947m'],
    ['spark.executor.cores', '7'],
  ]),
  '3.5.5',
);
const withShape = diagnose({
  release: EmrRelease.EMR_7_9_0,
  evidence: { ...dashboard, calculator: 'dominant' },
  executor: fat,
});
const withoutSize = diagnose({ release: EmrRelease.EMR_7_9_0, evidence: dashboard });
/** A dashboard's diagnosis without more than itself. */
const alone = (diagnosis: Diagnosis): DiagnosisReport => ({
  diagnosis,
  readings: [],
  notes: [],
  deployMode: 'client',
});
const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe('a diagnosis for the terminal', () => {
  test('says what is wrong, the arithmetic and the remedy', () => {
    const text = diagnosisToText(alone(withShape));
    expect(text).toMatch(/^critical {2}stranded-cores\n/);
    for (const { summary, arithmetic, remedy } of withShape.findings) {
      for (const sentence of [summary, ...arithmetic, `Remedy: ${remedy}`])
        expect(words(text)).toContain(words(sentence));
    }
  });

  test('lists the sizes that show the figures, cores only where they are known', () => {
    const lines = diagnosisToText(alone(withoutSize)).split('\n');
    const start = lines.indexOf('Executor sizes that would show these figures');
    const rows = lines.slice(start + 2).map((line) => line.trim().split(/ {2,}/));
    expect(rows.length).toBe(Math.min(12, withoutSize.sizes.length));
    expect(rows.every(([calculator, , cores]) => (calculator === 'default') === (cores === 'any'))).toBe(true);
    expect(rows[0]?.slice(0, 3)).toEqual(['dominant', '1', '7']);
  });

  test('is short where nothing is wrong', () => {
    expect(diagnosisToText(alone({ findings: [], sizes: [] }))).toBe('nothing wrong was found');
  });

  test('keeps to its width, ends no line in a space, and is the same without colours', () => {
    const finding = { ...withShape.findings[0]!, summary: 'word '.repeat(60).trim() };
    const diagnosis: Diagnosis = { ...withShape, findings: [finding] };
    const text = diagnosisToText(alone(diagnosis), { width: 72 });
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(text.split('\n').filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(plain(diagnosisToText(alone(diagnosis), { width: 72, paint }))).toBe(text);
  });

  test('says how many sizes it leaves out', () => {
    const [size] = withoutSize.sizes;
    const many: Diagnosis = { findings: [], sizes: Array.from({ length: 15 }, () => size!) };
    expect(diagnosisToText(alone(many))).toMatch(/ {2}and 3 more in the JSON output$/);
  });
});

describe('a diagnosis as JSON', () => {
  test('has the verdict, findings, explanation and sizes, null where there is none', () => {
    const json = diagnosisToJson(alone(withShape));
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({
      schemaVersion: 1,
      verdict: 'stranded-cores',
      findings: [{ id: 'stranded-cores', severity: 'critical', actionable: true }],
      explanation: { calculator: 'dominant', executors: 82, taskSlots: 574, totalVcores: 1312 },
      sizes: [],
      cluster: null,
    });
    expect(diagnosisToJson(alone({ findings: [], sizes: [] }))).toEqual({
      schemaVersion: 1,
      source: 'dashboard',
      verdict: null,
      findings: [],
      explanation: null,
      sizes: [],
      next: null,
      figures: null,
      cure: null,
      cluster: null,
    });
  });
});
