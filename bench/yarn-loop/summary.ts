import { parseStep, renderArguments, rewriteSettings } from '../../lib/steps';
import type { StepEvent } from './back-end';
import type { LogLine, LoopRun } from './loop';

/** A loop as its report needs it; virtual ms after the root's start. */
export interface LoopSummary {
  readonly scale: number;
  readonly saturatedMs?: number;
  readonly events: readonly StepEvent[];
  readonly steps: readonly { readonly id: string; readonly state: string }[];
  readonly lines: readonly LogLine[];
  readonly ticks: number;
  readonly failures: readonly string[];
  readonly rowState?: string;
}

/** What the report shows of a line. */
const SHOWN = [
  'kind',
  'state',
  'next',
  'action',
  'reason',
  'call',
  'finding',
  'tier',
  'refusals',
  'arithmetic',
] as const;

export function summaryOf(scale: number, loop: LoopRun): LoopSummary {
  const start = loop.steps[0]?.startedMs ?? 0;
  const after = (ms: number): number => ms - start;
  return {
    scale,
    ...(loop.saturatedMs !== undefined && { saturatedMs: after(loop.saturatedMs) }),
    events: loop.events.map((event) => ({ ...event, atMs: after(event.atMs) })),
    steps: loop.steps.map(({ id, state }) => ({ id, state })),
    lines: loop.lines.map(({ atMs, line }) => ({
      atMs: after(atMs),
      line: Object.fromEntries(SHOWN.flatMap((key) => (line[key] === undefined ? [] : [[key, line[key]]]))),
    })),
    ticks: loop.ticks.length,
    failures: loop.failures,
    ...(typeof loop.row?.state === 'string' && { rowState: loop.row.state }),
  };
}

/**
 * A step's arguments with the settings that the last finding proposes for its next run.
 *
 * @throws where no decision proposes any
 */
export function withProposed(args: readonly string[], lines: readonly LogLine[]): string[] {
  const proposals = lines.flatMap(({ line }) => {
    const { changes } = (line.nextRun ?? {}) as { changes?: readonly { readonly key: string; readonly to: string }[] };
    return changes === undefined ? [] : [changes];
  });
  const last = proposals.at(-1);
  const form = parseStep('command-runner.jar', args);
  if (last === undefined || form.kind === 'unknown')
    throw new Error('no decision of the watchdog proposes settings for the next run');
  return renderArguments(rewriteSettings(form.submit, last));
}
