import type { StepEvent } from './back-end';
import type { LogLine } from './loop';

export function eventText({ stepId, what, exit }: StepEvent): string {
  return `step ${stepId}: ${what}${exit === undefined ? '' : `, exit ${exit}`}`;
}

/** Decisions that differ from the one before, pages and calls. */
export function lineTexts(lines: readonly LogLine[]): { readonly atMs: number; readonly text: string }[] {
  let last = '';
  return lines.flatMap(({ atMs, line }) => {
    const text = lineText(line);
    if (text === undefined || text === last) return [];
    last = text;
    return [{ atMs, text: `watchdog: ${text}` }];
  });
}

function lineText(line: Readonly<Record<string, unknown>>): string | undefined {
  const word = (key: string): string => (typeof line[key] === 'string' ? (line[key] as string) : '');
  switch (line.kind) {
    case 'page':
      return `page ${word('reason')}`;
    case 'call':
      return `call ${word('call')}`;
    case 'decision': {
      const [state, next] = [word('state'), word('next')];
      const refusals = Array.isArray(line.refusals)
        ? (line.refusals as { gate?: string }[]).map(({ gate }) => gate)
        : [];
      const gates = refusals.length === 0 ? '' : `; gates ${refusals.join(', ')}`;
      const found =
        word('finding') === '' ? '' : `; ${word('finding')}${word('tier') === '' ? '' : ` ${word('tier')}`}`;
      return `${next === '' || next === state ? state : `${state} → ${next}`}: ${word('action')} ${word('reason')}${found}${gates}`;
    }
    default:
      return undefined;
  }
}
