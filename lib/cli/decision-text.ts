import { grouped, percent } from '../render';

/** A decision line of the function for a person. */
export interface DecisionText {
  /** Looks with the same key say the same thing again. */
  readonly key: string;
  readonly text: string;
  readonly below: readonly string[];
}

/** The fields that are shown; the line holds more, and older or newer functions may leave some out. */
export interface DecisionLine {
  readonly state?: string;
  readonly next?: string;
  readonly action?: string;
  readonly reason?: string;
  readonly finding?: string;
  readonly tier?: string;
  readonly root?: string;
  readonly s?: number;
  readonly tMinutes?: number;
  readonly refusals?: readonly { readonly gate: string; readonly detail: string }[];
  readonly observed?: Readonly<Record<string, number | undefined>>;
  readonly arithmetic?: readonly string[];
  readonly nextRun?: {
    readonly changes: readonly { readonly key: string; readonly from?: string; readonly to: string }[];
  };
  readonly changes?: readonly { readonly key: string; readonly from?: string; readonly to: string }[];
}

export function decisionText(entry: Readonly<Record<string, unknown>>): DecisionText {
  const line = entry as DecisionLine;
  const { state = '', next = state, action = '', reason = '' } = line;
  const gatesAndTier = (line.refusals ?? []).map((r) => r.gate).join(' ');
  const key = `${state} ${next} ${action} ${line.tier ?? ''} ${gatesAndTier || reason}`;
  const say = (text: string, below: readonly string[] = []): DecisionText => ({ key, text, below });
  const refusals = line.refusals ?? [];
  if (state === 'watching' && refusals.length > 0) {
    const gates = refusals.map((r) => r.gate).join(', ');
    const explained = line.tier === 'T1' || line.tier === 'T2';
    return say(`finds ${line.finding ?? 'a suspect'}${explained ? ` (tier ${line.tier})` : ''}, holds back: ${gates}`, [
      ...refusals.map((r) => r.detail),
      ...(explained ? [...figuresLine(line), ...(line.arithmetic ?? []), ...nextRunLines(line)] : []),
    ]);
  }
  if (state === 'watching' && next === 'intent') {
    return say(`finds ${line.finding} (tier ${line.tier}); every gate lets pass`, [
      ...figuresLine(line),
      ...(line.arithmetic ?? []),
      ...worth(line),
    ]);
  }
  if (action === 'cancel') return say(`looks once more, finds the same, and cancels ${line.root}`);
  if (action === 'add') {
    const changes = line.changes ?? [];
    return say(
      `submits the step again, marked, with ${changes.length} changed settings`,
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

/** The settings that the ledger keeps for the job's next run. */
function nextRunLines({ nextRun }: DecisionLine): string[] {
  const changes = nextRun?.changes ?? [];
  return changes.length === 0 ? [] : [`for the next run: ${changes.map(({ key, to }) => `${key}=${to}`).join(' ')}`];
}

/** What was measured, in one line; none where nothing was. */
export function figuresLine({ observed }: DecisionLine): string[] {
  if (observed === undefined) return [];
  const { memoryUtilisation, coreUtilisation, cpu, containersPending, cores, vcores } = observed;
  const parts = [
    memoryUtilisation === undefined ? [] : [`memory ${percent(memoryUtilisation)}`],
    coreUtilisation === undefined
      ? []
      : [`cores ${grouped(cores ?? 0)} of ${grouped(vcores ?? 0)} (${percent(coreUtilisation)})`],
    cpu === undefined ? [] : [`CPU measured at ${percent(cpu)}`],
    containersPending === undefined ? [] : [`${grouped(containersPending)} containers pending`],
  ].flat();
  return [parts.join(', ')];
}

function worth({ s, tMinutes }: DecisionLine): string[] {
  if (s === undefined || tMinutes === undefined) return [];
  return [
    `worth a restart: ${tMinutes.toFixed(0)} min are lost, three quarters of the predicted speed-up are ${s.toFixed(2)}`,
  ];
}
