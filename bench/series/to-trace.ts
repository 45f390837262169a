import { instanceFacts } from '../../lib/catalog';
import { capacityOf, type Minute, QUIET, type Setting, sized, type Trace } from '../traces/trace';
import type { MachineSeries } from './read-series';

const TYPE = 'm5.4xlarge';
const NODES = 20;

/** How a machine's samples become a cluster's minutes. */
export interface Mapping {
  readonly name: string;
  /** Why nothing may be done about such a step. */
  readonly reason: string;
  readonly isHealthy: (piece: MachineSeries) => boolean;
  readonly setting: Setting;
  /** Share of the executors that run at a sample. */
  readonly running: (piece: MachineSeries, sample: number) => number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

function settingOf(perNode: number, cores: number): Setting {
  const { yarnMemoryMiB } = instanceFacts(TYPE);
  const size = sized(Math.floor((yarnMemoryMiB * 0.97) / perNode / 32) * 32, cores);
  return { type: TYPE, count: NODES, calculator: 'dominant', size };
}

/** Above this mean of any ten samples in a row the CPUs are in use, whatever single ones say. */
const BUSY = 0.6;

const isBusyThroughout = ({ cpu }: MachineSeries): boolean =>
  cpu.every((_, i) => i + 10 > cpu.length || mean(cpu.slice(i, i + 10)) >= BUSY);

export const MAPPINGS: readonly Mapping[] = [
  {
    name: 'balanced, following the memory',
    reason: 'the executors fill memory and cores together',
    isHealthy: ({ memory }) => memory !== undefined,
    setting: settingOf(4, 4),
    running: ({ memory = [] }, sample) => memory[sample] ?? 1,
  },
  {
    name: 'balanced, all memory in use',
    reason: 'the executors hold all the cores',
    isHealthy: () => true,
    setting: settingOf(4, 4),
    running: () => 1,
  },
  {
    name: 'fat, all memory in use, CPUs busy',
    reason: `the CPUs are in use: in any ten minutes ${100 * BUSY} % of them or more`,
    isHealthy: isBusyThroughout,
    setting: settingOf(1, 6),
    running: () => 1,
  },
  {
    name: 'fat, following the memory up to nine tenths',
    reason: 'further executors of the same size fit',
    isHealthy: ({ memory }) => memory !== undefined && Math.max(...memory) <= 0.9,
    setting: settingOf(1, 6),
    running: ({ memory = [] }, sample) => memory[sample] ?? 1,
  },
];

/** Minutes of a piece; a longer series is cut into pieces, each a step. */
export const PIECE = 110;

export function piecesOf({ name, cpu, memory }: MachineSeries, minSamples: number): MachineSeries[] {
  const starts = Array.from({ length: Math.ceil(cpu.length / PIECE) }, (_, i) => i * PIECE);
  return starts
    .map((from) => ({
      name,
      cpu: cpu.slice(from, from + PIECE),
      ...(memory === undefined ? {} : { memory: memory.slice(from, from + PIECE) }),
    }))
    .filter((piece) => piece.cpu.length >= minSamples);
}

/** Containers are pending in every minute and nothing runs beside the step: what no series says is what speaks most for acting. */
export function toTrace(piece: MachineSeries, { setting, running }: Mapping): Trace {
  const executors = capacityOf(setting);
  const at = (minute: number): Minute => {
    const sample = Math.min(piece.cpu.length - 1, Math.max(0, Math.floor(minute)));
    return {
      ...QUIET,
      nodes: setting.count,
      executors: minute < 0 ? 0 : Math.min(executors, Math.round(executors * running(piece, sample))),
      pending: 40,
      cpu: Math.min(1, piece.cpu[sample] ?? 0),
    };
  };
  return { ...setting, endsAt: piece.cpu.length, at };
}
