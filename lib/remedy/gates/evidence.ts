import { instanceFacts } from '../../catalog';
import { hasLostEvents } from '../../evidence';
import { counted, grouped } from '../../numbers';
import { uncountedSettings } from '../../spark';
import { grantedMiB } from '../../yarn';
import { type Assessment, NOT_READ } from '../assessment';
import { figuresOf, MIN_USED_SHARE, type Tally } from '../detection';
import { MINUTE_MS } from '../time';

/** Too few points of the window show what a finding needs; undefined also where the window is not whole, which other gates say. */
function tooFew(
  { missing, isEarly, holds, counted: shown, wanted, needed, span }: Tally,
  what: string,
): string | undefined {
  if (holds || missing > 0 || isEarly) return undefined;
  if (shown >= needed && span !== undefined)
    return `${what} in ${span.counted} of the last ${counted(span.points, 'point')}, which is not most of the time`;
  return `${what} in ${shown} of the last ${counted(wanted, 'point')}, ${needed} are needed`;
}

/** Nothing is waiting for the idle cores, or has not waited for long. */
export function noDemand({ window, diagnosis }: Assessment): string | undefined {
  if (diagnosis?.verdict === 'no-demand') return 'no container is pending';
  return window && tooFew(window.demand, 'containers are pending');
}

/** The admission model has to reproduce memory and containers from the step's own executor; else nobody knows what is running. */
export function unexplained({ subject, diagnosis, newest, obs, policy, job }: Assessment): string | undefined {
  if (obs.job?.value.overridden === true)
    return 'the application sets its own configuration, as an earlier verification found';
  if (subject.submit === undefined) return undefined;
  if (subject.executor === undefined) return `the executor's size is not known: ${subject.executorProblem ?? NOT_READ}`;
  const uncounted = new Set([...uncountedSettings(subject.settings?.keys() ?? []), ...(job?.evidence.uncounted ?? [])]);
  if (uncounted.size > 0) {
    return `what runs on a node does not follow from memory and cores alone: ${[...uncounted].join(', ')} is in force`;
  }
  if (newest?.memoryTotalMB === undefined || subject.nodes.length === 0) return undefined;
  const fleet = subject.nodes.reduce((sum, node) => sum + node.count * node.memoryMiB, 0);
  if (Math.abs(newest.memoryTotalMB - fleet) > policy.explanationTolerance * fleet) {
    return `YARN has ${grouped(newest.memoryTotalMB)} MB, the nodes should give ${grouped(fleet)}`;
  }
  if (diagnosis === undefined) return 'the figures cannot be put into the admission model';
  const { verdict, explanation } = diagnosis;
  // The gate `no-demand` says it.
  if (verdict === 'no-demand') return undefined;
  if (verdict === 'unexplained') return "the step's executors do not explain memory and containers";
  if (verdict !== 'stranded-cores' && verdict !== 'oversubscribed' && verdict !== 'calculator-unknown') {
    return 'the diagnosis finds no stranded cores';
  }
  if (verdict !== 'stranded-cores') return undefined;
  if (explanation === undefined) return "the step's executors do not explain memory and containers";
  const actionable = diagnosis.findings.some(({ id, actionable: may }) => id === verdict && may);
  return actionable ? undefined : 'the finding is advice only';
}

export function calculatorUnknown({ diagnosis }: Assessment): string | undefined {
  if (diagnosis?.verdict !== 'calculator-unknown') return undefined;
  return 'the two resource calculators give different verdicts, and the cluster does not say which it runs';
}

/** The look-alike: slim executors whose task slots exceed the cores need the opposite cure. */
export function oversubscribed({ diagnosis }: Assessment): string | undefined {
  if (diagnosis?.verdict !== 'oversubscribed') return undefined;
  return 'the executors hold more task slots than there are cores';
}

/**
 * The default calculator hands out memory alone and counts a vcore for each container: YARN then neither shows how many cores are taken nor keeps
 * executors to the cores of a node. Spark's own count stands in for the first, a size of which memory admits no more than cores for the second.
 */
export function calculatorNotDominant(assessment: Assessment): string | undefined {
  const { subject, diagnosis } = assessment;
  if (diagnosis?.verdict !== 'stranded-cores' || subject.calculator === 'dominant') return undefined;
  const inForce =
    subject.calculator === 'default' ? 'the default calculator is in force' : 'the calculator in force is not known';
  const reason = coresUncounted(assessment) ?? coresUnkept(assessment);
  return reason === undefined ? undefined : `${inForce}, and ${reason}`;
}

/** How much Spark's count of cores may differ from the one that containers and arguments give: executors come and go between the two. */
const CORES_TOLERANCE = 0.1;

/** Why Spark's own count does not confirm the cores in use. */
function coresUncounted({ job, newest, subject }: Assessment): string | undefined {
  if (job === undefined) return 'Spark itself could not be asked how many cores are in use';
  const { application } = job.evidence;
  if (application.endedAtMs !== undefined) return 'the application whose cores Spark counts has ended';
  if (hasLostEvents(job.evidence)) return "Spark's own figures disagree: its driver has dropped events";
  if (job.ageMs > MAX_COUNT_AGE_MS) return `Spark's count of cores is ${grouped(job.ageMs / MINUTE_MS)} min old`;
  const { cores = 0 } = newest === undefined ? {} : figuresOf(newest, subject);
  if (Math.abs(job.cores.cores - cores) <= CORES_TOLERANCE * cores) return undefined;
  return `Spark counts ${grouped(job.cores.cores)} cores, containers and arguments give ${grouped(cores)}`;
}

/** A history server's count is that of the newest event that it has read. */
const MAX_COUNT_AGE_MS = 30 * MINUTE_MS;

/** Why YARN, which counts memory alone, would run more of the new executors on a node than it has vCPUs. */
function coresUnkept({ retune, subject }: Assessment): string | undefined {
  if (retune === undefined) return undefined;
  const { containerMiB, cores } = retune.executor;
  const granted = grantedMiB(containerMiB);
  const crowded = subject.nodes.find(
    ({ instanceType, memoryMiB }) => Math.floor(memoryMiB / granted) * cores > instanceFacts(instanceType).ec2Vcpus,
  );
  if (crowded === undefined) return undefined;
  return `memory admits more executors of the new size on ${crowded.instanceType} than it has vCPUs`;
}

export function cpuBusy({ window, policy }: Assessment): string | undefined {
  return window && tooFew(window.idleCpu, `at most ${Math.round(policy.cpuIdleMax * 100)} % of the CPU is in use`);
}

/**
 * Containers that are pending are no proof of work: static executors are asked for whether or not there are tasks, and EMR samples demand
 * every five minutes. Where the executors leave their own cores idle, too, more of them would. Spark itself, where it is asked, knows better.
 */
export function coresUnused({ window, job }: Assessment): string | undefined {
  if (window === undefined || job !== undefined) return undefined;
  return tooFew(window.usedCores, `at least ${100 * MIN_USED_SHARE} % of the cores that executors hold are in use`);
}

/** The figures are the whole cluster's: they say something of the step only while it runs alone. */
export function otherApps({ window, obs }: Assessment): string | undefined {
  const steps = obs.scan?.value.steps ?? [];
  const running = steps.filter(({ state }) => state === 'RUNNING' || state === 'CANCEL_PENDING').length;
  if (running > 1) return `${running} steps run at once`;
  if (window === undefined) return undefined;
  if (window.alone.missing > 0) return `the running applications ${NOT_READ} at every point`;
  return tooFew(window.alone, 'the step runs alone');
}
