const LINE_START = '\r\u001b[K';

/** One line on a terminal's stderr, rewritten as virtual time goes by. */
export interface Progress {
  /** Virtual ms after the start. */
  readonly onTick?: (atMs: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** @param write to stderr; undefined where stderr is not a terminal */
export function progressLine(write: ((text: string) => void) | undefined): Progress {
  if (write === undefined) return { end: () => undefined };
  return {
    onTick: (atMs) => write(`${LINE_START}rehearsing: ${(atMs / 3_600_000).toFixed(1)} virtual hours`),
    end: () => write(LINE_START),
  };
}
