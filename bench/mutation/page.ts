import { grouped, percent } from '../../lib/numbers';
import { NO_DIFFERENCE, type NoDifference } from './no-difference';
import type { Part } from './parts';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** One change of the code, as Stryker's report has it. */
interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  /** Whether it stands in what runs while modules are loaded. */
  readonly static?: boolean;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** What is read of Stryker's report. */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

/** A part of the code and what became of its mutants. */
export interface Judged {
  readonly part: Part;
  readonly report: MutationReport;
}

/** Of each part at least this share of the mutants has to be noticed. */
export const MIN_SCORE = 0.9;

interface Placed extends Mutant {
  readonly file: string;
  readonly source: string;
}

const mutantsOf = (judged: readonly Judged[]): Placed[] => foundIn(judged).map(explained);

const foundIn = (judged: readonly Judged[]): Placed[] =>
  judged.flatMap(({ report }) =>
    Object.entries(report.files)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([file, { source, mutants }]) => mutants.map((mutant) => ({ ...mutant, file, source }))),
  );

/** A survivor of which it is known why it makes no difference is left out of the score. */
function explained(mutant: Placed): Placed {
  const known = NO_DIFFERENCE.find((one) => explains(one, mutant));
  return known === undefined ? mutant : { ...mutant, status: 'Ignored', statusReason: known.reason };
}

const explains = ({ file, code }: NoDifference, mutant: Placed): boolean =>
  survivors([mutant]).length > 0 && file === mutant.file && code === textOf(mutant);

/** Reasons for survivors that there are none of any more: the code has changed, or a test notices. */
export function staleReasons(judged: readonly Judged[]): NoDifference[] {
  const found = foundIn(judged);
  return NO_DIFFERENCE.filter(
    (one) => found.some(({ file }) => file === one.file) && !found.some((mutant) => explains(one, mutant)),
  );
}

const withStatus = (mutants: readonly Placed[], ...states: string[]): Placed[] =>
  mutants.filter(({ status }) => states.includes(status));
const noticed = (mutants: readonly Placed[]): Placed[] => withStatus(mutants, 'Killed', 'Timeout');
const survivors = (mutants: readonly Placed[]): Placed[] => withStatus(mutants, 'Survived', 'NoCoverage');
const share = (mutants: readonly Placed[]): number => {
  const all = noticed(mutants).length + survivors(mutants).length;
  return all === 0 ? 1 : noticed(mutants).length / all;
};

/** The share of mutants that a test notices, of those that could be noticed. */
export const scoreOf = (judged: readonly Judged[]): number => share(mutantsOf(judged));

/** The page `docs/mutation.md`. */
export function toPage(judged: readonly Judged[]): string {
  const all = mutantsOf(judged);
  return [
    '# Tests against mutants',
    '',
    '<!-- Written by `npm run check:mutation`; do not edit. -->',
    '',
    'Stryker changes the code in one place at a time (a condition becomes `true`, `<` becomes `<=`, a string becomes empty) and runs the tests that reach that place. A change that no test notices is a survivor:',
    'an assertion is missing, or the change makes no difference. Every mutator is on, those of strings included: ids, reasons and units are strings.',
    '',
    'Not mutated: types, tables of numbers and names (`thresholds.ts`, `contract.ts`; their pages and schemas pin them), and what only carries data (`report.ts`, `observation.ts`, `log-entry.ts`).',
    '',
    '| part | mutants | killed | timed out | survived | not covered | no difference | score |',
    '|---|---|---|---|---|---|---|---|',
    ...judged.map((one) => toLine(`**${one.part.name}**: ${one.part.holds}`, mutantsOf([one]))),
    toLine('**all**', all),
    '',
    '*Timed out*: the change makes a loop endless. *No difference*: left out of the score, with the reason below. The score is the share of mutants noticed; each part has to reach ' +
      `${100 * MIN_SCORE} %.`,
    '',
    '## By file',
    '',
    '| file | mutants | killed | timed out | survived | not covered | no difference | score |',
    '|---|---|---|---|---|---|---|---|',
    ...[...new Set(all.map(({ file }) => file))].map((file) =>
      toLine(
        `\`${file}\``,
        all.filter((mutant) => mutant.file === file),
      ),
    ),
    '',
    '## No difference',
    '',
    'Changes after which the code does the same. The reasons stand in a comment at the code or in `bench/mutation/no-difference.ts`; one that explains nothing any more is an error.',
    '',
    '| file | code | reason |',
    '|---|---|---|',
    ...unique(
      withStatus(all, 'Ignored').map(
        (mutant) => `| \`${mutant.file}\` | ${code(lineOf(mutant))} | ${mutant.statusReason ?? ''} |`,
      ),
    ),
    '',
    '## Survivors',
    '',
    '| file | code | survives as |',
    '|---|---|---|',
    ...survivors(all).map(
      (mutant) => `| \`${mutant.file}\` | ${code(textOf(mutant))} | ${code(mutant.replacement ?? '')} |`,
    ),
    '',
  ].join('\n');
}

function toLine(name: string, mutants: readonly Placed[]): string {
  const count = (status: string): string => grouped(withStatus(mutants, status).length);
  const ignored = withStatus(mutants, 'Ignored').length;
  const cells = [
    grouped(mutants.length),
    ...['Killed', 'Timeout', 'Survived', 'NoCoverage'].map(count),
    grouped(ignored),
  ];
  return `| ${name} | ${cells.join(' | ')} | ${percent(share(mutants))} |`;
}

const unique = (lines: readonly string[]): string[] => [...new Set(lines)];

const lineOf = ({ source, location }: Placed): string => source.split('\n')[location.start.line - 1]?.trim() ?? '';

/** The code that was changed; only its first line where it has several. */
function textOf({ source, location: { start, end } }: Placed): string {
  const line = source.split('\n')[start.line - 1] ?? '';
  return start.line === end.line ? line.slice(start.column - 1, end.column - 1) : `${line.slice(start.column - 1)} …`;
}

/** Code in a cell of a table. */
function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}
