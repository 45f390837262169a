import { grouped } from '../numbers';
import type { SettingChange } from '../sizing';
import { type Guard, MAX_STEP_CHARACTERS, markerTag } from '../steps';
import type { Assessment } from './assessment';
import { guardFor, isIdentified } from './guard';
import type { Observation, StepDetail } from './observation';
import { resubmissionOf } from './resubmission';
import type { Fence } from './row';
import type { SecurityFacts, SecurityPart } from './security-configuration';
import { sparkDefaultsInForce, understood } from './subject';

/** What would keep the root step's application from running beside a resubmission, or why nothing would. */
export type FenceFound = { readonly fence: Fence } | { readonly reason: string };

/**
 * A guard, where one can do its work. Without it a client-mode application has to be given time; a cluster-mode one lives on, whatever the time.
 */
export function fenceFor(assessment: Assessment): FenceFound {
  const reason = reasonAgainstGuard(assessment);
  if (reason === undefined) return { fence: 'guard' };
  return assessment.subject.deployMode === 'cluster' ? { reason } : { fence: 'delay' };
}

function reasonAgainstGuard(assessment: Assessment): string | undefined {
  const { obs } = assessment;
  return reasonInCluster(obs) ?? reasonInSettings(obs) ?? reasonInStep(assessment);
}

function reasonInCluster({ cluster, instances, security }: Observation): string | undefined {
  if (cluster === undefined || instances === undefined) return 'the cluster could not be read';
  const { kerberos, securityConfiguration } = cluster.value;
  if (kerberos) return REASONS.kerberos;
  const inSecurity = securityConfiguration === undefined ? undefined : reasonInSecurity(security?.value);
  if (inSecurity !== undefined) return inSecurity;
  if (instances.value.primaries > 1)
    return `the cluster has ${instances.value.primaries} primary nodes: a guard asks the ResourceManager of its own alone`;
  return undefined;
}

function reasonInSecurity(security: SecurityFacts | undefined): string | undefined {
  if (security === undefined)
    return "the cluster's security configuration could not be read: it may keep a guard from its ResourceManager";
  if (security.kind === 'not-understood')
    return `the cluster's security configuration ${security.reason}: it may keep a guard from its ResourceManager`;
  const [first] = security.parts;
  return first && REASONS[first];
}

const unknownWith = (what: string): string =>
  `the cluster's security configuration sets up ${what}: it is not known whether a guard may see and end applications there`;

/** Each part of a security configuration as the reason against a guard. */
const REASONS: Readonly<Record<SecurityPart, string>> = {
  kerberos: 'the cluster uses Kerberos: a guard cannot ask its ResourceManager',
  'in-transit-encryption': 'the cluster encrypts data in transit: a guard cannot ask a ResourceManager that wants TLS',
  'identity-center': unknownWith('IAM Identity Center'),
  'runtime-roles': unknownWith('runtime roles'),
  'lake-formation': unknownWith('Lake Formation'),
  ranger: unknownWith('Apache Ranger'),
};

/** What settings of the ResourceManager may say: EMR's defaults, and what comes to the same. */
const WANTED: Readonly<Record<string, RegExp>> = {
  'hadoop.http.authentication.simple.anonymous.allowed': /^true$/,
  'hadoop.http.authentication.type': /^simple$/,
  'hadoop.security.authentication': /^simple$/,
  'yarn.acl.enable': /^false$/,
  'yarn.http.policy': /^HTTP_(ONLY|AND_HTTPS)$/,
  'yarn.resourcemanager.bind-host': /^0\.0\.0\.0$/,
  'yarn.resourcemanager.ha.enabled': /^false$/,
  // An application that has finished must still be known when the guard asks for it.
  'yarn.resourcemanager.max-completed-applications': /^[1-9]\d{2,}$/,
  'yarn.resourcemanager.webapp.address': /^(0\.0\.0\.0|\$\{yarn\.resourcemanager\.hostname\}):8088$/,
};

function reasonInSettings({ cluster, groups }: Observation): string | undefined {
  const primary = groups?.value.find(({ role }) => role === 'MASTER');
  const settings = { ...cluster?.value.hadoopSettings, ...primary?.hadoopSettings };
  const other = Object.entries(WANTED).find(
    ([key, wanted]) => settings[key] !== undefined && !wanted.test(settings[key]),
  );
  return other && `a guard cannot rely on a ResourceManager for which the cluster sets ${other[0]}`;
}

function reasonInStep({ obs, row, subject, retune, job }: Assessment): string | undefined {
  const { root, scan } = obs;
  const { deployMode } = subject;
  if (root === undefined || scan === undefined || deployMode === undefined) return 'the step could not be read';
  const applicationId = row.lineage?.payload.asked?.applicationId ?? job?.evidence.application.id;
  const lineage = { root: root.value.id, deployMode, attempt: 1, submissions: [], applicationId } as const;
  const guard = guardFor(lineage, { root, scan });
  const [first] = guard?.earlier ?? [];
  if (guard === undefined || first === undefined) return 'the step could not be read';
  if (!isIdentified(first))
    return 'other steps ran at the same time, and no YARN tag of its own tells the application of this one from theirs';
  return reasonInLength(root.value, guard, first, obs, retune?.changes ?? []);
}

/** A rollback carries the most words, and the changes make the longest command: neither may fail once the root step is cancelled. */
function reasonInLength(
  root: StepDetail,
  guard: Guard,
  first: Guard['earlier'][number],
  obs: Observation,
  changes: readonly Pick<SettingChange, 'key' | 'to'>[],
): string | undefined {
  const attempts = [1, 2, 3].map((n) => ({ ...first, tag: markerTag({ root: root.id, n }), ranAlone: true }));
  const longest = { ...guard, earlier: [{ ...first, ranAlone: true }, ...attempts] };
  const { problem } = understood(() =>
    resubmissionOf(root, changes, { root: root.id, n: attempts.length + 1 }, sparkDefaultsInForce(obs), longest),
  );
  if (problem === undefined || !OF_GUARD.has(problem)) return undefined;
  return problem === 'too-long'
    ? `with a guard the step would have more than the ${grouped(MAX_STEP_CHARACTERS)} characters that EMR takes`
    : 'no guard can be put before this step';
}

/** What is said of a step only where a guard stands before it; whatever else is wrong with it the gate `limits` says. */
const OF_GUARD: ReadonlySet<string> = new Set(['bad-guard', 'too-long']);
