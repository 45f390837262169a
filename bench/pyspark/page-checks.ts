import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellQuoted } from '../../lib/render';
import { OracleFailure } from '../tools';
import { readEventLog } from './event-log';
import { snippets } from './page';
import { shell, WORK } from './tools';
import type { Verdicts } from './verdicts';

const PAGE = join(__dirname, '..', '..', 'docs', 'cannot-restart.md');

/** The session of which the page tells: what it says of sizes, partitions and dynamic allocation follows from these. */
const SESSION: readonly [key: string, value: string][] = [
  ['spark.executor.memory', '768m'],
  ['spark.executor.cores', '1'],
  ['spark.sql.shuffle.partitions', '16'],
  ['spark.dynamicAllocation.enabled', 'true'],
  ['spark.dynamicAllocation.minExecutors', '2'],
  ['spark.dynamicAllocation.maxExecutors', '2'],
  ['spark.shuffle.service.enabled', 'true'],
  ['spark.shuffle.spill.numElementsForceSpillThreshold', '20000'],
  ['spark.ui.enabled', 'true'],
];

/** Runs every snippet of docs/cannot-restart.md and compares what it prints with what the page says. */
export function checkPage(shufflePort: number, verdicts: Verdicts): void {
  const all = snippets(readFileSync(PAGE, 'utf8'));
  const events = join(WORK, 'events', 'page');
  const [questions, answers] = [join(WORK, 'snippets.json'), join(WORK, 'answers.json')];
  mkdirSync(events, { recursive: true });
  writeFileSync(questions, JSON.stringify(all));
  const settings = [
    ...SESSION,
    ['spark.shuffle.service.port', String(shufflePort)],
    ['spark.eventLog.enabled', 'true'],
    ['spark.eventLog.dir', `file://${events}`],
  ].map(([key, value]) => `--conf ${shellQuoted(`${key}=${value}`)}`);
  const application = [join(__dirname, 'page_session.py'), questions, answers].map(shellQuoted);
  const done = shell(['spark-submit', `--master 'local-cluster[2,1,768]'`, ...settings, ...application].join(' '));
  if (done.code !== 0) throw new OracleFailure(`page_session.py ends with ${done.code}: ${done.stderr.slice(-2000)}`);

  const got = JSON.parse(readFileSync(answers, 'utf8')) as { line: number; ok: boolean; got: string }[];
  for (const [at, { line, where, expected }] of all.entries()) {
    const answer = got[at];
    const first = answer?.got.split('\n')[0] ?? 'nothing';
    const wrong = `expected\n${expected}but it printed\n${answer?.got}`;
    verdicts.check(`cannot-restart.md:${line} (${where})`, answer?.ok === true, answer?.ok ? first : wrong);
  }
  const evidence = readEventLog(events);
  checkSpill(got.map((one) => one.got).join(''), evidence.stages, verdicts);
  // The same search that finds no cache in the join must find those of the page.
  verdicts.check(
    'caches show in the event log',
    evidence.cached.length === 2,
    `${evidence.cached.length} kept RDDs and tables`,
  );
}

/** The UI's figures are those of the event log. */
function checkSpill(
  printed: string,
  stages: readonly { id: number; memoryBytesSpilled: number; diskBytesSpilled: number }[],
  verdicts: Verdicts,
): void {
  const found = [...printed.matchAll(/^stage (\d+) \w+: spill \(memory\) (\d+) MiB, spill \(disk\) (\d+) MiB/gm)];
  const mib = (bytes: number) => Math.floor(bytes / 2 ** 20);
  const right = found.filter(([, id, memory, disk]) => {
    const stage = stages.find((one) => one.id === Number(id));
    return stage && mib(stage.memoryBytesSpilled) === Number(memory) && mib(stage.diskBytesSpilled) === Number(disk);
  });
  const spilled = stages.filter((one) => mib(one.memoryBytesSpilled) > 0);
  verdicts.check(
    'spill as the REST API has it',
    right.length === found.length && found.length >= spilled.length && spilled.length > 0,
    `${right.length} of ${found.length} printed stages agree with the event log, ${spilled.length} spilled`,
  );
}
