import { grouped } from '../numbers';
import type { SettingChange } from '../sizing';
import { type Guard, MAX_STEP_CHARACTERS, markerTag } from '../steps';
import type { Assessment } from './assessment';
import { guardFor, isIdentified } from './guard';
import type { Observation, StepDetail } from './observation';
import { resubmissionOf } from './resubmission';
import type { Fence } from './row';
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

function reasonInCluster({ cluster, instances }: Observation): string | undefined {
  if (cluster === undefined || instances === undefined) return 'the cluster could not be read';
  const { kerberos, securityConfiguration } = cluster.value;
  if (kerberos) return 'the cluster uses Kerberos: a guard cannot ask its ResourceManager';
  if (securityConfiguration !== undefined)
    return 'the cluster has a security configuration: a guard cannot ask a ResourceManager that wants TLS';
  if (instances.value.primaries > 1)
    return `the cluster has ${instances.value.primaries} primary nodes: a guard asks the ResourceManager of its own alone`;
  return undefined;
}

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
