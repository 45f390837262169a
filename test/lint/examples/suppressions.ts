import { withoutSuppressed } from '../../../lib/lint';
import { suppressionsIn } from '../../../lib/lint/suppressions';
import { lintLine } from '../support';
import { type Example, only } from './example';

/** Findings of a file with an unknown key and this comment. */
const suppressed = (comment: string) =>
  only(() => withoutSuppressed(lintLine('--conf spark.acme.ledger=9'), suppressionsIn({ text: comment, line: 1 })));

/** Suppressions. */
export const SUPPRESSIONS: readonly Example[] = [
  {
    id: 'suppression-without-reason',
    severity: 'note',
    wrong: suppressed('# emr-autotune-ignore: unknown-key'),
    right: suppressed('# emr-autotune-ignore: unknown-key the ledger library reads it'),
  },
  {
    id: 'suppression-unused',
    severity: 'note',
    wrong: suppressed('# emr-autotune-ignore: unit-trap the size is meant'),
    right: suppressed('# emr-autotune-ignore: unknown-key the ledger library reads it'),
  },
];
