import { historyIn } from '../../lambda/remediator/history';
import { remainingByHistory } from '../../lib/evidence';
import { DEFAULT_POLICY, finishedRunsMs, type Observation, worthOf } from '../../lib/remedy';
import { COMMAND_RUNNER, parseStep } from '../../lib/steps';
import type { Answer } from './answers';
import { type Configuration, groupsBy } from './tables';

const NOW = Date.UTC(2026, 0, 31);
const HOUR_MS = 3_600_000;

/** A configuration with what the remediator recognises its runs by. */
interface Known extends Configuration {
  readonly work: string;
}

/** A run that came earlier, of a configuration. */
interface Earlier {
  readonly of: Known;
  readonly ms: number;
}

/** Histories of one kind, and what the product says of the run that came after each. */
export interface Kind<Name extends string = string> {
  readonly name: Name;
  readonly answers: readonly Answer[];
}

/** What each kind of history says of the next run: at least how long it takes. */
export function lowerBounds(configurations: readonly Configuration[]): Kind[] {
  const known = configurations.map(toKnown);
  const pairs = known.flatMap((now) =>
    known.filter((of) => of.job === now.job && of !== now).map((of) => ({ now, of })),
  );
  const after = (holds: (now: Known, of: Known) => boolean): Answer[] =>
    pairs.filter(({ now, of }) => holds(now, of)).flatMap(({ now, of }) => afterAllOf(of, now));
  const isOn = (now: Known, of: Known): boolean => now.machineType === of.machineType;
  return [
    { name: 'the same run, two earlier ones', answers: known.flatMap((one) => afterOthersOf(one, 2)) },
    { name: 'the same run, three earlier ones', answers: known.flatMap((one) => afterOthersOf(one, 3)) },
    { name: 'the same run, four earlier ones', answers: known.flatMap((one) => afterOthersOf(one, 4)) },
    {
      name: 'five on more nodes of the same type',
      answers: after((now, of) => isSame(now, of) && isOn(now, of) && of.taskSlots > now.taskSlots),
    },
    {
      name: 'five on fewer nodes of the same type',
      answers: after((now, of) => isSame(now, of) && isOn(now, of) && of.taskSlots < now.taskSlots),
    },
    {
      name: 'five on nodes of another type, with as many slots or more',
      answers: after((now, of) => isSame(now, of) && !isOn(now, of) && of.taskSlots >= now.taskSlots),
    },
    {
      name: 'five with other arguments, on the same nodes',
      answers: after((now, of) => isOn(now, of) && of.taskSlots === now.taskSlots && of.work !== now.work),
    },
    ...[3, 4, 5, 6].map((count) => ({
      name: `${count} over data of ${count} other sizes`,
      answers: afterOtherData(known, count),
    })),
  ];
}

/** What three runs over data of three other sizes say of the next one, of each job. */
export function otherDataByJob(configurations: readonly Configuration[]): Kind[] {
  return [...groupsBy(configurations.map(toKnown), ({ job }) => job)].map(([name, ofJob]) => ({
    name,
    answers: afterOtherData(ofJob, 3),
  }));
}

/** What five runs say that all had data of one size, before a run that has another: nothing shows in them that it may differ. */
export function otherDataAtOnce(configurations: readonly Configuration[]): Kind {
  const pools = groupsBy(configurations.map(toKnown), lookOf);
  const answers = [...pools.values()].flatMap((pool) =>
    pool.flatMap((now) => pool.filter((of) => of !== now).flatMap((of) => afterAllOf(of, now))),
  );
  return { name: 'five over data of one other size', answers };
}

const toKnown = (one: Configuration): Known => ({ ...one, work: workOf(one) });

/** What the remediator tells runs apart by, and the number of nodes. */
const lookOf = ({ job, machineType, nodes, work }: Known): string => [job, machineType, nodes, work].join();

const isSame = (one: Configuration, other: Configuration): boolean =>
  JSON.stringify(one.parameters) === JSON.stringify(other.parameters);

/** Each run of a configuration after every choice of so many others of it. */
function afterOthersOf(of: Known, count: number): Answer[] {
  return of.runsMs.flatMap((truth, i) =>
    choices(of.runsMs.toSpliced(i, 1), count).map((runs) => ({ ...boundFor(of, runsOf(of, runs)), truth })),
  );
}

function afterAllOf(of: Known, now: Known): Answer[] {
  const bound = boundFor(now, runsOf(of, of.runsMs));
  return now.runsMs.map((truth) => ({ ...bound, truth }));
}

const runsOf = (of: Known, runsMs: readonly number[]): Earlier[] => runsMs.map((ms) => ({ of, ms }));

/** The median run of each configuration after every choice of those of others that look the same to the remediator, on the same nodes. */
function afterOtherData(known: readonly Known[], count: number): Answer[] {
  const pools = groupsBy(known, lookOf);
  return [...pools.values()].flatMap((pool) =>
    pool.flatMap((now, i) => {
      const runs = pool.toSpliced(i, 1).map((of) => ({ of, ms: medianOf(of.runsMs) }));
      return choices(runs, count).map((earlier) => ({ ...boundFor(now, earlier), truth: medianOf(now.runsMs) }));
    }),
  );
}

/** How long the remediator takes a run to last at least, by its history. */
function boundFor(now: Known, earlier: readonly Earlier[]): Omit<Answer, 'truth'> {
  const runs = earlier.map(({ of: { work, taskSlots }, ms }, i) => {
    const endedAt = NOW - (i + 1) * HOUR_MS;
    return { clusterId: 'j-EARLIER', stepId: `s-${i}`, startedAt: endedAt - ms, endedAt, work, taskSlots };
  });
  const job = { at: NOW, value: { runs, outcomes: [], overridden: false } };
  const seen = { clusterId: 'j-NOW', job, history: { work: now.work, runs: [] } };
  const counted = finishedRunsMs(seen, now.taskSlots, NOW);
  const said = remainingByHistory(counted, 0);
  if (said !== undefined) return said > 0 ? { said } : { reason: 'the runs differ too much' };
  if (earlier.length === counted.length) return { reason: 'too few runs' };
  return { reason: finishedRunsMs(seen, 0, NOW).length > counted.length ? 'fewer slots' : 'other work or nodes' };
}

/** As the remediator tells work apart, from a step that gets the parameters as its arguments. */
function workOf({ job, machineType, nodes, parameters }: Configuration): string {
  const given = Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, value]);
  const args = ['spark-submit', '--deploy-mode', 'cluster', `s3://example/${job}.py`, ...given];
  const reading = <T>(value: T) => ({ at: NOW, value });
  const step = { id: 's-NOW', state: 'RUNNING', name: job, jar: COMMAND_RUNNER, args, createdAt: NOW } as const;
  const obs: Observation = {
    clusterId: 'j-NOW',
    mode: 'advise',
    remediatorId: 'bench',
    allowedStepNames: [],
    ledger: true,
    freshKey: '',
    nonce: '',
    deadline: NOW,
    instances: reading({ workers: Array.from({ length: nodes }, () => ({ instanceType: machineType })), primaries: 1 }),
    scan: reading({ steps: [], complete: true }),
    root: reading({ ...step, form: parseStep(COMMAND_RUNNER, args), described: {} }),
  };
  return historyIn(obs, NOW).history?.work ?? '';
}

/** Runs from which a restart would take a while to pay, so that their start is not most of what they take. */
const LONG_MS = 600_000;

/** What more nodes of a type promise by their slots alone, of each job and of its longer runs, before how much faster it became. */
export function promisedSpeedUps(configurations: readonly Configuration[]): Kind[] {
  return [...groupsBy(configurations, ({ job }) => job)].flatMap(([name, ofJob]) => {
    const long = ofJob.filter(({ runsMs }) => medianOf(runsMs) >= LONG_MS);
    return [
      { name, answers: promisesFrom(ofJob, ofJob) },
      ...(long.length === 0
        ? []
        : [{ name: `${name}, runs of ten minutes or more`, answers: promisesFrom(long, ofJob) }]),
    ];
  });
}

function promisesFrom(starts: readonly Configuration[], ofJob: readonly Configuration[]): Answer[] {
  return starts.flatMap((before) =>
    ofJob
      .filter((one) => isSame(one, before) && one.machineType === before.machineType)
      .filter(({ taskSlots }) => taskSlots > before.taskSlots)
      .map((after) => {
        const { expectedSpeedUp, notWorthIt } = worthOf(after.taskSlots / before.taskSlots, 0, DEFAULT_POLICY);
        const truth = medianOf(before.runsMs) / medianOf(after.runsMs);
        return notWorthIt === undefined
          ? { said: expectedSpeedUp, truth }
          : { reason: 'too little is promised', truth };
      }),
  );
}

const medianOf = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
};

/** All choices of so many of the values, whatever their order. */
export function choices<T>(values: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return values.flatMap((first, i) => choices(values.slice(i + 1), count - 1).map((rest) => [first, ...rest]));
}
