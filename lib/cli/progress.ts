import { counted } from '../numbers';
import type { RehearsalProgress } from '../rehearsal';
import type { Io } from './io';

const LINE_START = '\r\u001b[K';

/** One line on a terminal's stderr, rewritten as the work goes on. */
export interface Progress {
  readonly show: (text: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** Shows nothing where progress is not wanted. */
export function progressLine({ progress, err }: Pick<Io, 'progress' | 'err'>): Progress {
  if (!progress) return { show: () => undefined, end: () => undefined };
  return { show: (text) => err(`${LINE_START}${text}`), end: () => err(LINE_START) };
}

/** How far a rehearsal is: `rehearsing: 2.5 of at most 48 virtual hours, 0 of 1 step ended`. */
export function rehearsalInWords({ atMs, maxMs, ended, steps }: RehearsalProgress): string {
  const hours = (ms: number, digits: number): string => (ms / 3_600_000).toFixed(digits);
  return `rehearsing: ${hours(atMs, 1)} of at most ${hours(maxMs, 0)} virtual hours, ${ended} of ${counted(steps, 'step')} ended`;
}
