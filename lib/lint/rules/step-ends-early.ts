import { isOn, type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

const KEY = 'spark.yarn.submit.waitAppCompletion';

/** spark-submit that does not wait: what EMR says of the step is then nothing about the application. */
export function stepEndsEarly(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, KEY);
  if (place === undefined || facts.deployMode !== 'cluster' || isOn(facts, KEY, true)) return [];
  return [
    {
      id: 'step-ends-early',
      severity: 'note',
      key: KEY,
      ...place,
      message: 'the step is COMPLETED as soon as YARN has accepted the application, whatever becomes of it',
      instead: 'leave it out where the state of the step is to be that of the job',
      fix: [{ edit: 'remove', key: KEY }],
    },
  ];
}
