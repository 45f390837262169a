import { counted, grouped, percent } from '../numbers';
import { type CallEntry, type DecisionEntry, type LogEntry, TIER } from '../remedy';

/** A decision of the remediator for a person. */
export interface DecisionText {
  /** Looks with the same key say the same thing again. */
  readonly key: string;
  readonly text: string;
  readonly below: readonly string[];
}

/** A decision in a sentence, with the figures and settings that belong to it below. */
export function decisionText(entry: DecisionEntry): DecisionText {
  const { state, next, action, reason, tier, finding, arithmetic, refusals } = entry;
  const gates = refusals.map(({ gate }) => gate);
  const key = `${state} ${next} ${action} ${tier ?? ''} ${gates.join(' ') || reason}`;
  const say = (text: string, below: readonly string[] = []): DecisionText => ({ key, text, below });
  if (state === 'watching' && refusals.length > 0) {
    const explained = tier === TIER.explained || tier === TIER.confirmed;
    return say(
      `finds ${finding ?? 'a suspect'}${explained ? ` (tier ${tier})` : ''}, holds back: ${gates.join(', ')}`,
      [
        ...refusals.map((refusal) => refusal.reason),
        ...(explained ? [...figuresLine(entry), ...arithmetic, ...nextRunLines(entry)] : []),
      ],
    );
  }
  if (state === 'watching' && next === 'intent') {
    return say(`finds ${finding} (tier ${tier}); every gate lets pass`, [
      ...figuresLine(entry),
      ...arithmetic,
      ...worthLines(entry),
    ]);
  }
  if (action === 'cancel') return say(`looks once more, finds the same, and cancels ${entry.root}`);
  if (action === 'add') {
    const changes = entry.changes ?? [];
    return say(
      `submits the step again, marked, with ${counted(changes.length, 'changed setting')}`,
      changes.map(({ key: setting, from, to }) => `${setting}: ${from ?? 'not set'} → ${to}`),
    );
  }
  if (state === 'watching') return say(`watches: ${reason}`);
  if (next === 'closed' || (state === 'closed' && next === 'watching')) {
    return { key: `closed ${reason}`, text: `closes the case: ${reason}`, below: [] };
  }
  if (next === 'held') return say(`holds and pages a person: ${reason}`);
  return { key: `${state} ${reason}`, text: `${state}: ${reason}`, below: [] };
}

/** The fields of a log entry that `entryText` words. */
export type WordedEntry = Pick<LogEntry, 'kind'> &
  Partial<
    Pick<DecisionEntry, 'state' | 'next' | 'action' | 'reason' | 'finding' | 'tier' | 'refusals'> &
      Pick<CallEntry, 'call'>
  >;

/** A decision, call or page in one line of a protocol; undefined for what says nothing of the remediation's course. */
export function entryText(entry: WordedEntry): string | undefined {
  switch (entry.kind) {
    case 'page':
      return `page ${entry.reason}`;
    case 'call':
      return `call ${entry.call}`;
    case 'decision': {
      const { state, next, action, reason, finding, tier, refusals = [] } = entry;
      const gates = refusals.length === 0 ? '' : `; gates ${refusals.map(({ gate }) => gate).join(', ')}`;
      const found = finding === undefined ? '' : `; ${[finding, tier].filter((word) => word !== undefined).join(' ')}`;
      return `${next === state ? state : `${state} → ${next}`}: ${action} ${reason}${found}${gates}`;
    }
    default:
      return undefined;
  }
}

/** The settings that the ledger keeps for the job's next run. */
function nextRunLines({ nextRun }: DecisionEntry): string[] {
  const changes = nextRun?.changes ?? [];
  return changes.length === 0 ? [] : [`for the next run: ${changes.map(({ key, to }) => `${key}=${to}`).join(' ')}`];
}

/** What was measured, in one line; none where nothing was. */
export function figuresLine({ observed }: Pick<DecisionEntry, 'observed'>): string[] {
  if (observed === undefined) return [];
  const { memoryUtilisation, coreUtilisation, cpu, containersPending, cores, vcores } = observed;
  const parts = [
    memoryUtilisation === undefined ? [] : [`memory ${percent(memoryUtilisation)}`],
    coreUtilisation === undefined
      ? []
      : [`cores ${grouped(cores ?? 0)} of ${grouped(vcores ?? 0)} (${percent(coreUtilisation)})`],
    cpu === undefined ? [] : [`CPU measured at ${percent(cpu)}`],
    containersPending === undefined ? [] : [`${counted(containersPending, 'container')} pending`],
  ].flat();
  return [parts.join(', ')];
}

function worthLines({ expectedSpeedUp, elapsedMinutes }: DecisionEntry): string[] {
  if (expectedSpeedUp === undefined || elapsedMinutes === undefined) return [];
  return [
    `worth a restart: ${elapsedMinutes.toFixed(0)} min are lost, three quarters of the predicted speed-up are ${expectedSpeedUp.toFixed(2)}`,
  ];
}
