import { Command } from 'commander';
import { InputError } from '../errors';
import { type Rehearsal, type RehearsalProgress, rehearse } from '../rehearsal';
import { briefScenario, briefScenarioLate, parseScenario, type Scenario } from '../simulator';
import { beforeAfter, beforeAfterToText } from './before-after';
import { belowOptions } from './help-text';
import { type Io, json, readJson } from './io';
import { progressLine, rehearsalInWords } from './progress';
import { rehearsalToText } from './rehearsal-text';
import { textStyleFor } from './text-style';

interface SimulateFlags {
  late?: boolean;
  json?: boolean;
}

export function simulateCommand(io: Io): Command {
  return new Command('simulate')
    .description(
      'rehearses the remediator against a local EMR and CloudWatch on virtual time; by default the stuck join of 82 × r5.4xlarge',
    )
    .argument('[scenario.json]', 'your own cluster and job; docs/simulator.md has the fields')
    .option('--late', 'the default scenario, first examined after six hours')
    .option('--json', 'timeline, decisions, runs and ledger as JSON, versioned')
    .addHelpText(
      'after',
      belowOptions(`
It runs the same function that "cdk deploy" ships, with unmodified AWS SDK clients pointed at this machine.

Examples:
  emr-autotune simulate
  emr-autotune simulate --late
  emr-autotune simulate my-cluster.json --json`),
    )
    .action(async (path: string | undefined, flags: SimulateFlags) => {
      const scenario = scenarioFrom(path, flags, io);
      const progress = progressLine(io);
      const onTick = (at: RehearsalProgress): void => progress.show(rehearsalInWords(at));
      const rehearsal = await rehearse(scenario, { onTick }).finally(progress.end);
      io.out(flags.json ? json({ schemaVersion: 1, ...rehearsal }) : `${toText(scenario, rehearsal, io)}\n`);
    });
}

function toText(scenario: Scenario, rehearsal: Rehearsal, io: Io): string {
  const style = textStyleFor(io);
  const story = rehearsalToText(scenario, rehearsal, style);
  const pair = beforeAfter(rehearsal);
  return pair === undefined ? story : `${story}\n\n${beforeAfterToText(pair, scenario, style)}`;
}

function scenarioFrom(path: string | undefined, flags: SimulateFlags, io: Io): Scenario {
  if (path === undefined) return flags.late ? briefScenarioLate() : briefScenario();
  if (flags.late)
    throw new InputError('two-scenarios', '--late goes with the default scenario; set watchFromMinutes in yours');
  return parseScenario(readJson(io, path));
}
