/** What a command may touch; tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readFile: (path: string) => string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Whether to colour. */
  readonly color: boolean;
  /** Columns. */
  readonly width: number;
  /** Whether stderr is a terminal, so that progress helps. */
  readonly progress: boolean;
}

/** 0 done · 1 something needs action · 2 bad usage or input. */
export type ExitCode = 0 | 1 | 2;

/** For commander: an option that may be given more than once. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

/** What `--json` prints. */
export const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
