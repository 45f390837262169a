import type { MetricPoint } from '../../../../lib/remedy';
import { detail, FAT_POINT, MINUTE, NOW, points, START, stuck } from '../../support';
import type { Case } from '../support';

const root = detail();
const series = (changed: (at: number, i: number) => object | undefined) =>
  points(NOW, 12, FAT_POINT).flatMap((point, i) => {
    const change = changed(point.at, i);
    return change === undefined ? [] : [{ ...point, ...change }];
  });

const lacking = (name: keyof MetricPoint) =>
  stuck({ points: series((_, i) => (i === 9 ? { [name]: undefined } : {})) });
const groups = (...states: string[]) => ({
  at: NOW,
  value: states.map(
    (state) => ({ role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state }) as const,
  ),
});
/** The core fleet of a cluster: types of weight 16 and 32. */
const fleet = (requested: number, running: number, state = 'RUNNING') => ({
  at: NOW,
  value: [{ role: 'CORE', instanceType: '', requested, running, state } as const],
});
/** The nodes of the stuck cluster, some of which joined so many minutes ago. */
const joined = (count: number, minutes: number) => ({
  at: NOW,
  value: {
    primaries: 1,
    workers: Array.from({ length: 82 }, (_, i) => ({
      instanceType: 'r5.4xlarge',
      readyAt: i < count ? NOW - minutes * MINUTE : START - MINUTE,
    })),
  },
});

export const data: readonly Case[] = [
  {
    gate: 'no-data',
    when: 'the cluster could not be read',
    reason: 'the cluster could not be read',
    refuses: stuck({ obs: { cluster: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'the step has not said when it started',
    reason: 'the step has no start time',
    refuses: stuck({ root: detail({ startedAt: undefined }) }),
  },
  {
    gate: 'no-data',
    when: 'the list of steps could not be read',
    reason: 'the list of steps could not be read to its end',
    refuses: stuck({ obs: { scan: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'the instances could not be read',
    reason: 'the instances could not be read',
    refuses: stuck({ obs: { instances: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'no point counts containers',
    reason: 'the newest point lacks memory or container figures',
    refuses: stuck({ point: { containersAllocated: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'no point says what is pending',
    reason: 'the newest point lacks the pending containers',
    refuses: stuck({ point: { containersPending: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'a point of the window does not say what is pending',
    reason: '1 of the last 5 points of pending containers is missing',
    refuses: lacking('containersPending'),
  },
  {
    gate: 'no-data',
    when: 'a point of the window does not say how busy the CPU is',
    reason: '1 of the last 5 points of the CPU is missing',
    refuses: lacking('cpuUtilisation'),
  },
  {
    gate: 'no-data',
    when: 'the metrics could not be read',
    reason: 'the metrics could not be read',
    refuses: stuck({ obs: { metrics: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'CloudWatch is empty',
    reason: 'CloudWatch has no figures of this cluster',
    refuses: stuck({ points: [] }),
  },
  {
    gate: 'no-data',
    when: 'two points of the window are missing',
    reason: '2 of the last 5 points are missing',
    refuses: stuck({ points: series((_, i) => (i === 8 || i === 9 ? undefined : {})) }),
  },
  {
    gate: 'no-data',
    when: 'a point of the window has no containers',
    reason: '1 of the last 5 points is missing',
    refuses: stuck({ points: series((_, i) => (i === 9 ? { containersAllocated: undefined } : {})) }),
    passes: stuck({ points: series((_, i) => (i === 6 ? { containersAllocated: undefined } : {})) }),
  },
  {
    gate: 'no-data',
    when: 'the CPU is not measured',
    reason: 'the CPU of core and task nodes is not measured',
    refuses: stuck({ point: { cpuUtilisation: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'the step could not be read',
    reason: 'the step could not be read',
    refuses: stuck({ obs: { root: undefined } }),
  },
  {
    gate: 'no-data',
    when: 'the list of steps is cut off',
    reason: 'the list of steps could not be read to its end',
    refuses: stuck({ obs: { scan: { at: NOW, value: { steps: [root], complete: false } } } }),
  },
  {
    gate: 'no-data',
    when: 'an instance type is not known',
    reason: 'the instance types are not known: unknown-instance-type',
    refuses: stuck({ nodes: ['r5.4xlarge', 'x99.huge'] }),
  },
  {
    gate: 'no-data',
    when: 'no worker runs',
    reason: 'no core or task node is running',
    refuses: stuck({ nodes: [] }),
  },
  {
    gate: 'stale-data',
    when: 'the newest point ended more than 20 minutes ago',
    reason: 'the newest point ended 25 min ago, more than 20 min',
    refuses: stuck({ points: points(NOW - 25 * MINUTE, 12, FAT_POINT) }),
    passes: stuck({ points: points(NOW - 20 * MINUTE, 12, FAT_POINT) }),
  },
  {
    gate: 'warm-up',
    when: 'the window reaches into the first ten minutes',
    reason: "1 of the last 5 points lies within the step's first 10 min",
    refuses: stuck({ root: detail({ startedAt: START + 6 * MINUTE }) }),
    passes: stuck({ root: detail({ startedAt: START + 5 * MINUTE }) }),
  },
  {
    gate: 'warm-up',
    when: 'two points of the window lie in the first ten minutes',
    reason: "2 of the last 5 points lie within the step's first 10 min",
    refuses: stuck({ root: detail({ startedAt: START + 11 * MINUTE }) }),
  },
  {
    gate: 'resize',
    when: 'nodes are still being added',
    reason: '82 of 90 CORE instances are running',
    refuses: stuck({
      obs: {
        groups: {
          at: NOW,
          value: [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 90, running: 82, state: 'RUNNING' }],
        },
      },
    }),
  },
  {
    gate: 'resize',
    when: 'the groups could not be read',
    reason: 'the instance groups could not be read',
    refuses: stuck({ obs: { groups: undefined } }),
  },
  {
    gate: 'resize',
    when: 'one of the groups is resizing',
    reason: 'an instance group is being changed',
    refuses: stuck({ obs: { groups: groups('RUNNING', 'RESIZING') } }),
    passes: stuck({ obs: { groups: groups('RUNNING', 'RUNNING') } }),
  },
  {
    gate: 'resize',
    when: 'a group is being reconfigured',
    reason: 'an instance group is being changed',
    refuses: stuck({ obs: { groups: groups('RECONFIGURING') } }),
  },
  {
    gate: 'resize',
    when: 'a node joined less than a quarter of an hour ago',
    reason: '1 node joined within 15 min before the newest figures, or since',
    refuses: stuck({ obs: { instances: joined(1, 14) } }),
    passes: stuck({ obs: { instances: joined(1, 15) } }),
  },
  {
    gate: 'resize',
    when: 'a node joined less than a quarter of an hour before figures that come late',
    refuses: stuck({ points: points(NOW - 10 * MINUTE, 12, FAT_POINT), obs: { instances: joined(1, 24) } }),
    passes: stuck({ points: points(NOW - 10 * MINUTE, 12, FAT_POINT), obs: { instances: joined(1, 25) } }),
  },
  {
    gate: 'resize',
    when: 'two nodes joined less than a quarter of an hour ago',
    reason: '2 nodes joined within 15 min before the newest figures, or since',
    refuses: stuck({ obs: { instances: joined(2, 14) } }),
  },
  {
    gate: 'resize',
    when: 'the memory of the cluster changed within the window',
    reason: 'the YARN memory of the cluster changed within the window',
    refuses: stuck({ points: series((_, i) => (i === 8 ? { memoryTotalMB: 10_300_000 } : {})) }),
    passes: stuck({ points: series((_, i) => (i === 8 ? { memoryTotalMB: 10_100_000 } : {})) }),
  },
  {
    gate: 'resize',
    when: 'the memory of the cluster shrank within the window',
    refuses: stuck({ points: series((_, i) => (i === 8 ? { memoryTotalMB: 9_900_000 } : {})) }),
    passes: stuck({ points: series((_, i) => (i === 6 ? { memoryTotalMB: 9_900_000 } : {})) }),
  },
  {
    gate: 'resize',
    when: 'a fleet has less than its target; one that its last node took beyond it is at rest',
    reason: '64 of 80 CORE units are provisioned',
    refuses: stuck({ cluster: { usesInstanceFleets: true }, obs: { groups: fleet(80, 64) } }),
    passes: stuck({ cluster: { usesInstanceFleets: true }, obs: { groups: fleet(80, 96) } }),
  },
  {
    gate: 'resize',
    when: 'a fleet is being resized',
    reason: 'an instance fleet is being changed',
    refuses: stuck({ cluster: { usesInstanceFleets: true }, obs: { groups: fleet(80, 96, 'RESIZING') } }),
  },
  {
    gate: 'resize',
    when: 'the fleets of a cluster could not be read',
    reason: 'the instance fleets could not be read',
    refuses: stuck({ cluster: { usesInstanceFleets: true }, obs: { groups: undefined } }),
  },
];
