import type { Assessment } from '../assessment';

/** Without knowing which application is the step's, nobody knows what would be cancelled. */
export function applicationUnknown({ obs }: Assessment): string | undefined {
  const asked = obs.asked?.value;
  return asked?.kind === 'none' && asked.isApplicationUnknown ? asked.reason : undefined;
}

/** What the application's own code sets wins over whatever a resubmission says. */
export function setInCode({ job, retune }: Assessment): string | undefined {
  if (job === undefined) return undefined;
  const { setInCode: set, ofUnknownOrigin } = job.settings;
  const changed = new Set(retune?.changes.map(({ key }) => key));
  const inSession = ofUnknownOrigin.filter((key) => key.startsWith(SQL) && changed.has(key));
  const keys = [...set, ...inSession];
  return keys.length === 0
    ? undefined
    : `the application's own code sets ${keys.join(', ')}, so that a resubmission could not change it`;
}

/** EMR sets executors by default, and these keys never: where nothing that is written down sets one, the code does. */
const SQL = 'spark.sql.';
