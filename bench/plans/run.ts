import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { OracleFailure } from '../tools';
import { isAnswer } from '../yarn-oracle/case';
import { readFlags, runCommand } from '../yarn-oracle/command';
import { askScheduler, buildOracle } from '../yarn-oracle/real-scheduler';
import { type Entry, entries, type Judged, judged, silences } from './judge';
import { type Outcome, outcomeOfModel, outcomeOfScheduler } from './outcome';
import { pages } from './pages';
import { summaryText } from './terminal';

const HELP = `Puts the executor plans of peers and of this project, on the clusters of bench/plans/clusters.ts, to a real CapacityScheduler.

  npm run bench:plans -- [--model]

  --model  ask lib/yarn instead, where there is no Java; prints the summary and writes nothing

stdout: the summary. Writes docs/benchmark.md and its pictures.
Exit: 0 done, 1 lib/yarn and the scheduler disagree (nothing is written), 2 bad flags, missing tools, or no answer from the scheduler.
`;
const ROOT = join(__dirname, '..', '..');

void runCommand('bench:plans', async () => {
  const flags = readFlags({ model: { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (flags.model) {
    const all = entries().map((entry) => judged(entry, outcomeOfModel(entry.question)));
    process.stdout.write(`judged by lib/yarn, not by a scheduler; nothing is written\n\n${summaryText(all)}`);
    return 0;
  }
  buildOracle();
  const { all, hadoop, differing } = await judgedByScheduler(entries());
  for (const line of differing) process.stdout.write(`${line}\n`);
  if (differing.length > 0) {
    process.stdout.write(
      `lib/yarn differs from the scheduler in ${differing.length} of ${all.length} answers; nothing is written\n`,
    );
    return 1;
  }
  process.stdout.write(
    `${all.length} plans put to the CapacityScheduler of Hadoop ${hadoop}; lib/yarn agrees on all\n\n`,
  );
  process.stdout.write(summaryText(all));
  for (const [path, text] of Object.entries(pages(all, silences(), hadoop))) {
    const file = join(ROOT, path);
    const same = existsSync(file) && readFileSync(file, 'utf8') === text;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path} ${same ? 'unchanged' : 'written'}\n`);
  }
  return 0;
});

async function judgedByScheduler(
  asked: readonly Entry[],
): Promise<{ all: Judged[]; hadoop: string; differing: string[] }> {
  const all: Judged[] = [];
  const differing: string[] = [];
  const questions = asked.map(({ question }) => JSON.stringify(question));
  const hadoop = await askScheduler(questions, (answer, i) => {
    const entry = asked[i] as Entry;
    if (!isAnswer(answer)) throw new OracleFailure(`${entry.question.id} has no answer: ${answer.error?.message}`);
    const scheduler = outcomeOfScheduler(answer);
    const model = outcomeOfModel(entry.question);
    const names = (Object.keys(scheduler) as (keyof Outcome)[]).filter((name) => scheduler[name] !== model[name]);
    if (names.length > 0) differing.push(JSON.stringify({ case: entry.question, names, scheduler, model }));
    all.push(judged(entry, scheduler));
    if ((i + 1) % 50 === 0) process.stderr.write(`${i + 1} of ${asked.length} plans\n`);
  });
  return { all, hadoop, differing };
}
