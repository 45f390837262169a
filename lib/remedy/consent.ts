import { parseBoolean, SparkSettings } from '../spark';
import { settingsInForce } from '../steps';
import { ALLOW_KEY, LEVER, mayWrite, OPT_IN_TAG, optInValue } from './contract';
import type { Observation, StepDetail } from './observation';
import { sparkDefaultsInForce } from './subject';

/** Whether a write call for this step is allowed at this moment. */
export type Consent = { readonly kind: 'given' } | { readonly kind: 'withdrawn' | 'unread'; readonly reason: string };

/** Asks for mode, lever, tag and step, whatever was allowed when the lineage was opened. */
export function consentTo(obs: Observation, root: StepDetail | undefined): Consent {
  if (!mayWrite(obs.mode)) return { kind: 'withdrawn', reason: `mode ${obs.mode} never writes to EMR` };
  if (obs.lever?.value === LEVER.stop) return { kind: 'withdrawn', reason: 'the emergency lever is pulled' };
  const { cluster } = obs;
  if (cluster !== undefined && cluster.value.tags[OPT_IN_TAG] !== optInValue(obs.remediatorId)) {
    return { kind: 'withdrawn', reason: `the cluster's tag ${OPT_IN_TAG} does not name this remediator` };
  }
  if (root !== undefined && !isAllowed(obs, root))
    return { kind: 'withdrawn', reason: 'the step is not allowed to run again' };
  if (obs.lever === undefined) return { kind: 'unread', reason: 'the emergency lever could not be read' };
  if (cluster === undefined) return { kind: 'unread', reason: 'the cluster could not be read' };
  if (root === undefined) return { kind: 'unread', reason: 'the step could not be read' };
  return { kind: 'given' };
}

/** The step's own word, else the allow-list's; a word that is not a boolean allows nothing. */
function isAllowed(obs: Observation, { form, name }: StepDetail): boolean {
  const value =
    form.kind === 'spark-submit'
      ? SparkSettings.of(settingsInForce(form.submit, sparkDefaultsInForce(obs))).get(ALLOW_KEY)
      : undefined;
  return value === undefined ? obs.allowedStepNames.includes(name) : parseBoolean(value) === true;
}
