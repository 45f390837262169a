import { Command } from 'commander';
import { InputError, isInputError } from '../errors';
import { grouped, textTable } from '../render';
import { type Admission, admit, type Limit, type SchedulerFigures } from '../yarn';
import { type AdmitCase, casesIn } from './admit-case';
import { belowOptions } from './help-text';
import { type Io, json, readJson } from './io';

export function admitCommand(io: Io): Command {
  return new Command('admit')
    .description('how many of the requested containers a CapacityScheduler runs, for a list of cases')
    .argument('<cases.json>', 'a list of cases, or an object with the list as "cases"')
    .option('--json', 'the answers as JSON, versioned and stable')
    .addHelpText('after', belowOptions(HELP))
    .action((path: string, flags: { json?: boolean }) => {
      const results = casesIn(readJson(io, path), path).map(answerFor);
      const answer: AdmitJson = { schemaVersion: 1, results };
      io.out(flags.json ? json(answer) : `${table(results, io)}\n`);
    });
}

const HELP = `
A case: { "id", "calculator": "default" | "dominant",
          "nodes": [{ "count", "memoryMb", "vcores", "label" }],
          "am": { "memMb", "vcores" }, "executor": { "memMb", "vcores" },
          "requested" }

Optional:
  "minAllocMb"         smallest container, MiB; default 32
  "minAllocVcores"     default 1
  "maxAllocMb"         largest container, MiB; default the largest node
  "maxAllocVcores"     default 128 or the largest node
  "apps"               identical applications of one user, of which the first asks for the executors; default 1
  "amResourcePercent"  share of the queue that application masters may have, 0 to 1; default 0.1
  "queue"              { "capacity" (100), "maximumCapacity" (100) } in percent, { "userLimitFactor" (1; -1: no limit) }
  "amNode"             index of the node that holds the first application master; default: the first that can
  "amLabel"            node label that application masters ask for; executors ask for none
  "exclusiveLabels"    whether executors without a label are kept off labelled nodes; default false
  "nodeLimitWait"      whether the ResourceManager has run for less than 10 s, and does not know a largest node; default false
  "conf"               the same limits of root.default under their names in capacity-scheduler.xml

Example:
  emr-autotune admit cases.json --json`;

/** The answers to a list of cases as `admit --json` prints them; a stable form for scripts. MB are YARN's, that is, MiB. */
export interface AdmitJson {
  readonly schemaVersion: number;
  readonly results: readonly Answer[];
}

/** What runs in one case. */
interface Answer extends Figures {
  readonly id: string;
  /** Executors that run. */
  readonly executors: number;
  /** The fewest executors that run, in any order of the nodes' heartbeats. */
  readonly executorsLeast: number;
  /** The most executors that run, in any order of the nodes' heartbeats. */
  readonly executorsMost: number;
  /** Executors on nodes without a label, which get theirs first. */
  readonly executorsAtFirst: number;
  /** Applications whose application master runs. */
  readonly applicationsStarted: number;
  readonly limitedBy: Limit;
  /** The figures of the root queue. */
  readonly rootMetrics: Figures;
  /** Why YARN refuses the request; nothing is pending then. */
  readonly refused?: string;
}

/** Under the names that YARN's metrics have. */
interface Figures {
  /** Containers that run, application masters included. */
  readonly containers: number;
  /** Memory of these containers, MB. */
  readonly allocatedMB: number;
  /** Vcores of these containers, as YARN counts them. */
  readonly allocatedVCores: number;
  /** Containers that wait. */
  readonly pending: number;
  /** Memory of the nodes, MB. */
  readonly totalMB: number;
  /** Vcores of the nodes. */
  readonly totalVCores: number;
}

function answerFor({ id, request }: AdmitCase): Answer {
  const answer = asked(id, () => admit(request));
  return {
    id,
    executors: answer.executors,
    ...figures(answer),
    executorsLeast: answer.executorsLeast,
    executorsMost: answer.executorsMost,
    executorsAtFirst: answer.executorsAtFirst,
    applicationsStarted: answer.applicationsStarted,
    limitedBy: answer.limitedBy,
    rootMetrics: figures(answer.rootMetrics),
    ...(answer.refused === undefined ? {} : { refused: answer.refused }),
  };
}

/** Names the case in an error of the model. */
function asked(id: string, ask: () => Admission): Admission {
  try {
    return ask();
  } catch (error) {
    throw isInputError(error) ? new InputError((error as InputError).code, `${id}: ${error.message}`) : error;
  }
}

const figures = (from: SchedulerFigures): Figures => ({
  containers: from.containers,
  allocatedMB: from.allocatedMiB,
  allocatedVCores: from.allocatedVcores,
  pending: from.pending,
  totalMB: from.totalMiB,
  totalVCores: from.totalVcores,
});

function table(results: readonly Answer[], { width }: Io): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  return textTable(
    [
      { heading: 'case' },
      right('executors'),
      right('containers'),
      right('memory MB'),
      right('vcores'),
      right('pending'),
      {},
    ],
    results.map((r) => [
      r.id,
      grouped(r.executors),
      grouped(r.containers),
      grouped(r.allocatedMB),
      grouped(r.allocatedVCores),
      grouped(r.pending),
      remarks(r).join('; '),
    ]),
    { width },
  ).join('\n');
}

function remarks(r: Answer): string[] {
  const by = { queue: 'the maximum capacity of the queue', 'user-limit': 'the user limit factor' } as const;
  return [
    ...(r.refused === undefined ? [] : [`refused: ${r.refused}`]),
    ...(r.limitedBy === 'queue' || r.limitedBy === 'user-limit' ? [`limited by ${by[r.limitedBy]}`] : []),
    ...(r.applicationsStarted > 1 ? [`${r.applicationsStarted} applications started`] : []),
    ...(r.executorsLeast < r.executorsMost
      ? [`${grouped(r.executorsLeast)} to ${grouped(r.executorsMost)} by the order of heartbeats`]
      : []),
    ...(r.executorsAtFirst < r.executors ? [`${grouped(r.executorsAtFirst)} on nodes without a label`] : []),
  ];
}
