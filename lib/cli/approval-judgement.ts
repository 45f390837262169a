import { InputError } from '../errors';
import {
  ALLOW_KEY,
  assess,
  emptyRow,
  LEVER,
  type LedgerRecords,
  type Observation,
  OPT_IN_TAG,
  optedInId,
  type Refusal,
  type Row,
  TIER,
} from '../remedy';
import type { RunsWith } from '../render';

interface AskedApproval {
  readonly runsWith: RunsWith;
  readonly stepId: string;
  /** Epoch ms. */
  readonly until: number;
  readonly now: number;
}

interface Judgement {
  /** Gates that would refuse the step with this approval. */
  readonly refusals: readonly Refusal[];
  /** What cannot be told from here, in sentences. */
  readonly notes: readonly string[];
}

/**
 * What the remediator would have against a step that a person approves, by its own gates.
 *
 * @throws InputError where the step does not run, or nothing is found that new settings would mend
 */
export function judgeApproval(
  observation: Observation,
  records: LedgerRecords,
  { stepId, until, now, runsWith }: AskedApproval,
): Judgement {
  const row = rowFor(observation, records, stepId);
  const { settings } = runsWith;
  const owner = optedInId(observation.cluster?.value.tags[OPT_IN_TAG]);
  const { suspect, retune, refusals, tier } = assess(
    {
      ...observation,
      mode: settings?.mode ?? 'approve',
      // Whichever it is, if that is not known: one that the tag does not name will refuse.
      remediatorId: settings?.remediatorId ?? owner ?? '',
      allowedStepNames: settings?.allowedStepNames ?? [],
      approval: { at: now, value: { expiresAt: until } },
      lever: { at: now, value: runsWith.lever ?? LEVER.run },
      ...(records.job === undefined ? {} : { job: { at: now, value: records.job } }),
    },
    row,
    now,
    runsWith.policy,
  );
  if (!suspect || retune === undefined) {
    const reason = 'nothing was found that new settings would mend';
    throw new InputError('nothing-found', `nothing was approved, as ${reason}`);
  }
  // The allow-list is the function's.
  const mayBeListed = ({ gate }: Refusal): boolean =>
    gate === 'not-opted-in' && owner !== undefined && settings === undefined;
  const against = refusals.filter((refusal) => !mayBeListed(refusal));
  if (against.length === 0 && tier !== TIER.confirmed) {
    const reason = 'the finding is not confirmed yet';
    throw new InputError('not-confirmed', `nothing was approved, as ${reason}; try again in some minutes`);
  }
  return { refusals: against, notes: refusals.some(mayBeListed) ? [NOT_ALLOWED] : [] };
}

const NOT_ALLOWED = `the step does not carry ${ALLOW_KEY}=true, so that it is taken up only if the stack's allow-list names it`;

function rowFor({ root, clusterId }: Observation, { stored }: LedgerRecords, stepId: string): Row {
  const running = root?.value.id;
  if (running !== stepId) {
    const found = running === undefined ? 'none was seen to run' : `${running} is`;
    throw new InputError('not-running', `${stepId} is not the running step of ${clusterId}; ${found}`);
  }
  if (stored.kind === 'row') return stored.row;
  if (stored.kind === 'none') return emptyRow(clusterId);
  throw new InputError(
    'strange-row',
    `this version does not understand the row of ${clusterId}; emr-autotune explain ${clusterId} says why`,
  );
}
