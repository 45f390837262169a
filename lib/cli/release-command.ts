import { Command } from 'commander';
import { DEFAULT_POLICY, findStanding, isActive, type LedgerRecords, type Released, RUNBOOK_URL } from '../remedy';
import { SCHEMA_VERSION } from '../render';
import { belowOptions } from './help-text';
import { type Io, json } from './io';
import { type LedgerFlags, ledgerRequest, withLedgerOptions } from './ledger-request';
import { permissionText } from './permissions';
import { printable } from './printable';

interface ReleaseFlags extends LedgerFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What `release --json` prints. */
export interface ReleaseJson extends Released {
  readonly schemaVersion: number;
  /** Whether the root step may be cancelled, and no run of its job is known since. */
  readonly jobMayBeOwed: boolean;
  /** Steps by which the job waits or runs; more than one: it would run beside itself. Empty too where EMR could not be asked. */
  readonly activeRuns: readonly string[];
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
      const records = await operator.explain({ table, clusterId });
      const result = printable(await operator.release({ table, clusterId, dryRun: flags.dryRun ?? false }));
      const runs = runsOf(records, io.now());
      const released: ReleaseJson = { schemaVersion: SCHEMA_VERSION, ...result, ...runs };
      io.out(flags.json ? json(released) : text(result));
      for (const note of notesOn(runs, records)) io.err(`note: ${note}\n`);
    });
}

function runsOf(records: LedgerRecords, now: number): Pick<ReleaseJson, 'jobMayBeOwed' | 'activeRuns'> {
  const { jobMayBeOwed = false } = findStanding(records, now, DEFAULT_POLICY) ?? {};
  const active = records.steps.filter((step) => step.role !== 'same-job' && isActive(step));
  return { jobMayBeOwed, activeRuns: active.map(({ stepId }) => stepId) };
}

/** What release does not see to, and whoever releases has to. */
function notesOn(
  { jobMayBeOwed, activeRuns }: Pick<ReleaseJson, 'jobMayBeOwed' | 'activeRuns'>,
  { unread }: LedgerRecords,
): string[] {
  const [missing] = unread;
  if (missing !== undefined)
    return [`whether the job runs was not read (${missing.reason}); it needs ${missing.action}`];
  if (activeRuns.length > 1)
    return [
      `${activeRuns.length} runs of this job are active: ${activeRuns.join(', ')}; see that one of them goes on alone`,
    ];
  return jobMayBeOwed
    ? [`no run of the job is known since the cancel; if it is to run, submit it: ${RUNBOOK_URL}#submit-the-job-again`]
    : [];
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
