import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAnswer, type OracleAnswer } from './case';
import { readFlags, runCommand } from './command';
import { askScheduler, buildOracle, OracleFailure } from './real-scheduler';

const HELP = `Puts the cases of bench/yarn-oracle/cases.jsonl to a real scheduler and compares with test/fixtures/yarn-truth.json.

  npm run oracle -- [--write] [--or-skip]

  --write    write the fixture where the answers differ from it; without, differences are reported and nothing is written
  --or-skip  where Java 17 or Maven is missing: say so in one line and exit with 0, not 2

Exit: 0 the fixture holds these answers (now), 1 it differs, 2 bad flags, missing tools, or no answer from the scheduler.
`;
const CASES = join(__dirname, 'cases.jsonl');
const FIXTURE = join(__dirname, '..', '..', 'test', 'fixtures', 'yarn-truth.json');

void runCommand('oracle', async () => {
  const flags = readFlags({ write: { type: 'boolean' }, 'or-skip': { type: 'boolean' }, help: { type: 'boolean' } });
  if (flags.help) {
    process.stdout.write(HELP);
    return 0;
  }
  // The text of a case is kept as it is: 1.0 stays 1.0.
  const lines = readFileSync(CASES, 'utf8').trimEnd().split('\n');
  const cases = lines.map((line) => line.slice(line.indexOf('"case":') + '"case":'.length, -1));
  buildOracle();

  const expected: string[] = [];
  const hadoop = await askScheduler(cases, (answer, i, text) => {
    if (!isAnswer(answer)) {
      throw new OracleFailure(`case ${i + 1} has no answer: ${text}`);
    }
    expected.push(JSON.stringify(recorded(answer)));
    if ((i + 1) % 50 === 0) process.stderr.write(`${i + 1} of ${cases.length} cases\n`);
  });
  const scheduler = `Apache Hadoop ${hadoop} CapacityScheduler (real ResourceManager, simulated node managers)`;
  const records = lines.map((line, i) => `${line.slice(0, -1)},"expected":${expected[i]}}`);
  const head = `{"scheduler": ${JSON.stringify(scheduler)}, "madeWith": "oracle/run.sh", "cases": [`;
  const now = `${head}\n${records.join(',\n')}\n]}\n`;

  const before = readFileSync(FIXTURE, 'utf8');
  if (now === before) {
    process.stdout.write(`${cases.length} cases: test/fixtures/yarn-truth.json holds these answers, byte for byte\n`);
    return 0;
  }
  const was = before.split('\n');
  const differing = now.split('\n').filter((line, i) => line !== was[i]);
  for (const line of differing) process.stdout.write(`${line}\n`);
  if (flags.write) writeFileSync(FIXTURE, now);
  const done = flags.write ? 'written' : 'nothing written (--write does)';
  process.stdout.write(`${differing.length} lines differ from test/fixtures/yarn-truth.json: ${done}\n`);
  return flags.write ? 0 : 1;
});

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
