import { Command } from 'commander';
import { InputError } from '../errors';
import { LEVER, type Lever, type LeverStanding } from '../remedy';
import { moment, SCHEMA_VERSION, wrap } from '../render';
import { belowOptions } from './help-text';
import { type Io, json } from './io';
import { namedOrInStack, operatorFor, type RemediatorFlags } from './ledger-request';
import { permissionText } from './permissions';

interface LeverFlags extends RemediatorFlags {
  readonly lever?: string;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What `off --json` and `on --json` print. */
export interface LeverJson {
  schemaVersion: number;
  /** Name of the parameter. */
  lever: string;
  /** What the remediator takes it for: it writes to EMR only where the parameter says exactly `run`. */
  state: Lever;
  /** What the parameter says; null where it was not read back. */
  value: string | null;
  /** When it was last set, ISO 8601; null where it was not read back. */
  changedAt: string | null;
  /** Whether this command has set it. */
  done: boolean;
}

/** `off`, which stops every cancel and submission of a remediator, and tells whether it is stopped. */
export function offCommand(io: Io): Command {
  return leverCommand(new Command('off'), LEVER.stop, io)
    .description('stops every cancel and every submission of a remediator, by its emergency lever')
    .option('--status', 'only say how the lever is')
    .addHelpText(
      'after',
      belowOptions(`
It stops a remediator on all its clusters. The function reads the lever at every tick and before every write; what was sent before is watched to its end, and a lineage whose step is already cancelled is held. Findings and pages go on. One cluster alone is stopped by its tag emr-autotune=off.

${permissionText('off')}

Examples:
  emr-autotune off --lever Remediation-Lever
  emr-autotune off --status`),
    );
}

/** `on`, which takes the stop back. */
export function onCommand(io: Io): Command {
  return leverCommand(new Command('on'), LEVER.run, io)
    .description('lets a remediator cancel and submit again, as its mode and the owners of the clusters allow')
    .addHelpText(
      'after',
      belowOptions(`
What is held stays held until it is released.

${permissionText('off')}

Example:
  emr-autotune on --lever Remediation-Lever`),
    );
}

function leverCommand(command: Command, lever: Lever, io: Io): Command {
  return command
    .option('--lever <name>', 'its parameter, output LeverName of the stack (default: AUTOTUNE_LEVER_PARAMETER)')
    .option('--stack <name>', 'the stack whose output names the parameter (default: AUTOTUNE_STACK)')
    .option('--region <name>', 'region of the parameter (default: from the environment)')
    .option('--dry-run', 'say how the lever is and would be, and set nothing')
    .option('--json', 'the same as JSON, versioned and stable')
    .action(async (flags: LeverFlags) => {
      const { status = false, dryRun = false } = flags;
      const operator = operatorFor(flags, io);
      const parameter = await namedOrInStack(flags.lever, flags, operator, 'LeverName');
      if (parameter === undefined) {
        throw new InputError(
          'no-lever',
          'the lever is not known; give its parameter with --lever or in AUTOTUNE_LEVER_PARAMETER, or name the stack with --stack',
        );
      }
      const done = !status && !dryRun;
      const standing = done ? await operator.setLever({ parameter, lever }) : await operator.lever({ parameter });
      const wanted = status ? undefined : lever;
      io.out(flags.json ? json(toJson(standing, done)) : toText(standing, wanted, done, io));
    });
}

function toJson({ parameter, lever, value, changedAt }: LeverStanding, done: boolean): LeverJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    lever: parameter,
    state: lever,
    value: value ?? null,
    changedAt: changedAt === undefined ? null : new Date(changedAt).toISOString(),
    done,
  };
}

function toText(standing: LeverStanding, wanted: Lever | undefined, done: boolean, io: Io): string {
  const { parameter, lever, value, changedAt, unread } = standing;
  const since = changedAt === undefined ? '' : ` since ${moment(changedAt)}`;
  const strange = value === undefined || value.trim() === lever ? '' : ` (it says "${value}", which counts as stop)`;
  const lines = [
    `${parameter} says ${lever}${since}${strange}: ${MEANINGS[lever]}`,
    ...(unread === undefined ? [] : [`It was set, and not read back: ${unread}; that needs ssm:GetParameter.`]),
    ...(done && lever === LEVER.stop ? [AFTER_STOP] : []),
    ...(wanted === undefined || done ? [] : [wouldBe(standing, wanted), 'Nothing was set.']),
  ];
  return `${lines.flatMap((line) => wrap(io, line, '')).join('\n')}\n`;
}

const wouldBe = ({ value }: LeverStanding, wanted: Lever): string =>
  value === wanted ? `It would stay at ${wanted}.` : `Would be set to ${wanted}: ${MEANINGS[wanted]}`;

const MEANINGS: Readonly<Record<Lever, string>> = {
  run: 'the remediator cancels and submits where its mode and the owners of the cluster allow it.',
  stop: 'the remediator cancels nothing and submits nothing, on any cluster.',
};

const AFTER_STOP =
  'A request that was decided before may still go out for half a minute. A lineage whose step is cancelled already will be held: emr-autotune explain CLUSTER says whether that is so.';
