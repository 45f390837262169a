import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OracleFailure } from '../tools';
import { isAnswer, type OracleAnswer } from './case';
import { readFlags, runCommand } from './command';
import { askScheduler, buildOracle } from './real-scheduler';

const HELP = `Puts recorded cases to a real scheduler and compares with the fixtures: cases.jsonl with test/fixtures/yarn-truth.json (one application
in a whole cluster), cases-features.jsonl with test/fixtures/yarn-truth-features.json (queue limits, several applications, labels),
cases-settings.jsonl with test/fixtures/yarn-refusals.json (settings with which it does not start, or refuses the job).

  npm run oracle -- [--write] [--or-skip]

  --write    write a fixture where the answers differ from it; without, differences are reported and nothing is written
  --or-skip  where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Exit: 0 the fixtures hold these answers (now), 1 one differs, 2 bad flags, missing tools, or no answer from the scheduler.
`;
const FIXTURES = [
  { cases: 'cases.jsonl', fixture: 'yarn-truth.json', recorded },
  { cases: 'cases-features.jsonl', fixture: 'yarn-truth-features.json', recorded: recordedWithNodes },
  { cases: 'cases-settings.jsonl', fixture: 'yarn-refusals.json', recorded: verdict },
] as const;

void runCommand('oracle', async () => {
  const flags = readFlags({ write: { type: 'boolean' }, 'or-skip': { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  buildOracle();
  let differing = 0;
  for (const one of FIXTURES) differing += await regenerate(one, flags.write === true);
  return flags.write || differing === 0 ? 0 : 1;
});

/** @returns lines of the fixture that differ */
async function regenerate(
  { cases: file, fixture, recorded: form }: (typeof FIXTURES)[number],
  write: boolean,
): Promise<number> {
  // The text of a case is kept as it is: 1.0 stays 1.0.
  const lines = readFileSync(join(__dirname, file), 'utf8').trimEnd().split('\n');
  const cases = lines.map((line) => line.slice(line.indexOf('"case":') + '"case":'.length, -1));
  const expected: string[] = [];
  const hadoop = await askScheduler(cases, (answer, i, text) => {
    if (!isAnswer(answer) && form !== verdict) {
      throw new OracleFailure(`case ${i + 1} of ${file} has no answer: ${text}`);
    }
    expected.push(JSON.stringify(form(answer)));
    if ((i + 1) % 50 === 0) process.stderr.write(`${file}: ${i + 1} of ${cases.length} cases\n`);
  });
  const scheduler = `Apache Hadoop ${hadoop} CapacityScheduler (real ResourceManager, simulated node managers)`;
  const records = lines.map((line, i) => `${line.slice(0, -1)},"expected":${expected[i]}}`);
  const head = `{"scheduler": ${JSON.stringify(scheduler)}, "madeWith": "npm run oracle -- --write", "cases": [`;
  const now = `${head}\n${records.join(',\n')}\n]}\n`;

  const path = join(__dirname, '..', '..', 'test', 'fixtures', fixture);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (now === before) {
    process.stdout.write(`${cases.length} cases: test/fixtures/${fixture} holds these answers, byte for byte\n`);
    return 0;
  }
  const was = before.split('\n');
  const differing = now.split('\n').filter((line, i) => line !== was[i]);
  for (const line of differing) process.stdout.write(`${line}\n`);
  if (write) writeFileSync(path, now);
  const done = write ? 'written' : 'nothing written (--write does)';
  process.stdout.write(`${differing.length} lines differ from test/fixtures/${fixture}: ${done}\n`);
  return differing.length;
}

/** An answer in the fixture's form: keys in its order, absent ones left out. */
function recorded(answer: OracleAnswer): Record<string, unknown> {
  const metric = (name: string): number | undefined => answer.queueMetrics?.[name];
  return {
    amsStarted: answer.amsStarted ?? 0,
    executors: answer.allocatedExecutors ?? 0,
    allocatedContainers: metric('allocatedContainers'),
    allocatedMB: metric('allocatedMB'),
    allocatedVCores: metric('allocatedVCores'),
    availableMB: metric('availableMB'),
    pendingContainers: metric('pendingContainers'),
    reservedContainers: metric('reservedContainers'),
    reservedMB: metric('reservedMB'),
    grantedMB: answer.granted?.memMb,
    grantedVCores: answer.granted?.vcores,
    amNode: answer.amNode,
    nodeShapes: answer.nodeShapes,
    error: answer.error && { stage: answer.error.stage, type: answer.error.type },
  };
}

/** Whether the ResourceManager starts with the settings of the case, and takes its job. */
function verdict({ error, amsStarted = 0 }: OracleAnswer): Record<string, unknown> {
  if (error !== undefined) return { resourceManager: 'does not start', error: error.type };
  return { resourceManager: amsStarted > 0 ? 'takes the job' : 'takes no job' };
}

/** With the nodes of all masters and of all partitions, which decide and count here. */
function recordedWithNodes(answer: OracleAnswer): Record<string, unknown> {
  return { ...recorded(answer), amNodes: answer.amNodes, onNodes: answer.onNodes };
}
