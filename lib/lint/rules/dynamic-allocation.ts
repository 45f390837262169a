import { counted } from '../../numbers';
import {
  aboveMaximum,
  boundsInForce,
  DYNAMIC_ALLOCATION as ENABLED,
  INITIAL_EXECUTORS as INITIAL,
  EXECUTOR_INSTANCES as INSTANCES,
  MAX_EXECUTORS as MAX,
  MIN_EXECUTORS as MIN,
} from '../../spark';
import { findCount, isAtLeast, isOn, type LintFacts, placed, placeOf, wholePlace } from '../facts';
import type { PlacedFinding } from '../types';

/** Settings of dynamic allocation that contradict each other (`ExecutorAllocationManager`, `SchedulerBackendUtils.getInitialTargetExecutorNumber`). */
export function dynamicAllocation(facts: LintFacts): PlacedFinding[] {
  if (facts.dynamicAllocation === undefined) return [];
  return facts.dynamicAllocation
    ? [...withoutShuffleFiles(facts), ...bounds(facts), ...instancesAreAStart(facts)]
    : offButSet(facts);
}

function offButSet({ subject, settings }: LintFacts): PlacedFinding[] {
  const reason = settings.has(ENABLED)
    ? `${ENABLED} is false`
    : `EMR's spark-defaults are not read, and Spark's default is false for ${ENABLED}`;
  return subject.settings
    .filter(({ key }) => key.startsWith('spark.dynamicAllocation.') && key !== ENABLED)
    .map(
      ({ key, ...setting }): PlacedFinding => ({
        id: 'dynamic-allocation-off',
        severity: 'warning',
        key,
        ...placed(setting),
        message: `${reason}, so this does nothing`,
        instead: `leave it out, or set ${ENABLED}=true`,
        fix: [{ edit: 'remove', key }],
      }),
    );
}

/** EMR sets the shuffle service up and turns it on; whoever turns it off, or replaces EMR's settings, must have something in its place. */
function withoutShuffleFiles(facts: LintFacts): PlacedFinding[] {
  const hasOther =
    isOn(facts, 'spark.dynamicAllocation.shuffleTracking.enabled', isAtLeast(facts, 3, 4)) ||
    isOn(facts, 'spark.decommission.enabled');
  if (isOn(facts, 'spark.shuffle.service.enabled', facts.effective.spark.defaults !== 'spark') || hasOther) return [];
  const place = placeOf(facts, 'spark.shuffle.service.enabled') ?? placeOf(facts, ENABLED) ?? wholePlace(facts);
  return [
    {
      id: 'no-shuffle-service',
      severity: 'error',
      key: 'spark.shuffle.service.enabled',
      ...place,
      message:
        'dynamic allocation needs the external shuffle service or shuffle tracking; Spark refuses to start without',
      instead: `${facts.effective.spark.defaults === 'emr' ? "leave spark.shuffle.service.enabled at EMR's true" : 'set spark.shuffle.service.enabled=true'}${isAtLeast(facts, 3, 0) ? ', or set spark.dynamicAllocation.shuffleTracking.enabled=true' : ''}`,
      fix: [{ edit: 'set', key: 'spark.shuffle.service.enabled', value: 'true' }],
    },
  ];
}

function bounds(facts: LintFacts): PlacedFinding[] {
  const [initial, max] = [findCount(facts, INITIAL), findCount(facts, MAX)];
  const given = { min: findCount(facts, MIN), initial, max, instances: findCount(facts, INSTANCES) };
  const inForce = boundsInForce(given);
  const { min, initial: start } = inForce;
  const above = aboveMaximum(given, inForce);
  const at = (key: string) => placeOf(facts, key) ?? wholePlace(facts);
  if (above?.key === MIN) {
    return [
      {
        id: 'min-above-max',
        severity: 'error',
        key: MIN,
        ...at(MIN),
        message: `a minimum of ${counted(min, 'executor')} is above the maximum of ${max}; Spark refuses to start`,
        instead: `set ${MIN} to ${max} or less, or ${MAX} to ${min} or more`,
        fix: [{ edit: 'set', key: MIN, value: String(max) }],
      },
    ];
  }
  if (above !== undefined) {
    const own = above.key;
    return [
      {
        id: 'initial-out-of-bounds',
        severity: 'error',
        key: own,
        ...at(own),
        message: `the job would start with ${counted(start, 'executor')}, more than the maximum of ${max}; Spark refuses to start`,
        instead: `set ${own} to ${max} or less, or ${MAX} to ${start} or more`,
        fix: [{ edit: 'set', key: own, value: String(max) }],
      },
    ];
  }
  const place = placeOf(facts, INITIAL);
  if (place === undefined || initial === undefined || initial >= min) return [];
  return [
    {
      id: 'initial-out-of-bounds',
      severity: 'note',
      key: INITIAL,
      ...place,
      message: `a start with ${counted(initial, 'executor')} is below the minimum of ${min}, with which Spark starts`,
      instead: `set ${INITIAL} to ${min} or more, or leave it out`,
      fix: [{ edit: 'remove', key: INITIAL }],
    },
  ];
}

/** The start is the largest of minimum, initial and instances. */
function instancesAreAStart(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, INSTANCES);
  const instances = findCount(facts, INSTANCES);
  if (place === undefined || instances === undefined) return [];
  const because = facts.settings.has(ENABLED) ? '' : ' (EMR turns it on unless a setting says otherwise)';
  return [
    {
      id: 'instances-are-a-start',
      severity: 'note',
      key: INSTANCES,
      ...place,
      message: `under dynamic allocation${because} it only sets how many executors the job starts with`,
      instead: `set ${MAX} for the most, or ${ENABLED}=false for a fixed ${instances}`,
      fix: [{ edit: 'remove', key: INSTANCES }],
    },
  ];
}
