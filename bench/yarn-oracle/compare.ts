import type { Admission } from '../../lib/yarn';
import { askModel, type Figures, figuresOfModel, figuresOfScheduler, type OracleAnswer, type OracleCase } from './case';

export interface Difference {
  readonly compared: Comparison;
  readonly scheduler: Partial<Figures>;
  readonly model: Partial<Figures> | { readonly range: readonly [number, number] } | { readonly thrown: string };
}

type Comparison =
  /** The model is told where the application masters are. */
  | "masters on the scheduler's nodes"
  /** The model chooses: compared where nodes report in order. */
  | "masters on the model's nodes"
  /** The scheduler must be within the model's range whatever the order. */
  | 'range';

/** How a case was compared, for the account at the end. */
export interface Comparing {
  readonly differences: readonly Difference[];
  /** Even with the masters' nodes the model gives a range, because masters wait for room and reserve. */
  readonly ranged: boolean;
}

/** @param ask the model; `askModel` but in tests */
export function compare(one: OracleCase, answer: OracleAnswer, ask = askModel): Comparing {
  const scheduler = figuresOfScheduler(answer);
  const differences: Difference[] = [];
  const amNodes = answer.amNodes ?? [];
  const asked = (compared: Comparison, nodes: readonly number[] | undefined): Admission | undefined => {
    try {
      return ask(one, nodes);
    } catch (error) {
      differences.push({ compared, scheduler, model: { thrown: String(error) } });
      return undefined;
    }
  };
  const figures = (compared: Comparison, model: Figures): void => {
    const names = (Object.keys(scheduler) as (keyof Figures)[]).filter(
      (name) => !Object.is(scheduler[name], model[name]),
    );
    if (names.length === 0) return;
    const only = (from: Figures) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
    differences.push({ compared, scheduler: only(scheduler), model: only(model) });
  };
  const within = ({ executorsLeast, executorsMost }: Admission): void => {
    if (scheduler.executors >= executorsLeast && scheduler.executors <= executorsMost) return;
    const range = [executorsLeast, executorsMost] as const;
    differences.push({ compared: 'range', scheduler: { executors: scheduler.executors }, model: { range } });
  };

  const free = asked('range', undefined);
  if (free) within(free);
  const told = asked("masters on the scheduler's nodes", amNodes.length > 0 ? amNodes : undefined);
  const ranged = told !== undefined && told.executorsLeast < told.executorsMost;
  if (told && !ranged) figures("masters on the scheduler's nodes", figuresOfModel(told));
  if (told && ranged) {
    within(told);
    figures("masters on the scheduler's nodes", shifted(told, scheduler));
  }
  const inOrder = one.order === undefined || one.order === 'roundrobin' || one.order === 'fill';
  if (free && !ranged && inOrder && (one.amNode ?? -1) < 0)
    figures("masters on the model's nodes", figuresOfModel(free));
  return { differences, ranged };
}

/** The model's figures with the scheduler's number of executors: fewer, on labelled nodes, on the others, or on both. */
function shifted(model: Admission, scheduler: Figures): Figures {
  const figures = figuresOfModel(model);
  const { executors } = scheduler;
  const by = executors - figures.executors;
  const root = Math.min(0, Math.max(by, scheduler.containers - figures.containers));
  const { memoryMiB = 0, vcores = 0 } = model.granted ?? {};
  return {
    ...figures,
    executors,
    containers: figures.containers + root,
    allocatedMB: figures.allocatedMB + root * memoryMiB,
    allocatedVCores: figures.allocatedVCores + root * vcores,
    pending: figures.pending - by,
    allContainers: figures.allContainers + by,
    allAllocatedMB: figures.allAllocatedMB + by * memoryMiB,
    allAllocatedVCores: figures.allAllocatedVCores + by * vcores,
    grantedMB: executors > 0 ? figures.grantedMB : undefined,
    grantedVCores: executors > 0 ? figures.grantedVCores : undefined,
  };
}
