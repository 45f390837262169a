import type { TraceClass } from './classes';
import {
  blipOfDemand,
  busyCpu,
  changingStages,
  coresRaised,
  driverBound,
  fatLooking,
  full,
  fullAnd,
  growing,
  light,
  longEnd,
  memoryHeavy,
  metricsThatStop,
  multiThreaded,
  nearlyDone,
  neighbour,
  oversubscribed,
  ownSparkConf,
  slowWarmUp,
  tail,
  waitingCpu,
} from './healthy-traces';
import { alternating, askedForMore } from './hostile-traces';
import { balancedSetting, between, type Dice, fatSetting, wandering } from './trace';

/** Full until a turn, at which a window that decides cannot be filled yet: of five points, or of minutes. */
const TAILS = [
  {
    name: 'skew: a few tasks hold fat static executors',
    make: (latestTurn: number) => (dice: Dice) => tail(dice, false, fatSetting, latestTurn),
  },
  {
    name: 'long tail, static executors',
    make: (latestTurn: number) => (dice: Dice) => tail(dice, false, balancedSetting, latestTurn),
  },
  {
    name: 'long tail, dynamic executors',
    make: (latestTurn: number) => (dice: Dice) => tail(dice, true, fatSetting, latestTurn),
  },
];

export const HEALTHY: readonly TraceClass[] = [
  { name: 'full and busy', make: fullAnd(busyCpu) },
  { name: 'full, waiting for I/O', make: fullAnd(waitingCpu) },
  ...TAILS.map((one) => ({ ...one, make: one.make(25), isMinutely: false })),
  ...TAILS.map((one) => ({ name: `${one.name}, seen every minute`, make: one.make(17), isMinutely: true })),
  { name: 'driver-bound, static executors', make: (dice) => driverBound(dice, false) },
  { name: 'driver-bound, dynamic executors', make: (dice) => driverBound(dice, true) },
  { name: 'warm-up of up to 40 minutes', make: slowWarmUp },
  {
    name: 'resize: half of the nodes come later',
    make: (dice) => growing(dice, () => between(dice, 0, 1), between(dice, 0.2, 0.6)),
  },
  { name: 'managed scaling', make: (dice) => growing(dice, () => between(dice, 1, 8), between(dice, 0.2, 0.8)) },
  { name: 'several applications', make: (dice) => neighbour(dice, () => 999, longEnd(dice)) },
  {
    name: 'a notebook that leaves, and the step ends soon',
    make: (dice) => neighbour(dice, (endsAt) => endsAt - between(dice, 5, 19), between(dice, 40, 80)),
  },
  {
    name: 'a neighbour that has just gone',
    make: (dice) => neighbour(dice, (endsAt) => endsAt - between(dice, 1, 12), between(dice, 40, 80)),
  },
  { name: 'two steps', make: (dice) => neighbour(dice, () => 999, longEnd(dice), 2) },
  { name: 'over-subscribed, default calculator', make: (dice) => oversubscribed(dice, 'default', busyCpu) },
  { name: 'over-subscribed, calculator unknown', make: (dice) => oversubscribed(dice, undefined, waitingCpu) },
  {
    name: 'fat, default calculator, nobody serves evidence',
    make: (dice) => ({ ...fatLooking(dice), calculator: 'default' }),
  },
  {
    name: 'fat, calculator unknown, nobody serves evidence',
    make: (dice) => ({ ...fatLooking(dice), calculator: undefined }),
  },
  { name: 'light', make: light },
  {
    name: 'fat but busy',
    make: (dice) => {
      const setting = fatSetting(dice);
      return { ...setting, endsAt: longEnd(dice), at: full(setting, wandering(dice, between(dice, 0.6, 0.9), 0.09)) };
    },
  },
  { name: 'fat without demand', make: (dice) => fatLooking(dice, { pending: 0 }) },
  { name: 'changing stages', make: changingStages },
  { name: 'own SparkConf', make: ownSparkConf },
  { name: 'metrics that stop', make: metricsThatStop },
  { name: 'multi-threaded tasks with a dip of the CPU', make: multiThreaded },
  { name: 'one blip of demand', make: blipOfDemand },
  { name: 'cores raised in code, busy', make: (dice) => coresRaised(dice, false) },
  { name: 'cores raised in code, waiting for I/O, evidence served', make: (dice) => coresRaised(dice, true) },
  { name: 'memory-heavy tasks, evidence served', make: memoryHeavy },
  { name: 'fat but nearly done, evidence served', make: nearlyDone },
];

/** Nothing but Spark tells these from fat ones: counted, and no promise. */
export const INDISTINCT: readonly TraceClass[] = [
  { name: 'memory-heavy tasks, nobody serves evidence', make: (dice) => fatLooking(dice) },
  { name: 'cores raised in code, waiting for I/O, nobody serves evidence', make: (dice) => fatLooking(dice) },
  {
    name: 'stranded and busy in turns of a few minutes, seen every five',
    make: alternating,
    isMinutely: false,
  },
  {
    name: 'more static executors asked for than fit, tasks on part of their cores, nobody serves evidence',
    make: (dice) => askedForMore(dice, 0.35, 0.6),
  },
];
