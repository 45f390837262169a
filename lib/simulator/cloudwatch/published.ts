import type { Capacity } from '../job/capacity';
import { own } from '../own';
import { askedVcoresAt, type Figures } from '../world/figures';
import { nodesAt } from '../world/nodes';
import type { InstanceGroup, World } from '../world/types';
import type { MetricId, Series } from './types';

const FIVE_MINUTES_MS = 5 * 60_000;

/** A function that gives the figures of one moment. */
export type FiguresOf = (atMs: number) => Figures;

/** CPU is averaged over its period from this many equally spaced moments. */
const CPU_SAMPLES = 10;

/** The series of a metric in this world; undefined for a metric that is not published, which has no points. */
export function findSeries(world: World, metric: MetricId, figuresFor: FiguresOf): Series | undefined {
  switch (metric.namespace) {
    case 'AWS/ElasticMapReduce':
      return clusterSeries(world, metric, figuresFor);
    case 'AWS/EC2':
      return cpuSeries(world, metric, figuresFor);
    case 'CWAgent':
      return agentSeries(world, metric, figuresFor);
    default:
      return undefined;
  }
}

const killed = (f: Figures): number => f.appsSubmitted - f.appsRunning - f.appsCompleted - f.appsFailed;

const EMR_METRICS: Readonly<Record<string, (f: Figures, w: World, atMs: number) => number>> = {
  MemoryTotalMB: (f) => f.totalMB,
  MemoryAllocatedMB: (f) => f.allocatedMB,
  MemoryAvailableMB: (f) => f.totalMB - f.allocatedMB,
  MemoryReservedMB: () => 0,
  YARNMemoryAvailablePercentage: (f) => (100 * (f.totalMB - f.allocatedMB)) / f.totalMB,
  ContainerAllocated: (f) => f.containers,
  ContainerReserved: () => 0,
  ContainerPending: (f) => f.pendingContainers,
  ContainerPendingRatio: (f) => (f.containers === 0 ? f.pendingContainers : f.pendingContainers / f.containers),
  AppsSubmitted: (f) => f.appsSubmitted,
  AppsRunning: (f) => f.appsRunning,
  AppsPending: () => 0,
  AppsCompleted: (f) => f.appsCompleted,
  AppsFailed: (f) => f.appsFailed,
  AppsKilled: killed,
  CoreNodesRunning: (_, w, at) => countNodes(w, at, 'CORE', ({ running }) => running),
  CoreNodesPending: (_, w, at) => countNodes(w, at, 'CORE', missing),
  TaskNodesRunning: (_, w, at) => countNodes(w, at, 'TASK', ({ running }) => running),
  TaskNodesPending: (_, w, at) => countNodes(w, at, 'TASK', missing),
  MRTotalNodes: (f) => f.nodes,
  MRActiveNodes: (f) => f.nodes,
  MRLostNodes: () => 0,
  MRUnhealthyNodes: () => 0,
  MRDecommissionedNodes: () => 0,
  MRRebootedNodes: () => 0,
  IsIdle: (f) => (f.idle ? 1 : 0),
};

function clusterSeries(world: World, { name, dimensions }: MetricId, figuresFor: FiguresOf): Series | undefined {
  const value = own(EMR_METRICS, name);
  if (value === undefined || !isEqual(dimensions, { JobFlowId: world.cluster.id })) return undefined;
  return { periodMs: FIVE_MINUTES_MS, valueAt: (at) => value(figuresFor(at), world, at) };
}

function cpuSeries(world: World, { name, dimensions }: MetricId, figuresFor: FiguresOf): Series | undefined {
  const { instances, instanceGroups } = world.cluster;
  const instance = instances.find((i) => i.ec2InstanceId === dimensions.InstanceId);
  if (name !== 'CPUUtilization' || instance === undefined || Object.keys(dimensions).length !== 1) return undefined;
  // The primary's own load is not modelled. The other groups stand in the order of `capacity.groups`.
  const worker = instanceGroups.filter((g) => g.role !== 'MASTER').findIndex((g) => g.id === instance.groupId);
  const percentAt = (at: number): number => {
    const group = nodesAt(world, at).capacity.groups[worker];
    if (group === undefined || group.count === 0) return 0;
    return (100 * (figuresFor(at).busyVcpus[worker] ?? 0)) / (group.count * group.vcpus);
  };
  const step = FIVE_MINUTES_MS / CPU_SAMPLES;
  const averageOver = (at: number): number => {
    const moments = Array.from({ length: CPU_SAMPLES }, (_, i) => at + i * step + step / 2);
    return moments.reduce((sum, moment) => sum + percentAt(moment), 0) / CPU_SAMPLES;
  };
  return {
    periodMs: FIVE_MINUTES_MS,
    valueAt: (at) => {
      if (at < (instance.fromMs ?? at) || at >= (instance.untilMs ?? Number.POSITIVE_INFINITY)) return undefined;
      // All nodes of a group are equally busy.
      return at + FIVE_MINUTES_MS > world.nowMs
        ? averageOver(at)
        : remembered(figuresFor, `${worker},${at}`, () => averageOver(at));
    },
  };
}

/** What a function of figures has been asked for whole periods of the past, which do not change. */
const AVERAGES = new WeakMap<FiguresOf, Map<string, number>>();
const MAX_AVERAGES = 4096;

function remembered(figuresFor: FiguresOf, key: string, compute: () => number): number {
  const known = AVERAGES.get(figuresFor) ?? new Map<string, number>();
  AVERAGES.set(figuresFor, known);
  const value = known.get(key) ?? compute();
  if (known.size >= MAX_AVERAGES) known.clear();
  known.set(key, value);
  return value;
}

const CLUSTER_METRICS: Readonly<Record<string, (f: Figures) => number>> = {
  CapabilityMB: (f) => f.totalMB,
  NumActiveNMs: (f) => f.nodes,
  NumDecommissionedNMs: () => 0,
  NumDecommissioningNMs: () => 0,
  NumLostNMs: () => 0,
  NumUnhealthyNMs: () => 0,
};

const QUEUE_METRICS: Readonly<Record<string, (f: Figures) => number>> = {
  AppsSubmitted: (f) => f.appsSubmitted,
  AppsRunning: (f) => f.appsRunning,
  AppsPending: () => 0,
  AppsCompleted: (f) => f.appsCompleted,
  AppsFailed: (f) => f.appsFailed,
  AppsKilled: killed,
  AllocatedContainers: (f) => f.containers,
  AllocatedMB: (f) => f.allocatedMB,
  AvailableMB: (f) => f.totalMB - f.allocatedMB,
  PendingContainers: (f) => f.pendingContainers,
  PendingMB: (f) => f.pendingMB,
};

const MBEANS: Readonly<Record<string, string>> = {
  ClusterMetrics: 'Hadoop:service=ResourceManager,name=ClusterMetrics',
  'QueueMetrics.root': 'Hadoop:service=ResourceManager,name=QueueMetrics,q0=root',
};

/** Only what the cluster's emr-metrics classification names, on the primary, under all four dimensions. */
function agentSeries(world: World, { name, dimensions }: MetricId, figuresFor: FiguresOf): Series | undefined {
  const asked = agentSettings(world);
  const expected = agentDimensions(world);
  if (asked === undefined || expected === undefined) return undefined;
  const dot = name.lastIndexOf('.');
  const [prefix, attribute] = [name.slice(0, dot), name.slice(dot + 1)];
  const names = own(asked, own(MBEANS, prefix) ?? '')?.split(',') ?? [];
  const value = agentValue(world, prefix, attribute);
  if (!names.includes(attribute) || value === undefined || !isEqual(dimensions, expected)) return undefined;
  const intervalMs = Number(asked['otel.metric.export.interval'] ?? 60_000);
  return { periodMs: intervalMs, valueAt: (at) => value(figuresFor(at), at) };
}

/** What the cluster's emr-metrics classification asks of the ResourceManager. */
function agentSettings({ cluster }: World): Readonly<Record<string, string>> | undefined {
  return cluster.configurations
    .filter((c) => c.classification === 'emr-metrics')
    .flatMap((c) => c.configurations ?? [])
    .find((c) => c.classification === 'emr-hadoop-yarn-resourcemanager-metrics')?.properties;
}

function agentDimensions({ cluster }: World): Readonly<Record<string, string>> | undefined {
  const primary = cluster.instances.find((i) => i.role === 'MASTER');
  return (
    primary && {
      'cluster.id': cluster.id,
      'instance.id': primary.ec2InstanceId,
      'node.type': 'master',
      'service.name': 'hadoop-yarn-resourcemanager',
    }
  );
}

function agentValue(world: World, prefix: string, attribute: string): AgentValue | undefined {
  if (attribute.endsWith('VCores') || attribute.endsWith('VirtualCores')) return vcoreValue(world, prefix, attribute);
  return own(prefix === 'QueueMetrics.root' ? QUEUE_METRICS : CLUSTER_METRICS, attribute);
}

type AgentValue = (figures: Figures, atMs: number) => number;

/** Figures in vcores, counted as `faults.vcoreFigures` says. */
function vcoreValue(world: World, prefix: string, attribute: string): AgentValue | undefined {
  const counted = world.faults.vcoreFigures;
  if (counted === 'absent') return undefined;
  const times = counted === 'doubled' ? 2 : 1;
  const allocated = (f: Figures, atMs: number): number => {
    if (counted === 'containers') return f.containers;
    return counted === 'calculator' ? f.allocatedVcores : askedVcoresAt(world, atMs);
  };
  switch (`${prefix}.${attribute}`) {
    case 'ClusterMetrics.CapabilityVirtualCores':
      return (f) => f.totalVcores * times;
    case 'ClusterMetrics.UtilizedVirtualCores':
      return (f, atMs) => utilizedOn(nodesAt(world, atMs).capacity.groups, f, times);
    case 'QueueMetrics.root.AllocatedVCores':
      return allocated;
    case 'QueueMetrics.root.AvailableVCores':
      return (f, atMs) => availableVcores(world, f, f.totalVcores * times - allocated(f, atMs));
    case 'QueueMetrics.root.PendingVCores':
      return (f) => f.pendingVcores;
    default:
      return undefined;
  }
}

const utilizedOn = (groups: Capacity['groups'], { busyVcpus }: Figures, times: number): number =>
  groups.reduce(
    (sum, { count, vcpus, vcores }, i) =>
      sum + (count === 0 ? 0 : count * utilizedVcores((busyVcpus[i] ?? 0) / (count * vcpus), vcores * times)),
    0,
  );

/**
 * The default calculator compares by memory alone: what has no memory left has no vcores left, and a full cluster shows all of its few
 * vcores in use. A real one with 4 containers showed 4 allocated and 0 available of 64 (docs/real-yarn.md).
 */
function availableVcores(world: World, f: Figures, left: number): number {
  const noneLeft = world.cluster.capacity.calculator === 'default' && f.allocatedMB >= f.totalMB;
  return noneLeft ? 0 : left;
}

/**
 * Vcores that the ResourceManager counts as used on one node: the node manager reports a share of the node, and each node's product is cut
 * to a whole number. Four nodes of 16 vcores at 99.7 % were shown as 60 of 64 (docs/real-yarn.md).
 */
function utilizedVcores(share: number, vcores: number): number {
  // A share of 7/16 is 7 cores, not 6, whatever the last bit of a quotient says.
  return Math.floor(share * vcores + 1e-9);
}

/** Nodes that a group waits for. */
const missing = ({ requested, running }: InstanceGroup): number => Math.max(0, requested - running);

function countNodes(
  world: World,
  atMs: number,
  role: InstanceGroup['role'],
  count: (group: InstanceGroup) => number,
): number {
  return nodesAt(world, atMs)
    .instanceGroups.filter((group) => group.role === role)
    .reduce((sum, group) => sum + count(group), 0);
}

function isEqual(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

/** Every metric that this world publishes. */
export function publishedMetrics(world: World): MetricId[] {
  const { id, instances } = world.cluster;
  const asked = agentSettings(world) ?? {};
  const agentNames = Object.entries(MBEANS).flatMap(
    ([prefix, mbean]) =>
      own(asked, mbean)
        ?.split(',')
        .map((attribute) => `${prefix}.${attribute}`) ?? [],
  );
  return [
    ...Object.keys(EMR_METRICS).map((name) => ({
      namespace: 'AWS/ElasticMapReduce',
      name,
      dimensions: { JobFlowId: id },
    })),
    ...instances.map(({ ec2InstanceId }) => ({
      namespace: 'AWS/EC2',
      name: 'CPUUtilization',
      dimensions: { InstanceId: ec2InstanceId },
    })),
    ...agentNames.map((name) => ({ namespace: 'CWAgent', name, dimensions: agentDimensions(world) ?? {} })),
  ];
}
