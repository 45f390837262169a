import type { TraceClass } from './classes';
import { driverBound, full, fullAnd, longEnd } from './healthy-traces';
import {
  alignedSpikes,
  alternating,
  askedForMore,
  askedForMoreServed,
  balancedFull,
  barrier,
  fatLate,
  gapsInDemand,
  gapsInMetrics,
  heldExecutors,
  labelled,
  leaving,
  preempted,
  queueLimit,
  someCoresLeft,
  speculativeTail,
  spikesBeside,
  sqlServer,
  twoCpusATask,
  twoTypes,
  wholeNodes,
} from './hostile-traces';
import { between, fatSetting, wandering, whole } from './trace';

/** Healthy steps that are built against the rules: each with what makes it healthy, whatever the figures look like. */
export const HOSTILE: readonly TraceClass[] = [
  {
    name: 'stranded and busy in turns, seen every minute',
    reason: 'at least half of the time the cores are busy: twice the task slots would save a quarter of it at most',
    make: alternating,
    isMinutely: true,
  },
  {
    name: 'demand in turns',
    reason: 'at least half of the time nothing waits for a core',
    make: gapsInDemand,
  },
  {
    name: 'spikes of demand every 3, 4, 6, 7 or 8 minutes',
    reason: 'nothing waits for a core most of the time; how EMR samples every fifth minute makes of it what it likes',
    make: spikesBeside,
  },
  {
    name: 'demand in the first minute of every five',
    reason: 'four minutes of five nothing waits for a core, although EMR may see nothing but the fifth',
    make: alignedSpikes,
  },
  {
    name: 'full and waiting, 1 to 3 nodes',
    reason: 'the executors hold the cores',
    make: (dice) => balancedFull(dice, whole(dice, 1, 3)),
  },
  {
    name: 'full and waiting, 150 to 400 nodes',
    reason: 'the executors hold the cores',
    make: (dice) => balancedFull(dice, whole(dice, 150, 400)),
  },
  { name: 'whole-node executors, waiting', reason: 'the executors hold the cores', make: wholeNodes },
  {
    name: 'executors that leave some cores',
    reason: 'fewer than twice the task slots would fit, and what is done would be done again',
    make: someCoresLeft,
  },
  {
    name: 'two instance types, made for the smaller',
    reason: 'the executors hold the cores of both types; memory is what the larger leaves',
    make: twoTypes,
  },
  { name: 'two CPUs a task', reason: 'each task works with two threads, and its setting says so', make: twoCpusATask },
  {
    name: 'idle executors that hold cached data',
    reason: 'what is cached would be lost, and nothing waits for a core',
    make: (dice) => heldExecutors(dice, 'spark.dynamicAllocation.enabled'),
  },
  {
    name: 'idle executors that hold shuffle files',
    reason: 'they would be lost, and nothing waits for a core',
    make: (dice) => heldExecutors(dice, 'spark.dynamicAllocation.shuffleTracking.enabled'),
  },
  {
    name: 'more static executors asked for than fit, the driver works',
    reason: 'pending containers wait for nothing: the executors that run have no tasks',
    make: (dice) => askedForMore(dice, 0, 0.1),
  },
  {
    name: 'more static executors asked for than fit, a small batch now and then',
    reason: 'the executors that run have no tasks most of the time',
    make: (dice) => askedForMore(dice, 0.05, 0.15),
  },
  {
    name: 'more static executors asked for than fit, few tasks, evidence served',
    reason: 'Spark says that no task waits for a slot',
    make: askedForMoreServed,
  },
  {
    name: 'a SQL server',
    reason: 'it never ends by itself, and its clients would lose their sessions',
    make: sqlServer,
  },
  { name: 'a long tail with speculative copies', reason: 'few tasks are left', make: speculativeTail },
  {
    name: 'a barrier stage that waits for its slots',
    reason: 'it waits for ten minutes at most, then its cores are busy',
    make: barrier,
  },
  {
    name: 'busy collecting garbage',
    reason: 'the CPUs are busy; with less memory for a task they would be busier',
    make: (dice) => {
      const setting = fatSetting(dice);
      return { ...setting, endsAt: longEnd(dice), at: full(setting, wandering(dice, between(dice, 0.62, 0.95), 0.08)) };
    },
  },
  { name: 'containers that another queue takes back', reason: 'what is free is not its own to take', make: preempted },
  { name: 'a queue with a limit', reason: 'what is left of the memory belongs to other queues', make: queueLimit },
  {
    name: 'nodes that are being decommissioned',
    reason: 'the cluster is getting smaller',
    make: (dice) => leaving(dice, false),
  },
  {
    name: 'nodes that are lost',
    reason: 'the cluster is getting smaller, before EMR says so',
    make: (dice) => leaving(dice, true),
  },
  {
    name: 'nodes of a label beside',
    reason: 'YARN counts part of the nodes only',
    make: (dice) => labelled(dice, false),
  },
  {
    name: 'executors that ask for a label',
    reason: 'which nodes may hold them is not known',
    make: (dice) => labelled(dice, true),
  },
  { name: 'fat only after an hour', reason: 'how much remains is not known, and an hour would be lost', make: fatLate },
  { name: 'full and waiting, points missing', reason: 'the executors hold the cores', make: gapsInMetrics },
  {
    name: 'driver-bound, static executors, seen every minute',
    reason: 'most of the time the driver works alone',
    make: (dice) => driverBound(dice, false),
    isMinutely: true,
  },
  {
    name: 'full, waiting for I/O, seen every minute',
    reason: 'the executors hold the cores',
    make: fullAnd((dice) => wandering(dice, between(dice, 0.08, 0.35), 0.05)),
    isMinutely: true,
  },
];
