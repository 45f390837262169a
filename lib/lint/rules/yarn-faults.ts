import type { Fault } from '../../effective';
import { type LintFacts, placeInBlocks, placeOf, wholePlace } from '../facts';
import type { Place, PlacedFinding } from '../types';

/** Values with which YARN does not start, or refuses the job. */
export function yarnFaults(facts: LintFacts): PlacedFinding[] {
  return facts.effective.faults.map((fault) =>
    fault.stops === 'start' ? notStarting(facts, fault) : refusingTheJob(facts, fault),
  );
}

function notStarting(facts: LintFacts, { key, place, reason, instead, meant }: Fault): PlacedFinding {
  return {
    id: 'yarn-does-not-start',
    severity: 'error',
    key,
    ...(place === undefined ? wholePlace(facts) : placeInBlocks(facts, place)),
    message: `${reason}: the daemon of YARN that reads it does not start`,
    instead,
    ...(meant === undefined ? {} : { fix: [{ edit: 'set', key, value: meant }] }),
  };
}

/** A configuration that names no queue leaves that to each job, and informs of those that name none either. */
function refusingTheJob(facts: LintFacts, { key, place, reason, instead }: Fault): PlacedFinding {
  const asked = placeOf(facts, QUEUE);
  const isOfJob = facts.subject.kind === 'command' || asked !== undefined;
  const own: Place & { key?: string } =
    asked !== undefined
      ? { key: QUEUE, ...asked }
      : facts.subject.kind === 'command' || place === undefined
        ? wholePlace(facts)
        : { key, ...placeInBlocks(facts, place) };
  return {
    id: 'queue-takes-no-jobs',
    severity: isOfJob ? 'error' : 'note',
    ...own,
    message: `${reason}; YARN refuses ${isOfJob ? 'the job' : 'a job that names no other queue'}`,
    instead,
  };
}

const QUEUE = 'spark.yarn.queue';
