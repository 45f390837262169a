import { detail, FAT_POINT, MINUTE, NOW, points, START, stuck } from '../../support';
import type { Case } from '../support';

const root = detail();
const series = (changed: (at: number, i: number) => object | undefined) =>
  points(NOW, 12, FAT_POINT).flatMap((point, i) => {
    const change = changed(point.at, i);
    return change === undefined ? [] : [{ ...point, ...change }];
  });

export const data: readonly Case[] = [
  { gate: 'no-data', when: 'the metrics could not be read', refuses: stuck({ obs: { metrics: undefined } }) },
  { gate: 'no-data', when: 'CloudWatch is empty', refuses: stuck({ points: [] }) },
  {
    gate: 'no-data',
    when: 'a point of the window is missing',
    refuses: stuck({ points: series((_, i) => (i === 9 ? undefined : {})) }),
  },
  {
    gate: 'no-data',
    when: 'a point of the window has no containers',
    refuses: stuck({ points: series((_, i) => (i === 9 ? { containersAllocated: undefined } : {})) }),
    passes: stuck({ points: series((_, i) => (i === 6 ? { containersAllocated: undefined } : {})) }),
  },
  { gate: 'no-data', when: 'the CPU is not measured', refuses: stuck({ point: { cpuUtilisation: undefined } }) },
  { gate: 'no-data', when: 'the step could not be read', refuses: stuck({ obs: { root: undefined } }) },
  {
    gate: 'no-data',
    when: 'the list of steps is cut off',
    refuses: stuck({ obs: { scan: { at: NOW, value: { steps: [root], complete: false } } } }),
  },
  { gate: 'no-data', when: 'an instance type is not known', refuses: stuck({ nodes: ['r5.4xlarge', 'x99.huge'] }) },
  { gate: 'no-data', when: 'no worker runs', refuses: stuck({ nodes: [] }) },
  {
    gate: 'stale-data',
    when: 'the newest point ended more than 20 minutes ago',
    refuses: stuck({ points: points(NOW - 25 * MINUTE, 12, FAT_POINT) }),
    passes: stuck({ points: points(NOW - 20 * MINUTE, 12, FAT_POINT) }),
  },
  {
    gate: 'warm-up',
    when: 'the window reaches into the first ten minutes',
    refuses: stuck({ root: detail({ startedAt: START + 6 * MINUTE }) }),
  },
  {
    gate: 'resize',
    when: 'nodes are still being added',
    refuses: stuck({
      obs: {
        groups: {
          at: NOW,
          value: [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 90, running: 82, state: 'RUNNING' }],
        },
      },
    }),
  },
  { gate: 'resize', when: 'the groups could not be read', refuses: stuck({ obs: { groups: undefined } }) },
  {
    gate: 'resize',
    when: 'a group is resizing',
    refuses: stuck({
      obs: {
        groups: {
          at: NOW,
          value: [{ role: 'CORE', instanceType: 'r5.4xlarge', requested: 82, running: 82, state: 'RESIZING' }],
        },
      },
    }),
  },
  {
    gate: 'resize',
    when: 'a node joined a quarter of an hour ago',
    refuses: stuck({
      obs: {
        instances: {
          at: NOW,
          value: {
            primaries: 1,
            workers: Array.from({ length: 82 }, (_, i) => ({
              instanceType: 'r5.4xlarge',
              readyAt: i === 0 ? NOW - 14 * MINUTE : START - MINUTE,
            })),
          },
        },
      },
    }),
    passes: stuck({
      obs: {
        instances: {
          at: NOW,
          value: {
            primaries: 1,
            workers: Array.from({ length: 82 }, (_, i) => ({
              instanceType: 'r5.4xlarge',
              readyAt: i === 0 ? NOW - 15 * MINUTE : START - MINUTE,
            })),
          },
        },
      },
    }),
  },
  {
    gate: 'resize',
    when: 'the memory of the cluster changed within the window',
    refuses: stuck({ points: series((_, i) => (i === 8 ? { memoryTotalMB: 10_300_000 } : {})) }),
  },
  {
    gate: 'resize',
    when: 'the cluster has instance fleets',
    refuses: stuck({ cluster: { usesInstanceFleets: true } }),
  },
];
