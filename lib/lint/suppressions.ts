import { closestWords } from '../close-words';
import { LINT_IDS, type LintId } from './ids';
import type { Ignored, LintFinding, Suppression } from './types';

/** `# emr-autotune-ignore: unknown-key the ledger library reads it`, `# emr-autotune-ignore: unknown-key:spark.acme.ledger …`. */
const COMMENT = /(?:^|\s)(?:#|\/\/|!)\s*emr-autotune-ignore:\s*([\w-]+)(?::(\S+))?[ \t]*(.*)$/;
const MAX_ERRORS = 4;

/** The suppressions in the comments of a file. */
export function findSuppressions(text: string, file?: string): Suppression[] {
  return text.split(/\r\n|\n|\r/).flatMap((line, i): Suppression[] => {
    const [, id, key, reason = ''] = COMMENT.exec(line) ?? [];
    return id === undefined ? [] : [{ id, key, reason: reason.trim() || undefined, line: i + 1, file }];
  });
}

/** The findings that count, with one for every suppression that does nothing. */
export function withoutSuppressed(
  findings: readonly LintFinding[],
  suppressions: readonly Suppression[],
  ignored: readonly Ignored[] = [],
): LintFinding[] {
  const counting: readonly Ignored[] = suppressions.filter(({ reason }) => reason !== undefined);
  const left = findings.filter((finding) => ![...counting, ...ignored].some((one) => isMeant(one, finding)));
  const idle = suppressions.flatMap((one) => told(one, findings));
  return [...left, ...idle.filter((finding) => !ignored.some((one) => isMeant(one, finding)))];
}

function isMeant(one: Ignored, finding: LintFinding): boolean {
  return (
    one.id === finding.id &&
    (one.key === undefined || one.key === finding.key) &&
    (one.file === undefined || finding.file === undefined || one.file === finding.file)
  );
}

function told(suppression: Suppression, findings: readonly LintFinding[]): LintFinding[] {
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
  if (findings.some((finding) => isMeant(suppression, finding))) return [];
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
