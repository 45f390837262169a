import { Command } from 'commander';
import type { Released } from '../remedy';
import { SCHEMA_VERSION } from '../render';
import { belowOptions } from './help-text';
import { type Io, json } from './io';
import { type LedgerFlags, ledgerRequest, withLedgerOptions } from './ledger-request';
import { permissionText } from './permissions';

interface ReleaseFlags extends LedgerFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function releaseCommand(io: Io): Command {
  return withLedgerOptions(new Command('release'))
    .description('ends what a remediator holds on a cluster, once a person has dealt with the step')
    .usage('[options] <j-…>')
    .option('--dry-run', 'show what would be released, and write nothing')
    .option('--json', 'what was released as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
Nothing in EMR is changed: a job that is owed is yours to submit before. The next tick archives what is released and watches the cluster again. Of a table that StepRemediator made, only the function and the roles in its prop "operators" may write items.

${permissionText('release')}

Examples:
  emr-autotune release j-2AXXXXXXGAPLF --table Remediation-Ledger --dry-run
  emr-autotune release j-2AXXXXXXGAPLF --table Remediation-Ledger`),
    )
    .action(async (ids: string[], flags: ReleaseFlags) => {
      const { operator, clusterId, table } = await ledgerRequest(ids, flags, io);
      const result = await operator.release({ table, clusterId, dryRun: flags.dryRun ?? false });
      io.out(flags.json ? json({ schemaVersion: SCHEMA_VERSION, ...result }) : text(result));
    });
}

function text({ clusterId, root, reason, steps, done }: Released): string {
  const submitted =
    steps.length === 0 ? 'the row names no step in its place' : `submitted in its place: ${steps.join(', ')}`;
  const what = `${clusterId}, step ${root}, held for ${reason}; ${submitted}`;
  const yours = 'If the job of this step is still to run, submitting it is yours from now on.';
  return done
    ? `released: ${what}\n${yours}\nThe next tick archives it and watches the cluster again.\n`
    : `would be released: ${what}\n${yours}\nNothing was written.\n`;
}
