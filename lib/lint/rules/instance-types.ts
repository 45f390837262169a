import { closestInstanceTypes, findInstanceFacts, instanceTypeNames } from '../../catalog';
import { groupPlace, type LintFacts } from '../facts';
import type { PlacedFinding } from '../types';

/** Instance types of a document's groups, linted or beneath, that EMR does not list. */
export function instanceTypes({ subject, groups }: LintFacts): PlacedFinding[] {
  return (subject.cluster?.groups ?? groups).flatMap((group) =>
    group.instanceTypes
      .filter((type) => findInstanceFacts(type) === undefined)
      .map((type) => ({ id: 'unknown-instance-type', ...groupPlace(group), key: type, ...verdictOn(type) }) as const),
  );
}

/** A family that is known has no such size; another family may be newer than this list. */
function verdictOn(type: string): Pick<PlacedFinding, 'severity' | 'message' | 'instead'> {
  const close = closestInstanceTypes(type);
  const family = type.slice(0, type.indexOf('.') + 1);
  const isFamilyKnown = family !== '' && instanceTypeNames().some((name) => name.startsWith(family));
  return {
    severity: isFamilyKnown ? 'error' : 'warning',
    message: isFamilyKnown
      ? `EMR lists no instance type of this name and refuses the cluster; nothing is judged by these nodes`
      : `this version knows no instance type of this name: nothing is judged by these nodes, and EMR refuses the cluster if it is misspelt`,
    instead: close.length > 0 ? `write ${close.join(' or ')}` : 'write a type that EMR lists, such as r5.4xlarge',
  };
}
