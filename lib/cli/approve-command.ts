import { Command } from 'commander';
import { InputError } from '../errors';
import { APPROVAL_MS, type Approval, WITHDRAWN, type Withdrawal } from '../remedy';
import {
  assumedLines,
  diagnosisToText,
  moment,
  type RunsWith,
  type RunsWithJson,
  runsWithToJson,
  SCHEMA_VERSION,
  wrap,
} from '../render';
import { judgeApproval } from './approval-judgement';
import { lookLive } from './diagnose-live';
import { belowOptions } from './help-text';
import { type Io, json } from './io';
import { type LedgerRequest, ledgerRequest, withLedgerOptions } from './ledger-request';
import { permissionText } from './permissions';
import { type RunsWithFlags, readRunsWith, withRunsWithOptions } from './runs-with';
import { textStyleFor } from './text-style';

interface ApproveFlags extends RunsWithFlags {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly withdraw?: boolean;
  readonly json?: boolean;
}

/** What `approve --json` prints. */
export interface ApproveJson {
  schemaVersion: number;
  clusterId: string;
  stepId: string;
  /** `dry-run`: nothing was written. `used`: too late to withdraw. `none`: there was nothing to withdraw. */
  result: 'approved' | 'dry-run' | Withdrawal;
  /** ISO 8601; null where nothing was approved. */
  approvedUntil: string | null;
  /** Three quarters of what the task slots promise: a factor of today's speed; null where it is not known. */
  expectedSpeedUp: number | null;
  /** Minutes that the step has run; null where it is not known. */
  elapsedMinutes: number | null;
  /** A restart pays where more than these minutes remain at today's speed; null where it is not known. */
  paysAboveMinutes: number | null;
  /** What the remediator runs with; null with --withdraw. */
  remediator: RunsWithJson | null;
}

type Request = LedgerRequest & { readonly stepId: string };

export function approveCommand(io: Io): Command {
  return withRunsWithOptions(withLedgerOptions(new Command('approve')))
    .description('lets a remediator in mode approve cancel one step and submit it again, once')
    .usage('[options] <j-…> <s-…>')
    .option('--yes', 'do not ask whether it is meant')
    .option('--dry-run', 'show the figures and what would be approved, and write nothing')
    .option('--withdraw', 'take an approval back that no lineage has taken up')
    .option('--json', 'what was approved as JSON, versioned and stable')
    .addHelpText('after', belowOptions(HELP))
    .action(async (ids: string[], flags: ApproveFlags) => {
      const { stepId, ...rest } = await ledgerRequest(ids, flags, io);
      if (stepId === undefined) throw new InputError('no-step', 'the step is not known; give its id, s-…');
      const request = { ...rest, stepId };
      if (flags.withdraw) return withdraw(request, flags, io);
      return approve(request, flags, io);
    });
}

const HELP = `
Shows the figures of "diagnose --cluster" first. An approval is for one step and one time, and lasts 30 minutes. It stands for two gates alone: whether a restart pays (not-worth-it) and how late it is (outside-window) are yours to judge. Every other gate stays: opt-in, lever, budgets, breaker, cooldown. They are asked with what the remediator's function runs with and what its emergency lever says, or with what is assumed of these and named. Where one of them refuses already, nothing is approved, and it is named. The remediator looks at everything again before it cancels.

${permissionText('approve')}

Examples:
  emr-autotune approve j-2AXXXXXXGAPLF s-1AXXXXXXGAPLF --table Remediation-Ledger
  emr-autotune approve j-2AXXXXXXGAPLF s-1AXXXXXXGAPLF --withdraw`;

const MINUTE_MS = 60_000;
/** From the figures to the answer; a choice, well within what an approval lasts. */
const MAX_ANSWER_MS = 10 * MINUTE_MS;

async function approve(request: Request, flags: ApproveFlags, io: Io): Promise<void> {
  const { clusterId, stepId, table, operator } = request;
  const runsWith = await readRunsWith(flags, request, { acts: true });
  const { report, observation } = await lookLive(
    clusterId,
    { region: flags.region, step: stepId, asksForGuard: true, policy: runsWith.policy },
    io,
  );
  const { jobKey } = observation;
  const records = await operator.explain({ table, clusterId, stepId, jobKey });
  const seenAt = io.now();
  const until = seenAt + APPROVAL_MS;
  const { refusals, notes } = judgeApproval(observation, records, { stepId, until, now: seenAt, runsWith });
  if (!flags.json) io.out(`${diagnosisToText(report, textStyleFor(io))}\n\n`);
  const [first] = refusals;
  if (first !== undefined) {
    const others =
      refusals.length > 1
        ? `, and by ${refusals
            .slice(1)
            .map(({ gate }) => gate)
            .join(', ')}`
        : '';
    throw new InputError(
      'would-be-refused',
      `nothing was approved, as it would be refused by ${first.gate}${others}: ${first.reason}`,
    );
  }
  for (const note of notes) io.err(`note: ${note}\n`);
  if (!flags.json) io.out(assumedText(runsWith, io));
  if (!flags.dryRun) await confirmed(request, flags, io);
  if (io.now() - seenAt > MAX_ANSWER_MS) {
    const reason = `the figures are ${Math.round((io.now() - seenAt) / MINUTE_MS)} minutes old by now`;
    throw new InputError('answered-late', `nothing was approved, as ${reason}; look at them again`);
  }
  const approval = flags.dryRun ? undefined : await operator.approve({ table, clusterId, stepId, until });
  const { expectedSpeedUp = null, elapsedMinutes = null, paysAboveMinutes = null } = report.live?.decision ?? {};
  const result: ApproveJson = {
    ...toJson(request, approval === undefined ? 'dry-run' : 'approved', approval),
    ...{ expectedSpeedUp, elapsedMinutes, paysAboveMinutes },
    remediator: runsWithToJson(runsWith),
  };
  io.out(flags.json ? json(result) : `${approvedText(request, approval, io)}\n`);
}

function assumedText(runsWith: RunsWith, io: Io): string {
  const lines = assumedLines(runsWith).flatMap((line) => wrap(io, `assumed: ${line}`, ''));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n\n`;
}

async function confirmed({ clusterId, stepId }: Request, { yes }: ApproveFlags, io: Io): Promise<void> {
  if (yes) return;
  if (io.ask === undefined) {
    throw new InputError('not-asked', 'there is no terminal to ask at; give --yes to approve without a question');
  }
  const answer = await io.ask(`Cancel step ${stepId} on ${clusterId} and submit it again with these settings? [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new InputError('declined', 'nothing was approved');
}

async function withdraw(request: Request, flags: ApproveFlags, io: Io): Promise<void> {
  const { clusterId, stepId, table, operator } = request;
  if (flags.dryRun) {
    const { approval } = await operator.explain({ table, clusterId, stepId });
    return tell(request, withdrawalOf(approval), flags, io);
  }
  return tell(request, await operator.withdraw({ table, clusterId, stepId }), flags, io);
}

/** What a withdrawal would come to. */
function withdrawalOf(approval: Approval | undefined): ApproveJson['result'] {
  if (approval === undefined) return 'none';
  if (approval.takenBy === undefined) return 'dry-run';
  return approval.takenBy === WITHDRAWN ? 'withdrawn' : 'used';
}

function tell(request: Request, result: ApproveJson['result'], flags: ApproveFlags, io: Io): void {
  const { clusterId, stepId } = request;
  const words: Readonly<Record<typeof result, string>> = {
    withdrawn: `withdrawn: the approval of ${stepId} on ${clusterId}. No lineage can take it up any more.`,
    used: `too late: a lineage has taken up the approval of ${stepId}. emr-autotune explain ${clusterId} says where it stands, emr-autotune off stops it.`,
    none: `there is no approval of ${stepId} on ${clusterId}.`,
    'dry-run': `would be withdrawn: the approval of ${stepId} on ${clusterId}. Nothing was written.`,
    approved: '',
  };
  io.out(flags.json ? json(toJson(request, result)) : `${wrap(io, words[result], '').join('\n')}\n`);
}

function toJson({ clusterId, stepId }: Request, result: ApproveJson['result'], approval?: Approval): ApproveJson {
  return {
    schemaVersion: SCHEMA_VERSION,
    clusterId,
    stepId,
    result,
    approvedUntil: approval === undefined ? null : new Date(approval.approvedUntil).toISOString(),
    expectedSpeedUp: null,
    elapsedMinutes: null,
    paysAboveMinutes: null,
    remediator: null,
  };
}

function approvedText({ clusterId, stepId }: Request, approval: Approval | undefined, io: Io): string {
  if (approval === undefined) {
    return `would be approved: ${stepId} on ${clusterId}, once, for 30 minutes. Nothing was written.`;
  }
  return [
    `approved: ${stepId} on ${clusterId}, once, until ${moment(approval.approvedUntil)}`,
    'A remediator in mode approve takes it up at its next tick and looks at everything again before it cancels.',
    `See what it does: emr-autotune explain ${clusterId}`,
    `Take it back before it is taken up: emr-autotune approve ${clusterId} ${stepId} --withdraw`,
  ]
    .flatMap((line) => wrap(io, line, ''))
    .join('\n');
}
