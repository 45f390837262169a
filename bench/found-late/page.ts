/** What became of a job. Times in ms after its submission, minutes where the name says so. */
export interface Row {
  readonly name: string;
  readonly calculator: string;
  readonly foundMinutes: number;
  /** Whether at any look more certainly remained than a restart needs. */
  readonly paysByRule: boolean;
  /** Of the first look that weighed it; undefined where none did. */
  readonly remainingMinutes?: number;
  readonly paysAboveMinutes?: number;
  readonly undisturbedMs: number;
  /** When it ended, or would have ended, after a restart. */
  readonly restartedMs: number;
  readonly cured: boolean;
  readonly cancelled: boolean;
  readonly setInCode: boolean;
}

/** Of the jobs for which a restart pays under the rule at least this share has to be cured. */
const MIN_CURED = 0.95;

export function toPage(rows: readonly Row[]): { readonly text: string; readonly holds: boolean } {
  const underRule = rows.filter(({ paysByRule, setInCode }) => paysByRule && !setInCode);
  const cured = underRule.filter((row) => row.cured);
  const inVain = rows.filter((row) => row.cancelled && !(row.cured && pays(row)));
  const truly = rows.filter((row) => pays(row) && !row.setInCode);
  const trulyCured = truly.filter((row) => row.cured);
  const text = [
    '# Jobs found late',
    '',
    'Stuck jobs on 82 × r5.4xlarge, client mode, rehearsed through the built function ([simulator](simulator.md)): work of several kinds, found at once, after three and after six hours,',
    'under either calculator. Written by `npm run bench:found-late`. *Remains* and *pays above* are what the first look that weighed a restart logged; *alone* and *restarted* are when the job',
    'ends if it is left alone, and after a restart at that time, in the same model.',
    '',
    `- ${underRule.length} jobs of ${rows.length} for which a restart pays under [the rule](remediation.md#whether-a-restart-pays), settings in code aside: **${cured.length} cured** (${share(cured.length, underRule.length)}).`,
    `- Restarts that did not pay: **${inVain.length}**.`,
    `- ${truly.length} jobs for which a restart would truly have paid: ${trulyCured.length} cured (${share(trulyCured.length, truly.length)}). The rule knows a lower bound, and not what later stages hold.`,
    '',
    '| job | calculator | found after | remains at least | pays above | alone | restarted | |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(toLine),
    '',
  ].join('\n');
  return { text, holds: inVain.length === 0 && cured.length >= MIN_CURED * underRule.length };
}

const pays = ({ restartedMs, undisturbedMs }: Row): boolean => restartedMs < undisturbedMs;

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`);

function toLine(row: Row): string {
  const { name, calculator, foundMinutes, remainingMinutes, paysAboveMinutes, undisturbedMs, restartedMs } = row;
  const minutes = (value: number | undefined): string =>
    value === undefined || !Number.isFinite(value) ? '–' : `${Math.round(value)} min`;
  const cells = [
    name,
    calculator,
    foundMinutes === 0 ? 'at once' : minutes(foundMinutes),
    minutes(remainingMinutes),
    minutes(paysAboveMinutes),
    minutes(undisturbedMs / 60_000),
    minutes(restartedMs / 60_000),
    row.cured ? 'cured' : row.setInCode ? 'refused: set in code' : 'left alone',
  ];
  return `| ${cells.join(' | ')} |`;
}
