import { parseBoolean } from '../../spark';
import type { Assessment } from '../assessment';
import type { JobFacts } from '../job-facts';

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
  const counts = (key: string): boolean => (key.startsWith(SQL) ? changed.has(key) : !isDefaultOfEmr(key, job));
  const keys = [...set, ...ofUnknownOrigin.filter(counts)];
  return keys.length === 0
    ? undefined
    : `the application's own code sets ${keys.join(', ')}, so that a resubmission could not change it`;
}

/** Of a session: such a setting limits no executor, and stands in the way only of a change. */
const SQL = 'spark.sql.';

const SWITCHED_ON_BY_EMR: ReadonlySet<string> = new Set([
  'spark.dynamicAllocation.enabled',
  'spark.yarn.heterogeneousExecutors.enabled',
]);

/** Whether EMR itself may have set it. Numbers of executors it does not set: one that is written down nowhere would also limit smaller executors. */
function isDefaultOfEmr(key: string, { evidence }: JobFacts): boolean {
  if (key === 'spark.executor.memory' || key === 'spark.executor.cores') return true;
  return SWITCHED_ON_BY_EMR.has(key) && parseBoolean(evidence.settings[key] ?? '') === true;
}
