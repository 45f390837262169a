import { LEVER, type Lever, type Mode, mayWrite, type Policy, type RemediatorSettings } from '../remedy';

/** What a remediator runs with, as far as that could be read. */
export interface RunsWith {
  /** The function's own, else the default. */
  readonly policy: Policy;
  /** Undefined where the function was not read. */
  readonly settings?: RemediatorSettings;
  /** Undefined where it was not read. */
  readonly lever?: Lever;
  /** Why, where it was tried. */
  readonly unread?: { readonly settings?: string; readonly lever?: string };
}

/** What a remediator runs with, as `explain --json` and `approve --json` print it. */
export interface RunsWithJson {
  /** Null where the function was not read. */
  mode: Mode | null;
  /** What the remediator takes its emergency lever for; null where it was not read. */
  lever: Lever | null;
  /** What is taken for true because it was not read, in sentences. */
  assumed: string[];
}

export function runsWithToJson(runsWith: RunsWith): RunsWithJson {
  const { settings, lever } = runsWith;
  return { mode: settings?.mode ?? null, lever: lever ?? null, assumed: assumedLines(runsWith) };
}

/** What is taken for true because it was not read; a mode that writes nothing has no lever. */
export function assumedLines({ settings, lever, unread }: RunsWith): string[] {
  const hasLever = settings === undefined || mayWrite(settings.mode);
  return [
    ...(settings === undefined
      ? [`${NO_SETTINGS}; ${unread?.settings ?? '--function or --stack names its function'}`]
      : []),
    ...(hasLever && lever === undefined ? [`${NO_LEVER}; ${unread?.lever ?? '--lever or --stack names it'}`] : []),
  ];
}

const NO_SETTINGS = 'the remediator runs in mode approve or remediate, with the default thresholds';
const NO_LEVER = 'its emergency lever says run';

/** What was read, in one line. */
export function runsWithLines({ settings, lever }: RunsWith): string[] {
  const mode = settings === undefined ? [] : [`the remediator runs in mode ${settings.mode}`];
  const says = lever === undefined ? [] : [`its emergency lever says ${lever}`];
  const known = [...mode, ...says];
  return known.length === 0 ? [] : [known.join('; ')];
}

/** Why the remediator sends nothing to EMR, whatever its rows say; empty where it does, as far as is known. */
export function stoppedLines({ settings, lever }: RunsWith): string[] {
  if (settings !== undefined && !mayWrite(settings.mode))
    return [`another mode, before anything is sent to EMR: the remediator runs in mode ${settings.mode}`];
  return lever === LEVER.stop
    ? ['the emergency lever to say run: until then nothing is cancelled and nothing is submitted']
    : [];
}
