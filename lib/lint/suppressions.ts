import { closestWords } from '../close-words';
import { LINT_IDS, type LintId } from './ids';
import type { Comment, Ignored, LintFinding, Suppression } from './types';

/** `# emr-autotune-ignore: unknown-key the ledger library reads it`, `# emr-autotune-ignore: unknown-key:spark.acme.ledger …`. */
const COMMENT = /(?:^|\s)(?:#+|\/\/|\/\*|!)\s*emr-autotune-ignore:\s*([\w-]+)(?::(\S+))?[ \t]*(.*?)\s*(?:\*\/)?$/;
const MAX_ERRORS = 4;

/** The suppressions of a comment, which is given with its marks. */
export function suppressionsIn({ text, line }: Comment, file?: string): Suppression[] {
  return text.split('\n').flatMap((row, i): Suppression[] => {
    const [, id, key, reason] = COMMENT.exec(row) ?? [];
    return id === undefined ? [] : [{ id, key, reason: reason || undefined, line: line + i, file }];
  });
}

/**
 * The findings that count, with one for every suppression that does nothing.
 *
 * @param untold what the files beneath hold by themselves, which is not told of a command: a suppression of it is not idle
 */
export function withoutSuppressed(
  findings: readonly LintFinding[],
  suppressions: readonly Suppression[],
  ignored: readonly Ignored[] = [],
  untold: readonly LintFinding[] = [],
): LintFinding[] {
  const written = [...new Map(suppressions.map((one) => [JSON.stringify(one), one])).values()];
  const isSuppressed = (finding: LintFinding): boolean =>
    written.some((one) => one.reason !== undefined && isSuppressedBy(one, finding));
  const isIgnored = (finding: LintFinding): boolean => ignored.some((one) => isMeant(one, finding));
  const left = findings.filter((finding) => !isSuppressed(finding) && !isIgnored(finding));
  const all = [...findings, ...untold];
  const idle = [...written.flatMap((one) => toldOf(one, all)), ...ignored.flatMap((one) => toldOfIgnored(one, all))];
  return [...left, ...idle.filter((finding) => !isIgnored(finding))];
}

const isMeant = ({ id, key }: Ignored, finding: LintFinding): boolean =>
  id === finding.id && (key === undefined || key === finding.key);

const isSuppressedBy = (suppression: Suppression, finding: LintFinding): boolean =>
  isMeant(suppression, finding) && suppression.file === finding.file;

/** One for all settings may stand in a script that lints many inputs; a key that no finding has is misspelt, or no longer needed. */
function toldOfIgnored({ id, key }: Ignored, findings: readonly LintFinding[]): LintFinding[] {
  if (key === undefined || findings.some((finding) => isMeant({ id, key }, finding))) return [];
  return [
    {
      id: 'suppression-unused',
      severity: 'note',
      where: `--ignore ${id}:${key}`,
      message: `no finding ${id} is about this key: it suppresses nothing`,
      instead: 'check the key, or leave it out',
    },
  ];
}

function toldOf(suppression: Suppression, findings: readonly LintFinding[]): LintFinding[] {
  const { id, key, reason, line, file } = suppression;
  const place = { severity: 'note' as const, where: `line ${line}`, line, ...(file === undefined ? {} : { file }) };
  const what = key === undefined ? id : `${id}:${key}`;
  if (reason === undefined) {
    return [
      {
        id: 'suppression-without-reason',
        ...place,
        message: `it gives no reason, and suppresses nothing`,
        instead: `write # emr-autotune-ignore: ${what} and the reason`,
      },
    ];
  }
  if (findings.some((finding) => isSuppressedBy(suppression, finding))) return [];
  const close = LINT_IDS.find((one) => one === id) ?? closestId(id);
  return [
    {
      id: 'suppression-unused',
      ...place,
      message:
        close === id
          ? `this file has no finding ${what}: it suppresses nothing`
          : `lint has no finding of the name ${id}: it suppresses nothing`,
      instead: close === undefined || close === id ? 'leave it out' : `write ${close}`,
    },
  ];
}

/** The finding whose name is closest to a misspelt one. */
export function closestId(id: string): LintId | undefined {
  return closestWords(id, LINT_IDS, MAX_ERRORS)[0];
}
