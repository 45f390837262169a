import { describe, expect, test } from 'vitest';
import { FAT, jobArgs, WHOLE_NODES } from '../../../bench/yarn-loop/jobs';
import { NODES } from '../../../bench/yarn-loop/yarn-process';
import { parseScenario, simulated, virtualClock } from '../../../lib/simulator';
import { queryMetric } from '../../../lib/simulator/cloudwatch/query';
import { START_MS } from '../../../lib/simulator/world/create';
import { figuresAt } from '../../../lib/simulator/world/figures';
import type { World } from '../../../lib/simulator/world/types';
import type { Calculator } from '../../../lib/yarn';
import { recordingOf } from './recorded-cluster';

const MINUTE = 60_000;

/** The bench's cluster and job in the simulator, in full swing. */
function simulatedRun(calculator: Calculator, args: readonly string[], cpuPerTask = 1): World {
  const clock = virtualClock(START_MS);
  const { world } = simulated(
    parseScenario({
      schemaVersion: 1,
      name: 'the bench',
      release: 'emr-7.9.0',
      nodes: [{ instanceType: NODES.instanceType, count: NODES.count }],
      calculator,
      steps: [{ name: 'latency-bound', args, work: { slotHours: 100, cpuPerTask } }],
    }),
    clock,
  );
  clock.moveTo(START_MS + 40 * MINUTE);
  return world();
}

function agentFigure(world: World, name: string): number | undefined {
  const primary = world.cluster.instances.find(({ role }) => role === 'MASTER')!;
  const dimensions = {
    'cluster.id': world.cluster.id,
    'instance.id': primary.ec2InstanceId,
    'node.type': 'master',
    'service.name': 'hadoop-yarn-resourcemanager',
  };
  const metric = { namespace: 'CWAgent', name, dimensions };
  const query = {
    metric,
    periodMs: MINUTE,
    statistic: 'Average',
    startMs: START_MS + 30 * MINUTE,
    endMs: START_MS + 31 * MINUTE,
  } as const;
  return queryMetric(world, query)[0]?.value;
}

describe('seen on a real ResourceManager', () => {
  const { samples: dominant, machineCores: shared } = recordingOf('loop-dominant');

  test('used vcores are cut to a whole number on each node: in the samples, and in the simulator', () => {
    // Each of the four nodes reports the machine's cores as its own.
    const cut = (share: number): number => Math.floor(Math.min(1, share) * NODES.vcores);
    const differing = dominant.filter(({ nodeCpu, utilizedVirtualCores }) => {
      const shares = nodeCpu.map(({ machineCores }) => machineCores / shared);
      return utilizedVirtualCores !== shares.reduce((sum, share) => sum + cut(share), 0);
    });
    // The sum and the nodes are two answers of the ResourceManager, between which a node may report.
    expect(differing.length).toBeLessThan(dominant.length / 50);
    // 7 tasks on each node that use 0.99 of a vCPU are 6.93 vcores.
    expect(agentFigure(simulatedRun('dominant', jobArgs(FAT, 28), 0.99), 'ClusterMetrics.UtilizedVirtualCores')).toBe(
      4 * 6,
    );
  });

  test('a cluster without a megabyte left shows no vcore available under the default calculator', () => {
    const full = recordingOf('loop-default').samples.find(({ allocatedMB, totalMB }) => allocatedMB === totalMB)!;
    expect(full).toMatchObject({ allocatedVirtualCores: 4, totalVirtualCores: 4, vcoresAcrossPartition: 64 });
    const world = simulatedRun('default', jobArgs(WHOLE_NODES, 21));
    expect(agentFigure(world, 'QueueMetrics.root.AllocatedVCores')).toBe(full.allocatedVirtualCores);
    expect(agentFigure(world, 'QueueMetrics.root.AvailableVCores')).toBe(
      full.totalVirtualCores - full.allocatedVirtualCores,
    );
  });

  test('one with memory left shows the vcores that are left, under either calculator', () => {
    const seen = dominant.find(({ allocatedMB }) => allocatedMB === 95_616)!;
    const left = seen.totalVirtualCores - seen.allocatedVirtualCores;
    expect(agentFigure(simulatedRun('dominant', jobArgs(FAT, 28)), 'QueueMetrics.root.AvailableVCores')).toBe(left);
    expect(agentFigure(simulatedRun('default', jobArgs(FAT, 28)), 'QueueMetrics.root.AvailableVCores')).toBe(64 - 5);
  });

  test('executors are asked for in requests that double each second, until every task has a slot', () => {
    const { steps } = recordingOf('loop-dominant');
    const tasks = Number(steps[0]!.request.args.at(-3));
    const wanted = Math.ceil(tasks / FAT.cores);
    const asked = dominant
      .filter(({ atMs }) => atMs > steps[0]!.startedMs! + MINUTE)
      .map(({ containers, pending }) => containers - 1 + pending)
      .filter((count) => count > 0);
    // Tasks that have ended are no longer asked for.
    const full = asked.findIndex((count) => count > 0.9 * wanted);
    expect(full).toBeGreaterThan(3);
    expect(asked.slice(0, full).filter((count) => !Number.isInteger(Math.log2(count + 1)))).toEqual([]);

    const args = ['spark-submit', '--conf', `spark.sql.shuffle.partitions=${tasks}`, ...jobArgs(FAT, tasks).slice(1)];
    const world = simulatedRun('dominant', args);
    const { plan, startedMs } = world.steps[0]!.run!;
    const begins = startedMs + (plan.kind === 'runs' ? plan.demandStartsMs : 0);
    const seen = Array.from({ length: 12 }, (_, second) => {
      const { containers, pendingContainers } = figuresAt(world, begins + second * 1000);
      return containers - 1 + pendingContainers;
    });
    expect(seen).toEqual(Array.from({ length: 12 }, (_, second) => Math.min(wanted, 2 ** second - 1)));
  });

  test('a client-mode application whose driver was signalled counts as completed', () => {
    const { root, steps, applications, samples } = recordingOf('loop-dominant');
    expect(steps.find(({ id }) => id === root)?.state).toBe('CANCELLED');
    expect(applications[0]).toMatchObject({ state: 'FINISHED', finalStatus: 'SUCCEEDED' });
    expect(samples.at(-1)).toMatchObject({ appsKilled: 0, appsFailed: 0, appsRunning: 0 });
  });
});
