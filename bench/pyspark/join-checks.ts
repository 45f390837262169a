import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuoted } from '../../lib/render';
import { OracleFailure } from '../tools';
import { type Evidence, readEventLog } from './event-log';
import { localCommand, type Settings } from './submit';
import { type Done, shell, WORK } from './tools';
import type { Verdicts } from './verdicts';

const EXAMPLE = join(__dirname, '..', '..', 'examples', 'join');
const CHECK_ROWS = join(__dirname, 'check_rows.py');
const LEFT = join(WORK, 'tables', 'left');
const RIGHT = join(WORK, 'tables', 'right');
const OUTPUT = join(WORK, 'joined');
const JOIN_DEFAULT_RECORDS = 250_000;

/**
 * Brings to a table of megabytes what happens to one of terabytes: no broadcast of the small side, and partitions that count as small, or as
 * skewed, at a thousandth of the size.
 */
const AT_SMALL_SIZE: Settings = [
  ['spark.sql.autoBroadcastJoinThreshold', '-1'],
  ['spark.sql.adaptive.advisoryPartitionSizeInBytes', '128k'],
  ['spark.sql.adaptive.coalescePartitions.minPartitionSize', '1k'],
  ['spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes', '256k'],
];

interface Joined {
  readonly evidence: Evidence;
  readonly hottestKey: number;
}

export function checkJoin(plan: string, rows: number, shufflePort: number, verdicts: Verdicts): void {
  generate(rows, verdicts);

  const run = (name: string, settings: Settings, flags: string[], most: number): Joined => {
    const events = join(WORK, 'events', name.replaceAll(' ', '-'));
    mkdirSync(events, { recursive: true });
    const recording: Settings = [
      ['spark.shuffle.service.port', String(shufflePort)],
      ['spark.ui.enabled', 'false'],
      ['spark.eventLog.enabled', 'true'],
      ['spark.eventLog.dir', `file://${events}`],
    ];
    const application = [join(EXAMPLE, 'join.py'), LEFT, RIGHT, OUTPUT, ...flags];
    succeeded(name, shell(localCommand(plan, application, [...recording, ...settings])));
    return { evidence: readEventLog(events), hottestKey: checkResult(name, most, verdicts) };
  };
  const most = 20_000;
  const asPlanned = run('flags as printed', [], [], JOIN_DEFAULT_RECORDS);
  const adaptive = run('no broadcast', AT_SMALL_SIZE, ['--max-records-per-file', String(most)], most);
  const demanded = ['--partitions', '24', '--explicit-repartition', '--max-records-per-file', String(most)];
  const explicit = run('explicit repartition', AT_SMALL_SIZE, demanded, most);

  for (const [name, { evidence }] of Object.entries({
    'flags as printed': asPlanned,
    'no broadcast': adaptive,
    'explicit repartition': explicit,
  })) {
    const inPlans = evidence.plans.filter((one) => /InMemory(Relation|TableScan)/.test(one)).length;
    verdicts.check(
      `${name}: nothing is cached`,
      inPlans === 0 && evidence.cached.length === 0 && evidence.plans.length > 0 && evidence.executors > 0,
      `${evidence.cached.length} kept RDDs, ${inPlans} cached tables in ${evidence.plans.length} plans; ${evidence.executors} executors ran`,
    );
  }
  checkPartitions(adaptive, explicit, verdicts);
}

function generate(rows: number, verdicts: Verdicts): void {
  const script = join(EXAMPLE, 'generate.py');
  const flags = `--rows ${rows} --keys ${Math.ceil(rows / 15)} --rows-per-key 2`;
  const generated = (folder: string, files: number): void => {
    const command = `spark-submit --master 'local[2]' ${shellQuoted(script)} ${shellQuoted(join(WORK, folder))} ${flags} --files ${files}`;
    succeeded('generate.py', shell(command));
  };
  generated('tables', 5);
  generated('again', 3);
  for (const table of ['left', 'right']) {
    const same = python<{ rows: number; problems: string[] }>(
      '--same',
      join(WORK, 'tables', table),
      join(WORK, 'again', table),
    );
    const wrong = table === 'left' && same.rows !== rows ? [`${rows} rows were asked for`] : [];
    const problems = [...same.problems, ...wrong];
    verdicts.check(
      `generate.py: ${table}`,
      problems.length === 0,
      `${same.rows} rows; ${problems.join('; ') || 'the same from the same seed in 5 and in 3 files'}`,
    );
  }
}

/** @returns rows of the hottest key */
function checkResult(name: string, most: number, verdicts: Verdicts): number {
  const found = python<{
    left: number;
    rows: number;
    unmatched: number;
    hottestKey: number;
    files: number;
    mostRecords: number;
    problems: string[];
  }>(LEFT, RIGHT, OUTPUT, String(most));
  const right = `${found.rows} rows of ${found.left} left ones, ${found.unmatched} without a partner, as computed without Spark`;
  const files = `${found.files} files of at most ${found.mostRecords} rows, ${most} allowed`;
  // The data must hold what the join could get wrong: rows with two partners, and rows with none.
  const telling = found.rows > found.left && found.unmatched > 0;
  verdicts.check(
    `${name}: result`,
    found.problems.length === 0 && telling,
    found.problems.join('; ') || `${right}; ${files}`,
  );
  return found.hottestKey;
}

/** What join.py says of an explicit repartition, and why its default has none. */
function checkPartitions(adaptive: Joined, explicit: Joined, verdicts: Verdicts): void {
  const busiest = ({ evidence }: Joined) =>
    evidence.stages.reduce((most, stage) => (stage.mostRecordsOfATask > most.mostRecordsOfATask ? stage : most));
  const plan = ({ evidence }: Joined) => evidence.plans.find((one) => one.includes('SortMergeJoin')) ?? '';

  const split = busiest(adaptive);
  verdicts.check(
    'default: adaptive execution splits the hot key',
    /SortMergeJoin\(skew=true\)/.test(plan(adaptive)) &&
      plan(adaptive).includes('AQEShuffleRead') &&
      split.mostRecordsOfATask < adaptive.hottestKey,
    `${split.tasks} tasks; the busiest reads ${split.mostRecordsOfATask} rows of both tables, the hottest key has ${adaptive.hottestKey}`,
  );
  const whole = busiest(explicit);
  verdicts.check(
    'explicit repartition: neither merged nor split',
    plan(explicit).includes('SortMergeJoin') &&
      !/AQEShuffleRead|skew=true/.test(plan(explicit)) &&
      whole.tasks === 24 &&
      whole.mostRecordsOfATask >= explicit.hottestKey,
    `${whole.tasks} tasks of 24 demanded; the busiest reads ${whole.mostRecordsOfATask} rows of both tables`,
  );
}

function python<T>(...args: string[]): T {
  const done = shell(['python', CHECK_ROWS, ...args].map(shellQuoted).join(' '));
  succeeded('check_rows.py', done);
  return JSON.parse(done.stdout) as T;
}

function succeeded(name: string, { code, stderr }: Done): void {
  if (code === 0) return;
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => !/ INFO /.test(line));
  throw new OracleFailure(
    `${name} ends with ${code ?? 'no exit code, for it took too long'}: ${lines.slice(-15).join('\n')}`,
  );
}
