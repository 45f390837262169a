import { afterEach, describe, expect, test } from 'vitest';
import {
  askModel,
  figuresOfModel,
  isAnswer,
  type OracleAnswer,
  type OracleCase,
} from '../../../bench/yarn-oracle/case';
import { readFlags, wholeNumber } from '../../../bench/yarn-oracle/command';
import { compare } from '../../../bench/yarn-oracle/compare';
import { drawCase } from '../../../bench/yarn-oracle/draw';
import { askWritten, readBack } from '../../../bench/yarn-oracle/written';
import features from '../../fixtures/yarn-truth-features.json';

const cases = Array.from({ length: 3_000 }, (_, i) => drawCase(12, i));
const nodesOf = ({ nodes }: OracleCase): number => nodes.reduce((count, n) => count + n.count, 0);

describe('the cases drawn for the scheduler', () => {
  test('are the same whatever else is drawn', () => {
    expect(drawCase(12, 2_345)).toEqual(cases[2_345]);
    expect(drawCase(13, 2_345)).not.toEqual(cases[2_345]);
  });

  test('are ones that a scheduler starts with', () => {
    for (const one of cases) {
      expect(nodesOf(one)).toBeGreaterThanOrEqual(1);
      expect(nodesOf(one)).toBeLessThanOrEqual(500);
      expect(() => askModel(one), one.id).not.toThrow();
    }
  });

  test('come in every kind', () => {
    const share = (is: (one: OracleCase) => boolean): number => cases.filter(is).length / cases.length;
    const labelled = (one: OracleCase): boolean => one.nodes.some((n) => n.label);
    expect(share((c) => c.calculator === 'Dominant')).toBeGreaterThan(0.4);
    expect(share((c) => (c.apps ?? 1) > 1)).toBeGreaterThan(0.2);
    expect(share((c) => c.queue !== undefined)).toBeGreaterThan(0.2);
    expect(share(labelled)).toBeGreaterThan(0.12);
    expect(share((c) => labelled(c) && c.queue !== undefined && (c.apps ?? 1) > 1)).toBeGreaterThan(0);
    expect(share((c) => c.exclusiveLabels === true)).toBeGreaterThan(0);
    expect(share((c) => c.nodes.some((n) => n.memoryMb < (c.minAllocMb ?? 32)))).toBeGreaterThan(0.005);
    expect(share((c) => c.requested === 0)).toBeGreaterThan(0);
    expect(share((c) => c.executor.memMb > Math.max(...c.nodes.map((n) => n.memoryMb)))).toBeGreaterThan(0.01);
    for (const least of [1, 32, 256, 1024]) expect(share((c) => c.minAllocMb === least)).toBeGreaterThan(0.1);
    const boundary = ({ nodes, am, executor }: OracleCase): boolean =>
      nodes.some((n) =>
        [n.memoryMb, n.memoryMb - am.memMb].some((room) => {
          const each = room / Math.max(1, Math.round(room / executor.memMb));
          return Math.abs(executor.memMb - each) <= 5;
        }),
      );
    expect(share(boundary)).toBeGreaterThan(0.4);
  });
});

describe('the comparison', () => {
  const recorded = features.cases.find(({ case: c }) => c.id === 'apps-6-share50-mixed-dominant');
  const one = recorded?.case as unknown as OracleCase;
  const expected = recorded?.expected as unknown as {
    amsStarted: number;
    amNodes: number[];
    executors: number;
    onNodes: OracleAnswer['onNodes'];
    allocatedContainers: number;
    allocatedMB: number;
    allocatedVCores: number;
    pendingContainers: number;
    grantedMB: number;
    grantedVCores: number;
  };
  const answer: OracleAnswer = {
    amsStarted: expected.amsStarted,
    amNodes: expected.amNodes,
    allocatedExecutors: expected.executors,
    granted: { memMb: expected.grantedMB, vcores: expected.grantedVCores },
    queueMetrics: {
      allocatedContainers: expected.allocatedContainers,
      allocatedMB: expected.allocatedMB,
      allocatedVCores: expected.allocatedVCores,
      pendingContainers: expected.pendingContainers,
    },
    onNodes: expected.onNodes,
  };

  test('finds nothing where the model says what the scheduler said', () => {
    expect(compare(one, answer)).toEqual({ differences: [], ranged: false });
  });

  test.each(Object.keys(figuresOfModel(askModel(one))))('finds a difference planted in %s', (name) => {
    const broken = (c: OracleCase, amNodes?: readonly number[]) => {
      const model = askModel(c, amNodes);
      const off = (by: number) => ({
        ...model,
        ...(name === 'applicationsStarted' && { applicationsStarted: model.applicationsStarted + by }),
        ...(name === 'executors' && { executors: model.executors + by }),
        ...(name === 'allContainers' && { containers: model.containers + by }),
        ...(name === 'allAllocatedMB' && { allocatedMiB: model.allocatedMiB + by }),
        ...(name === 'allAllocatedVCores' && { allocatedVcores: model.allocatedVcores + by }),
        ...(name === 'refused' && { refused: 'planted' }),
        ...(name === 'grantedMB' && { granted: { memoryMiB: 1, vcores: expected.grantedVCores } }),
        ...(name === 'grantedVCores' && { granted: { memoryMiB: expected.grantedMB, vcores: 99 } }),
        rootMetrics: {
          ...model.rootMetrics,
          ...(name === 'containers' && { containers: model.rootMetrics.containers + by }),
          ...(name === 'allocatedMB' && { allocatedMiB: model.rootMetrics.allocatedMiB + by }),
          ...(name === 'allocatedVCores' && { allocatedVcores: model.rootMetrics.allocatedVcores + by }),
          ...(name === 'pending' && { pending: model.rootMetrics.pending + by }),
        },
      });
      return off(1);
    };
    const { differences } = compare(one, answer, broken);
    expect(differences[0]?.scheduler).toHaveProperty(name);
  });

  test('finds a scheduler outside the range, whatever the order', () => {
    const shuffled = { ...one, order: 'shuffle:1' };
    const narrow = (c: OracleCase, amNodes?: readonly number[]) => ({
      ...askModel(c, amNodes),
      executorsLeast: expected.executors + 1,
      executorsMost: expected.executors + 1,
    });
    expect(compare(shuffled, answer, narrow).differences).toEqual([
      {
        compared: 'range',
        scheduler: { executors: expected.executors },
        model: { range: [expected.executors + 1, expected.executors + 1] },
      },
    ]);
  });

  test('reports a model that throws', () => {
    const { differences } = compare(one, answer, () => {
      throw new Error('planted');
    });
    expect(differences.map(({ model }) => model)).toEqual([{ thrown: 'Error: planted' }, { thrown: 'Error: planted' }]);
  });

  test('takes YARN’s refusals for answers, and faults of the oracle for none', () => {
    const failed = (stage: string): OracleAnswer => ({ error: { stage, type: 'X', message: '' } });
    expect(['submit', 'allocate', 'case', 'harness'].map((stage) => isAnswer(failed(stage)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('a case that is written as classifications and read back', () => {
  test('asks the same question', () => {
    for (const one of cases.slice(0, 1_000)) expect(askWritten(one), one.id).toEqual(askModel(one));
  });

  test('comes in every place: the cluster’s, the primary’s, the groups’ own', () => {
    const layers = new Set(
      cases.slice(0, 100).flatMap((one) => {
        const { yarn } = readBack(one);
        return [yarn.calculator, yarn.queue.capacity, yarn.minAllocationMiB].map(({ layer }) => layer);
      }),
    );
    expect([...layers].sort()).toEqual(['classification', 'group']);
  });
});

describe('flags', () => {
  const argv = process.argv;
  afterEach(() => {
    process.argv = argv;
  });
  const read = (...args: string[]) => {
    process.argv = ['node', 'check.ts', ...args];
    return readFlags({ seed: { type: 'string' }, ends: { type: 'boolean' } });
  };

  test('are read', () => {
    expect({ ...read('--seed', '3', '--ends') }).toEqual({ seed: '3', ends: true });
  });

  test.each([
    ['an unknown one', ['--cases', '3'], "Unknown option '--cases'"],
    ['a repeated one', ['--seed', '3', '--seed', '4'], '--seed is given twice'],
    ['one without its value', ['--seed'], "Option '--seed <value>' argument missing"],
    ['a stray word', ['3'], "Unexpected argument '3'"],
  ])('fails for %s', (_, args, message) => {
    expect(() => read(...args)).toThrow(message);
  });

  test.each(['', '-1', '1.5', '1e3', 'many', '5000000000', ' 7'])('fails for the number "%s"', (text) => {
    expect(() => wholeNumber('seed', text, 0, 2 ** 32 - 1)).toThrow(
      `--seed must be a whole number from 0 to 4294967295, got '${text}'`,
    );
  });
});
