import { Command } from 'commander';
import { InputError } from '../errors';
import { DEFAULT_POLICY, findStanding, type LedgerRecords, toStoredRow } from '../remedy';
import { needsAction, type RunsWith, type StandingReport, standingToJson, standingToText } from '../render';
import { belowOptions } from './help-text';
import { type ExitCode, fileName, type Io, json, readJson } from './io';
import { ledgerRequest, withLedgerOptions } from './ledger-request';
import { permissionText } from './permissions';
import { plainItem } from './plain-item';
import { printable } from './printable';
import { type RunsWithFlags, readRunsWith, withRunsWithOptions } from './runs-with';
import { textStyleFor } from './text-style';

interface ExplainFlags extends RunsWithFlags {
  readonly row?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

export function explainCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return withRunsWithOptions(withLedgerOptions(new Command('explain')))
    .description('what a remediator has done on a cluster, what it waits for, and what is yours to do')
    .usage('[options] <j-…> [s-…]')
    .option('--row <file>', 'a row as JSON, plain or as "aws dynamodb get-item" prints it, in place of the table')
    .option('--check', 'exit with 1 where a person has to do something')
    .option('--json', 'the same as JSON, versioned and stable')
    .addHelpText(
      'after',
      belowOptions(`
Reads alone. With a step it also says whether that is approved. EMR is asked what became of the steps, the function what it runs with, and the emergency lever how it is; what may not be asked is not told, or assumed and named.

${permissionText('explain')}

Examples:
  emr-autotune explain j-2AXXXXXXGAPLF --table Remediation-Ledger
  emr-autotune explain --row row.json --json`),
    )
    .action(async (ids: string[], flags: ExplainFlags) => {
      const report = flags.row === undefined ? await liveReport(ids, flags, io) : fileReport(flags.row, io);
      io.out(flags.json ? json(standingToJson(report)) : `${standingToText(report, textStyleFor(io))}\n`);
      exit(flags.check && needsAction(report) ? 1 : 0);
    });
}

async function liveReport(ids: readonly string[], flags: ExplainFlags, io: Io): Promise<StandingReport> {
  const { operator, ...request } = await ledgerRequest(ids, flags, io);
  const runsWith = await readRunsWith(flags, { ...request, operator }, { acts: false });
  const report = toReport(await operator.explain(request), request.table, runsWith, io);
  return request.stepId === undefined ? report : { ...report, askedStepId: request.stepId };
}

/** From a row alone: neither the index nor EMR is asked. */
function fileReport(path: string, io: Io): StandingReport {
  const item = plainItem(readJson(io, path));
  const { clusterId } = item ?? {};
  if (typeof clusterId !== 'string') {
    throw new InputError(
      'no-row',
      `${fileName(path)} is not the row of a cluster; it must hold "clusterId" and "schema"`,
    );
  }
  return toReport(
    { clusterId, stored: toStoredRow(item, clusterId), steps: [], unread: [] },
    'LEDGER',
    { policy: DEFAULT_POLICY },
    io,
  );
}

function toReport(read: LedgerRecords, table: string, runsWith: RunsWith, io: Io): StandingReport {
  const now = io.now();
  const records = printable(read);
  return { records, standing: findStanding(records, now, runsWith.policy), table, runsWith, now };
}
