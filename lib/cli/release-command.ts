import { Command } from 'commander';
import { loadBundle, type Released } from '../built-function';
import { InputError } from '../errors';
import { parseClusterId } from './cluster-id';
import { belowOptions } from './help-text';
import { type Io, json } from './io';

interface ReleaseFlags {
  cluster: string;
  table?: string;
  region?: string;
  dryRun?: boolean;
  json?: boolean;
}

export function releaseCommand(io: Io): Command {
  return new Command('release')
    .description('ends what a remediator holds on a cluster, once a person has dealt with the step')
    .requiredOption('--cluster <id>', 'the cluster, j-…')
    .option('--table <name>', "the remediator's table, its property `ledger` (default: AUTOTUNE_TABLE)")
    .option('--region <name>', 'region of the table (default: from the environment)')
    .option('--dry-run', 'show what would be released, and write nothing')
    .option('--json', 'what was released as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
Needs dynamodb:GetItem and, without --dry-run, dynamodb:PutItem on the table. Only the function and the roles in the prop "operators" of StepRemediator may write it. Nothing in EMR is changed: a job that is owed is yours to submit before.

Examples:
  emr-autotune release --cluster j-2AXXXXXXGAPLF --table Remediation-Ledger --dry-run
  emr-autotune release --cluster j-2AXXXXXXGAPLF --table Remediation-Ledger`),
    )
    .action(async (flags: ReleaseFlags) => {
      const { region, dryRun = false } = flags;
      const clusterId = parseClusterId(flags.cluster);
      const table = flags.table ?? io.environment.AUTOTUNE_TABLE;
      if (!table) throw new InputError('no-table', 'the table is not known; give it with --table or in AUTOTUNE_TABLE');
      const release = loadBundle().createReleaser({ clock: io.now, environment: io.environment, region });
      const result = await release({ table, clusterId, dryRun });
      io.out(flags.json ? json({ schemaVersion: 1, ...result }) : text(result));
    });
}

function text({ clusterId, root, reason, steps, done }: Released): string {
  const submitted =
    steps.length === 0 ? 'nothing was submitted in its place' : `submitted in its place: ${steps.join(', ')}`;
  const what = `${clusterId}, step ${root}, held for ${reason}; ${submitted}`;
  return done
    ? `released: ${what}\nThe next tick archives it and watches the cluster again.\n`
    : `would be released: ${what}\nNothing was written.\n`;
}
