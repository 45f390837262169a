import type { Calculator } from '../../lib/yarn';
import type { Outcome } from './outcome';
import type { PeerPlan } from './peers';
import type { JudgedNodes } from './question';

/** What a plan comes to on a cluster. Shares are 0 to 1. */
export interface Verdict {
  readonly running: number;
  /** Promised executors that never start; undefined where none were promised. */
  readonly pendingForEver?: number;
  readonly refused: boolean;
  readonly slots: number;
  readonly vcpus: number;
  /** vCPUs with exactly one task, with several, with none. */
  readonly oneTask: number;
  readonly severalTasks: number;
  readonly idle: number;
  /** Share of YARN memory that no container holds. */
  readonly strandedMemory: number;
  /** What YARN grants an executor. MiB. */
  readonly grantedMiB?: number;
  /** Of the granted container, and of the heap. MiB; undefined where nothing runs. */
  readonly memoryPerSlotMiB?: number;
  readonly heapPerSlotMiB?: number;
}

export function verdictOn(
  plan: PeerPlan,
  nodes: readonly JudgedNodes[],
  calculator: Calculator,
  got: Outcome,
): Verdict {
  const { cores, memoryMiB } = plan.executor;
  const totalMiB = nodes.reduce((sum, n) => sum + n.count * n.memoryMiB, 0);
  const { grantedMB } = got;
  const runs = got.executors > 0 && grantedMB !== undefined;
  return {
    running: got.executors,
    pendingForEver: plan.promised === undefined ? undefined : Math.max(0, plan.promised - got.executors),
    refused: got.refused,
    slots: got.executors * cores,
    ...tasksOnVcpus(runs ? spread(nodes, calculator, grantedMB, cores, got.executors) : [], nodes),
    strandedMemory: 1 - got.allocatedMB / totalMiB,
    grantedMiB: runs ? grantedMB : undefined,
    memoryPerSlotMiB: runs ? grantedMB / cores : undefined,
    heapPerSlotMiB: runs ? memoryMiB / cores : undefined,
  };
}

/** Nodes of one kind with so many task slots each. */
interface Loaded {
  readonly count: number;
  readonly slots: number;
  readonly vcpus: number;
}

/**
 * Executors over nodes as evenly as their vCPUs allow. On a full cluster there is no other way; on one that is not, heartbeats decide, and
 * here no node has more task slots than vCPUs while another has free vCPUs for an executor.
 */
function spread(
  nodes: readonly JudgedNodes[],
  calculator: Calculator,
  grantedMiB: number,
  cores: number,
  executors: number,
): Loaded[] {
  const places = nodes.flatMap((node, kind) => {
    const byMemory = Math.floor(node.memoryMiB / grantedMiB);
    const most = calculator === 'default' ? byMemory : Math.min(byMemory, Math.floor(node.yarnVcores / cores));
    return Array.from({ length: most }, (_, i) => ({ kind, count: node.count, load: ((i + 1) * cores) / node.vcpus }));
  });
  const full = nodes.map(() => 0);
  const partly: { kind: number; nodes: number }[] = [];
  let left = executors;
  for (const { kind, count } of places.sort((a, b) => a.load - b.load)) {
    if (left >= count) full[kind] = (full[kind] ?? 0) + 1;
    else if (left > 0) partly.push({ kind, nodes: left });
    left = Math.max(0, left - count);
  }
  return nodes.flatMap(({ count, vcpus }, kind) => {
    const onAll = full[kind] ?? 0;
    const one = partly.find((p) => p.kind === kind)?.nodes ?? 0;
    return [
      { count: count - one, slots: onAll * cores, vcpus },
      { count: one, slots: (onAll + 1) * cores, vcpus },
    ];
  });
}

/** The operating system spreads the tasks of a node evenly over its vCPUs. */
function tasksOnVcpus(
  loaded: readonly Loaded[],
  nodes: readonly JudgedNodes[],
): Pick<Verdict, 'vcpus' | 'oneTask' | 'severalTasks' | 'idle'> {
  const total = (figure: (node: Loaded) => number): number =>
    loaded.reduce((sum, node) => sum + node.count * figure(node), 0);
  const vcpus = nodes.reduce((sum, n) => sum + n.count * n.vcpus, 0);
  const severalTasks = total((n) => Math.min(n.vcpus, Math.max(0, n.slots - n.vcpus)));
  const busy = total((n) => Math.min(n.vcpus, n.slots));
  return { vcpus, oneTask: busy - severalTasks, severalTasks, idle: vcpus - busy };
}
