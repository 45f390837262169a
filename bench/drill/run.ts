import { setTimeout as pause } from 'node:timers/promises';
import { PAGE_KINDS, runbookFor } from '../../lib/remedy';
import { briefScenario, REGION } from '../../lib/simulator';
import { CLUSTER_ID } from '../../lib/simulator/world/create';
import { readFlags, runCommand, UsageError } from '../yarn-oracle/command';
import { DRILLS } from './drills';
import { openStage, type Stage } from './stage';

/** Between two looks of the function, once people have the stage; in an account five minutes. */
const LOOK_SECONDS = 10;

const HELP = `Brings about a page of the remediator on a local EMR, CloudWatch, Systems Manager and DynamoDB, so that docs/runbook.md can be tried on it.

  npm run drill                                   lists the pages, and what goes wrong for each
  npm run drill -- --page held:opt-out-midway     brings one about, and prints what to set in the shell of whoever is on call

The function looks every ${LOOK_SECONDS} seconds, and time is the machine's. Nothing leaves this machine. Needs the build: npm run build.
Exit: 0, at Ctrl-C or after the list, 2 bad flags.
`;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

async function main(): Promise<number> {
  const { help, page } = readFlags({ help: { type: 'boolean' }, page: { type: 'string' } });
  if (help) process.stdout.write(HELP);
  else if (page === undefined) for (const kind of PAGE_KINDS) say(`${kind.padEnd(28)}${DRILLS[kind].cause}`);
  else await rehearse(String(page));
  return 0;
}

async function rehearse(page: string): Promise<void> {
  const kind = PAGE_KINDS.find((one) => one === page);
  if (kind === undefined)
    throw new UsageError(`--page takes a page of the list that "npm run drill" prints, got '${page}'`);
  const { cause, minutes, play, scenario = briefScenario() } = DRILLS[kind];
  const stage = await openStage(scenario, Date.now() - minutes * 60_000);
  try {
    say(`${kind}: ${cause}. One moment …`);
    await play(stage);
    stage.letRun();
    say(toText(stage));
    say(`You were paged. Begin with "emr-autotune explain ${CLUSTER_ID}"; your section: ${runbookFor(kind)}`);
    await lookUntilInterrupted(stage);
  } finally {
    await stage.close();
  }
}

function toText({ environment }: Stage): string {
  const steps = { CLUSTER: CLUSTER_ID, STEP: 's-REHEARSAL0001', AWS_DEFAULT_REGION: REGION };
  const wanted = Object.entries({ ...steps, ...environment }).filter(([name]) => NEEDED.test(name));
  return [
    '',
    'In the shell of whoever is on call:',
    ...wanted.map(([name, value]) => `  export ${name}=${value}`),
    '',
  ].join('\n');
}

/** Everything else is the function's own. */
const NEEDED = /^(CLUSTER|STEP|AWS_.*|AUTOTUNE_TABLE|AUTOTUNE_LEVER_PARAMETER)$/;

async function lookUntilInterrupted(stage: Stage): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  let told = stage.published.length;
  while (!stop.signal.aborted) {
    await stage.tick().catch((error: unknown) => say(`the look failed: ${String(error)}`));
    for (const { subject } of stage.published.slice(told)) say(`told: ${subject}`);
    told = stage.published.length;
    await pause(LOOK_SECONDS * 1000, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

// The SDK's reminder about coming versions of Node.js would stand before what people are to read.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
void runCommand('drill', main);
