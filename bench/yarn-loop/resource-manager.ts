/** The ResourceManager's figures at one moment, as its REST API gives them. YARN's MB are MiB. */
export interface YarnFigures {
  readonly totalMB: number;
  readonly allocatedMB: number;
  /** `totalClusterResourcesAcrossPartition`: `totalVirtualCores` counts containers under the default calculator. */
  readonly vcoresAcrossPartition: number;
  readonly totalVirtualCores: number;
  readonly allocatedVirtualCores: number;
  readonly utilizedVirtualCores: number;
  readonly containers: number;
  readonly pending: number;
  readonly appsRunning: number;
  readonly appsSubmitted: number;
  readonly appsCompleted: number;
  readonly appsFailed: number;
  readonly appsKilled: number;
  readonly nodes: number;
  /** Of each node: share of its vcores that its containers use, 0 to 1, and cores of the machine in use as the node reports them. */
  readonly nodeCpu: readonly { readonly containers: number; readonly machineCores: number }[];
}

export interface YarnApplication {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly finalStatus: string;
  readonly startedTime: number;
  readonly finishedTime: number;
  readonly applicationTags: string;
}

/** One answer of the ResourceManager may take this long before it counts as none. */
const TIMEOUT_MS = 5000;

/** @throws where the ResourceManager does not answer */
export async function readFigures(web: string, vcoresOfNode: number): Promise<YarnFigures> {
  const [metrics, nodes] = await Promise.all([get(`${web}/ws/v1/cluster/metrics`), get(`${web}/ws/v1/cluster/nodes`)]);
  const m = metrics.clusterMetrics as Record<string, number> & {
    totalClusterResourcesAcrossPartition: { readonly vCores: number };
  };
  const list = (nodes.nodes as { node?: { resourceUtilization?: Utilization }[] } | null)?.node ?? [];
  return {
    totalMB: number(m.totalMB),
    allocatedMB: number(m.allocatedMB),
    vcoresAcrossPartition: m.totalClusterResourcesAcrossPartition.vCores,
    totalVirtualCores: number(m.totalVirtualCores),
    allocatedVirtualCores: number(m.allocatedVirtualCores),
    utilizedVirtualCores: number(m.utilizedVirtualCores),
    containers: number(m.containersAllocated),
    pending: number(m.containersPending),
    appsRunning: number(m.appsRunning),
    appsSubmitted: number(m.appsSubmitted),
    appsCompleted: number(m.appsCompleted),
    appsFailed: number(m.appsFailed),
    appsKilled: number(m.appsKilled),
    nodes: number(m.activeNodes),
    nodeCpu: list.map(({ resourceUtilization: u }) => ({
      containers: (u?.containersCPUUsage ?? 0) / vcoresOfNode,
      machineCores: u?.nodeCPUUsage ?? 0,
    })),
  };
}

/** Oldest first. */
export async function readApplications(web: string): Promise<YarnApplication[]> {
  const { apps } = (await get(`${web}/ws/v1/cluster/apps`)) as { apps: { app?: YarnApplication[] } | null };
  return (apps?.app ?? [])
    .map(({ id, name, state, finalStatus, startedTime, finishedTime, applicationTags }) => {
      return { id, name, state, finalStatus, startedTime, finishedTime, applicationTags };
    })
    .sort((a, b) => a.startedTime - b.startedTime);
}

interface Utilization {
  readonly nodeCPUUsage?: number;
  readonly containersCPUUsage?: number;
}

async function get(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the ResourceManager answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}

function number(value: number | undefined): number {
  if (typeof value !== 'number') throw new Error('the ResourceManager left a figure out');
  return value;
}
