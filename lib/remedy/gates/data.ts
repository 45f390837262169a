import { counted } from '../../numbers';
import { type Assessment, NOT_READ } from '../assessment';
import { ageMs, isComplete } from '../detection';
import { MINUTE_MS } from '../time';

/** How much YARN's memory may differ over the window before capacity counts as having moved. */
const CAPACITY_TOLERANCE = 0.01;

/** Something that the verdict rests on is missing. A gap is no verdict. */
export function noData({ obs, subject, newest, window }: Assessment): string | undefined {
  if (obs.cluster === undefined) return `the cluster ${NOT_READ}`;
  if (obs.root === undefined) return `the step ${NOT_READ}`;
  if (obs.root.value.startedAt === undefined) return 'the step has no start time';
  if (obs.scan === undefined || !obs.scan.value.complete) return `the list of steps ${NOT_READ} to its end`;
  if (obs.instances === undefined) return `the instances ${NOT_READ}`;
  if (subject.nodesProblem !== undefined) return `the instance types are not known: ${subject.nodesProblem}`;
  if (subject.nodes.length === 0) return 'no core or task node is running';
  if (obs.metrics === undefined) return `the metrics ${NOT_READ}`;
  if (newest === undefined) return 'CloudWatch has no figures of this cluster';
  if (!isComplete(newest)) return 'the newest point lacks memory or container figures';
  if (window !== undefined && window.missing > 0)
    return `${window.missing} of the last ${counted(window.wanted, 'point')} ${window.missing === 1 ? 'is' : 'are'} missing`;
  if (newest.cpuUtilisation === undefined) return 'the CPU of core and task nodes is not measured';
  if (newest.containersPending === undefined) return 'the newest point lacks the pending containers';
  return undefined;
}

export function staleData({ obs, newest, now, policy }: Assessment): string | undefined {
  const series = obs.metrics?.value;
  if (series === undefined || newest === undefined) return undefined;
  const age = ageMs(series, newest, now);
  if (age <= policy.stalePeriods * series.periodMs) return undefined;
  return `the newest point is ${Math.round(age / MINUTE_MS)} min old, more than ${policy.stalePeriods} periods`;
}

/** The window must lie wholly behind the step's first minutes. */
export function warmUp({ window, policy }: Assessment): string | undefined {
  if (window === undefined || window.beforeWarmUp === 0) return undefined;
  return `${window.beforeWarmUp} of the last ${window.wanted} points ${window.beforeWarmUp === 1 ? 'lies' : 'lie'} within the step's first ${policy.warmUpMinutes} min`;
}

/** Capacity that moves, or moved within the window, makes pending containers normal. */
export function resize({ obs, window, now, policy }: Assessment): string | undefined {
  if (obs.cluster?.value.usesInstanceFleets) return 'instance fleets: requested capacity is not read yet';
  if (obs.groups === undefined) return `the instance groups ${NOT_READ}`;
  const moving = obs.groups.value.find(({ requested, running }) => requested !== running);
  if (moving !== undefined) return `${moving.running} of ${moving.requested} ${moving.role} instances are running`;
  if (obs.groups.value.some(({ state }) => state === 'RESIZING' || state === 'RECONFIGURING')) {
    return 'an instance group is being changed';
  }
  const quietSince = now - policy.resizeQuietMinutes * MINUTE_MS;
  const fresh = obs.instances?.value.workers.filter(({ readyAt }) => readyAt !== undefined && readyAt > quietSince);
  if (fresh !== undefined && fresh.length > 0)
    return `${counted(fresh.length, 'node')} joined within ${policy.resizeQuietMinutes} min`;
  const totals = (window?.points ?? []).flatMap(({ memoryTotalMB }) => memoryTotalMB ?? []);
  if (totals.length > 0 && Math.min(...totals) < Math.max(...totals) * (1 - CAPACITY_TOLERANCE)) {
    return 'the YARN memory of the cluster changed within the window';
  }
  return undefined;
}
