import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JOBS, type Job, PLAIN } from './jobs';

const ROOT = join(__dirname, '..', '..');
export const PAGE = join(ROOT, 'docs', 'found-late.md');
const PUBLISHED = join(ROOT, 'test', 'fixtures', 'found-late', 'results.json');

/** What became of a job. Times in ms after the step's submission, minutes where the name says so. */
export interface Row {
  readonly name: string;
  readonly calculator: string;
  readonly mode: string;
  readonly foundMinutes: number;
  /** Whether at any look more certainly remained than a restart needs. */
  readonly paysByRule: boolean;
  /** Of the first look that weighed it; undefined where none did. */
  readonly remainingMinutes?: number;
  readonly paysAboveMinutes?: number;
  /** Undefined: it never ends. */
  readonly undisturbedMs?: number;
  /** When it ended, or would have ended, after a restart; undefined where none is computed. */
  readonly restartedMs?: number;
  readonly cured: boolean;
  readonly cancelled: boolean;
  readonly setInCode: boolean;
}

/** Of the jobs for which a restart pays under the rule at least this share has to be cured. */
const MIN_CURED = 0.95;
const MINUTE_MS = 60_000;

/** Writes the page, and the rows that it is made of: those that were published before where a job was not run now. */
export function publishDocs(fresh: readonly Row[]): void {
  mkdirSync(dirname(PUBLISHED), { recursive: true });
  const keyOf = ({ name, calculator, mode = 'client', foundMinutes }: Job | Row): string =>
    [name, calculator, mode, Math.round(foundMinutes)].join(' ');
  const known = new Map(
    [...publishedRows(), ...fresh].map((row) => [keyOf(row), { ...row, mode: row.mode ?? 'client' }]),
  );
  const rows = JOBS.flatMap((job) => known.get(keyOf(withoutHour(job))) ?? []);
  writeFileSync(PUBLISHED, `${JSON.stringify(rows, undefined, 2)}\n`);
  writeFileSync(PAGE, toPage(rows));
}

/** When a job is found after its own submission: one comes an hour after another application. */
const withoutHour = (job: Job): Job => ({
  ...job,
  foundMinutes: job.foundMinutes - (job.scenario.steps.at(-1)?.submittedAtMinutes ?? 0),
});

export const publishedRows = (): Row[] => JSON.parse(readFileSync(PUBLISHED, 'utf8')) as Row[];

/** The jobs for which a restart pays under the rule, and that may be restarted. */
function underRule(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ paysByRule, setInCode }) => paysByRule && !setInCode);
}

/** Restarts after which the result came no sooner, or not at all. */
function inVain(rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => row.cancelled && !(row.cured && pays(row)));
}

/** Whether no restart was in vain, and enough of the jobs for which one pays by the rule were cured. */
export function holds(rows: readonly Row[]): boolean {
  const wanted = underRule(rows);
  return inVain(rows).length === 0 && wanted.filter((row) => row.cured).length >= MIN_CURED * wanted.length;
}

export function toPage(rows: readonly Row[]): string {
  const wanted = underRule(rows);
  const cured = wanted.filter((row) => row.cured);
  const truly = rows.filter((row) => pays(row) && !row.setInCode);
  const trulyCured = truly.filter((row) => row.cured);
  return [
    '# Jobs found late',
    '',
    '<!-- Written by npm run bench:found-late -- --docs; edit bench/found-late/page.ts instead. -->',
    '',
    'Stuck jobs on 82 × r5.4xlarge, in client and in cluster mode, rehearsed through the built function ([simulator](simulator.md)): work of several kinds, found at once, after three and after six hours,',
    'under either calculator. *Remains* and *pays above* are what the first look that weighed a restart logged; *by rule* says whether more certainly remained at any look than pays. *Alone* and',
    '*restarted* are when the job ends, after its submission, if it is left alone and after a restart at that time, in the same model; *truly* says whether the latter is sooner.',
    '',
    `- ${rows.length} jobs, and ${wanted.length} for which a restart pays under [the rule](remediation.md#whether-a-restart-pays), settings in code aside: **${cured.length} cured** (${share(cured.length, wanted.length)}).`,
    `- Restarts that did not pay: **${inVain(rows).length}**.`,
    `- ${truly.length} jobs for which a restart would truly have paid: ${trulyCured.length} cured (${share(trulyCured.length, truly.length)}). The rule knows a lower bound, and not what later stages hold.`,
    '',
    '## The plain jobs',
    '',
    ...matrixOf(rows),
    '',
    '## All jobs',
    '',
    '| job | calculator | mode | found after | remains | pays above | by rule | alone | restarted | truly | outcome |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map(toLine),
    '',
  ].join('\n');
}

/** Each plain job in each deploy mode under each calculator by the time at which it is found. */
function matrixOf(rows: readonly Row[]): string[] {
  const plain = rows.filter(({ name }) => PLAIN.includes(name));
  const times = [...new Set(plain.map(foundAfter))].sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
  const ordered = ['at once', ...times.filter((time) => time !== 'at once')];
  const kinds = [...new Set(plain.map(({ name, mode, calculator }) => [name, mode, calculator].join(' | ')))];
  return [
    `| job | mode | calculator | found ${ordered.join(' | found after ')} |`,
    `|---|---|---|${ordered.map(() => '---|').join('')}`,
    ...kinds.sort().map((kind) => {
      const ofKind = plain.filter(({ name, mode, calculator }) => [name, mode, calculator].join(' | ') === kind);
      const cells = ordered.map((time) => {
        const row = ofKind.find((one) => foundAfter(one) === time);
        return row === undefined ? '–' : `${outcomeOf(row)}${row.paysByRule ? '' : ', does not pay'}`;
      });
      return `| ${kind} | ${cells.join(' | ')} |`;
    }),
  ];
}

const foundAfter = ({ foundMinutes }: Row): string => (foundMinutes < 5 ? 'at once' : minutes(foundMinutes));

const pays = ({ restartedMs, undisturbedMs }: Row): boolean =>
  restartedMs !== undefined && restartedMs < (undisturbedMs ?? Number.POSITIVE_INFINITY);

const share = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part / whole) * 100).toFixed(1)} %`);
const minutes = (value: number | undefined): string => (value === undefined ? '–' : `${Math.round(value)} min`);
const fromMs = (value: number | undefined): string => minutes(value === undefined ? undefined : value / MINUTE_MS);
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

export function toLine(row: Row): string {
  const { name, calculator, mode, remainingMinutes, paysAboveMinutes, undisturbedMs, restartedMs } = row;
  const cells = [
    name,
    calculator,
    mode,
    foundAfter(row),
    minutes(remainingMinutes),
    minutes(paysAboveMinutes),
    yesNo(row.paysByRule),
    fromMs(undisturbedMs),
    fromMs(restartedMs),
    restartedMs === undefined ? '–' : yesNo(pays(row)),
    outcomeOf(row),
  ];
  return `| ${cells.join(' | ')} |`;
}

function outcomeOf({ cured, cancelled, setInCode }: Row): string {
  if (cured) return 'cured';
  if (cancelled) return 'cancelled, and not cured';
  return setInCode ? 'refused: set in code' : 'left alone';
}
