import { instanceFacts } from '../catalog';
import { grouped, percent } from '../numbers';
import { memoryPerTaskMiB, type PlanRequest, type SparkPlan } from '../sizing';
import { grantedMiB } from '../yarn';
import { coreShare } from './plan-dependencies';
import { SCHEMA_VERSION } from './plan-json';
import { nodesInWords } from './plan-table';
import { costPerHour, type Prices } from './prices';
import { type TextStyle, tone, wrap } from './style';
import { textTable } from './text-table';

/** One of several clusters: its plan, or the reason for having none. */
export interface Alternative {
  readonly nodes: PlanRequest['nodes'];
  readonly plan?: SparkPlan;
  readonly impossible?: string;
}

/** Several clusters side by side, in the order given. No newline at the end. */
export function comparisonToTable(alternatives: readonly Alternative[], prices: Prices, style: TextStyle = {}): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  const priced = prices.size > 0;
  const rows = alternatives.map((one) => {
    const figures = figuresFor(one, prices);
    if (figures === undefined) return [nodesInWords(one.nodes)];
    return [
      nodesInWords(one.nodes),
      `${figures.cores} × ${grouped(grantedMiB(figures.containerMB))}`,
      grouped(figures.executors),
      grouped(figures.taskSlots),
      percent(one.plan === undefined ? figures.coreUtilisation : coreShare(one.plan).share),
      percent(figures.memoryUtilisation),
      grouped(figures.memoryPerTaskMB),
      ...(priced ? [money(figures.perHour), money(figures.perTaskSlotHour, 4)] : []),
    ];
  });
  const notes = alternatives.filter(({ impossible }) => impossible !== undefined);
  return [
    ...textTable(
      [
        { heading: 'nodes' },
        right('cores × MiB'),
        right('executors'),
        right('task slots'),
        right('cores'),
        right('memory'),
        right('MiB a task'),
        ...(priced ? [right('an hour'), right('a slot')] : []),
      ],
      rows,
      { width: style.width },
    ),
    ...(notes.length === 0 ? [] : ['']),
    ...notes.flatMap((one) => [
      `  ${tone(style, 'yellow', nodesInWords(one.nodes))}`,
      ...wrap(style, one.impossible ?? '', '    '),
    ]),
  ].join('\n');
}

/** Several clusters as `plan --compare --json` prints them; a stable form for scripts. MB are YARN's, that is, MiB; utilisations are shares of 1. */
export interface ComparisonJson {
  schemaVersion: number;
  alternatives: ({ nodes: { instanceType: string; min: number; max: number }[] } & (
    | AlternativeFigures
    | { /** Why this cluster has no plan. */ impossible: string }
  ))[];
}

/** At the largest declared size, like the rest of a plan. */
interface AlternativeFigures {
  /** Of the nodes' processors: x86_64, arm64, unknown, or several of them. */
  architecture: string;
  /** Cores of an executor. */
  cores: number;
  /** Memory of an executor's container, MB. */
  containerMB: number;
  /** Executors that run. */
  executors: number;
  /** Tasks that run at the same time. */
  taskSlots: number;
  /** Vcores of core and task nodes, as YARN counts them. */
  totalVcores: number;
  /** Memory of core and task nodes that YARN hands out, MB. */
  totalMemoryMB: number;
  /** Task slots ÷ vcores, a share of 1. */
  coreUtilisation: number;
  /** Memory in use ÷ memory, a share of 1. */
  memoryUtilisation: number;
  /** Container memory ÷ tasks that run at the same time in it, MB. */
  memoryPerTaskMB: number;
  /** Of core and task nodes, in the currency of the prices that were given. */
  perHour?: number;
  /** The same for one task slot. */
  perTaskSlotHour?: number;
}

/** The same as a plain object; a figure that is not known is left out. */
export function comparisonToJson(alternatives: readonly Alternative[], prices: Prices): ComparisonJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    alternatives: alternatives.map((one) => ({
      nodes: one.nodes.map(({ instanceType, min, max }) => ({ instanceType, min, max })),
      ...(figuresFor(one, prices) ?? { impossible: one.impossible ?? '' }),
    })),
  };
}

function figuresFor({ nodes, plan }: Alternative, prices: Prices): AlternativeFigures | undefined {
  if (plan === undefined) return undefined;
  const { executor } = plan.cluster;
  const { admission } = plan.job;
  const perHour = costPerHour(nodes, prices);
  return {
    architecture: [...new Set(nodes.map((n) => instanceFacts(n.instanceType).architecture ?? 'unknown'))].join(', '),
    cores: executor.cores,
    containerMB: executor.containerMiB,
    executors: admission.executors,
    taskSlots: admission.taskSlots,
    totalVcores: admission.totalVcores,
    totalMemoryMB: admission.totalMB,
    coreUtilisation: admission.coreUtilisation,
    memoryUtilisation: admission.memoryUtilisation,
    memoryPerTaskMB: memoryPerTaskMiB(plan.cluster),
    ...(perHour === undefined ? {} : { perHour, perTaskSlotHour: perHour / admission.taskSlots }),
  };
}

const money = (amount: number | undefined, digits = 2): string => (amount === undefined ? '–' : amount.toFixed(digits));
