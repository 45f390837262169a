import { briefScenario, parseScenario, type Scenario } from '../../lib/simulator';
import type { DeployMode } from '../../lib/spark';

/** A stuck job and when it is found. */
export interface Job {
  readonly name: string;
  readonly calculator: 'dominant' | 'default';
  readonly mode: DeployMode;
  readonly foundMinutes: number;
  readonly scenario: Scenario;
}

const HOUR = 60;
/** When somebody first looks: at once, or after so many minutes. */
const FOUND = [0, 6 * HOUR + 5];

/** Work by name. 3,700 slot-hours are 6.5 hours on the 574 slots of the fat executors, 14,800 are 26. */
const WORK: Readonly<Record<string, object>> = {
  '6.5 h': { slotHours: 3_700 },
  '26 h': { slotHours: 14_800 },
  '12 h in long waves': { stages: [{ name: 'join', slotHours: 6_900, tasks: 6_000 }] },
  '26 h, three stages': {
    stages: [
      { name: 'read', slotHours: 1_500, tasks: 12_000 },
      { name: 'join', slotHours: 12_000 },
      { name: 'write', slotHours: 1_300, tasks: 4_000 },
    ],
  },
  '13 h, six equal stages': {
    stages: Array.from({ length: 6 }, (_, i) => ({ name: `stage ${i + 1}`, slotHours: 1_240, tasks: 20_000 })),
  },
  '13 h, skewed': { stages: [{ name: 'join', slotHours: 7_400, skew: { tasks: 30, times: 20 } }] },
  '26 h, badly skewed': { stages: [{ name: 'join', slotHours: 14_800, skew: { tasks: 300, times: 30 } }] },
  '26 h, spilling': { slotHours: 12_000, workingSet: { bytesPerTask: 30e9, atPartitions: 60_000 } },
  '20 h, half of it waiting': { slotHours: 11_000, cpuPerTask: 0.5 },
  '26 h, partitions set in code': { slotHours: 14_800, setInCode: { 'spark.sql.shuffle.partitions': '60001' } },
  '26 h, 90 executors set in code': {
    slotHours: 14_800,
    setInCode: { 'spark.dynamicAllocation.maxExecutors': '90' },
  },
  '7 h, the last of two stages short': {
    stages: [
      { name: 'join', slotHours: 3_000 },
      { name: 'write', slotHours: 900, tasks: 4_000 },
    ],
  },
};

/** The plain jobs, which are found after three hours too, in client and in cluster mode. */
export const PLAIN: readonly string[] = ['6.5 h', '26 h'];
const THREE_HOURS = 3 * HOUR + 5;

const FAULTS: Readonly<Record<string, object>> = {
  'driver absent': { sparkUi: { driver: 'absent' } },
  'driver silent': { sparkUi: { driver: 'silent' } },
  'Spark silent': { sparkUi: { driver: 'silent', persistent: 'silent' } },
  'Spark answers nonsense': { sparkUi: { driver: 'nonsense', persistent: 'nonsense' } },
};

function job(
  name: string,
  work: object,
  at: number,
  calculator: Job['calculator'],
  { mode = 'client', ...changes }: { readonly mode?: DeployMode } & Record<string, unknown> = {},
): Job {
  const brief = briefScenario();
  const inMode = (arg: string): string => (arg === 'client' ? mode : arg);
  const steps = brief.steps.map((step) => ({ ...step, args: step.args.map(inMode), work }));
  const scenario = { ...brief, name, calculator, watchFromMinutes: at, steps, ...changes };
  return { name, calculator, mode, foundMinutes: at, scenario: parseScenario(scenario) };
}

/** The stuck job on a cluster that has run another application before it, for twenty minutes of the first hour. */
function second(calculator: Job['calculator'], at: number): Job {
  const work = { slotHours: 14_800 };
  const steps = briefScenario().steps.flatMap((step) => [
    { ...step, args: step.args.map((arg) => arg.replace(/[^/]+\.py$/, 'earlier.py')), work: { slotHours: 200 } },
    { ...step, submittedAtMinutes: HOUR, work },
  ]);
  return job('26 h, after another application', work, HOUR + at, calculator, { steps });
}

/** All of them: each kind of work found at each time under each calculator, the plain ones after three hours and in cluster mode too, and Spark failing to answer. */
export const JOBS: readonly Job[] = (['dominant', 'default'] as const).flatMap((calculator) => [
  ...Object.entries(WORK).flatMap(([name, work]) => FOUND.map((at) => job(name, work, at, calculator))),
  ...FOUND.map((at) => second(calculator, at)),
  ...PLAIN.map((name) => job(name, WORK[name] ?? {}, THREE_HOURS, calculator)),
  ...PLAIN.flatMap((name) =>
    [...FOUND, THREE_HOURS].map((at) => job(name, WORK[name] ?? {}, at, calculator, { mode: 'cluster' })),
  ),
  ...Object.entries(FAULTS).map(([name, faults]) =>
    job(`26 h, ${name}`, { slotHours: 14_800 }, 6 * HOUR + 5, calculator, { faults }),
  ),
]);
