import { counted } from '../../numbers';
import { type Assessment, NOT_READ } from '../assessment';
import { isComplete, type Tally } from '../detection';
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
  if (newest.cpuUtilisation === undefined) return 'the CPU of core and task nodes is not measured';
  if (newest.containersPending === undefined) return 'the newest point lacks the pending containers';
  return (
    window &&
    (gapIn(window.breach, '') ?? gapIn(window.demand, ' of pending containers') ?? gapIn(window.idleCpu, ' of the CPU'))
  );
}

function gapIn({ missing, wanted }: Tally, signal: string): string | undefined {
  if (missing === 0) return undefined;
  return `${missing} of the last ${counted(wanted, 'point')}${signal} ${missing === 1 ? 'is' : 'are'} missing`;
}

export function staleData({ seenAt, now, policy }: Assessment): string | undefined {
  if (seenAt === undefined) return undefined;
  const minutes = (now - seenAt) / MINUTE_MS;
  if (minutes <= policy.staleMinutes) return undefined;
  return `the newest point ended ${Math.round(minutes)} min ago, more than ${policy.staleMinutes} min`;
}

/** The window must lie wholly behind the step's first minutes. */
export function warmUp({ window, policy }: Assessment): string | undefined {
  const early = window && [window.breach, window.idleCpu].find(({ isEarly }) => isEarly);
  if (early === undefined) return undefined;
  return `${early.beforeWarmUp} of the last ${early.wanted} points ${early.beforeWarmUp === 1 ? 'lies' : 'lie'} within the step's first ${policy.warmUpMinutes} min`;
}

/** Capacity that moves, or moved within the window, makes pending containers normal. */
export function resize({ obs, window, now, seenAt = now, policy }: Assessment): string | undefined {
  const fleets = obs.cluster?.value.usesInstanceFleets ?? false;
  if (obs.groups === undefined) return `the instance ${fleets ? 'fleets' : 'groups'} ${NOT_READ}`;
  // The last node of a fleet may take it beyond its target, by less than its weight.
  const moving = obs.groups.value.find(
    ({ requested, running }) => running < requested || (!fleets && running > requested),
  );
  if (moving !== undefined) {
    return `${moving.running} of ${moving.requested} ${moving.role} ${fleets ? 'units are provisioned' : 'instances are running'}`;
  }
  if (obs.groups.value.some(({ state }) => state === 'RESIZING' || state === 'RECONFIGURING')) {
    return `an instance ${fleets ? 'fleet' : 'group'} is being changed`;
  }
  // Figures that come late say nothing of nodes that have joined since.
  const quietSince = Math.min(now, seenAt) - policy.resizeQuietMinutes * MINUTE_MS;
  const workers = obs.instances?.value.workers ?? [];
  const fresh = workers.filter(({ readyAt = Number.NEGATIVE_INFINITY }) => readyAt > quietSince);
  if (fresh.length > 0)
    return `${counted(fresh.length, 'node')} joined within ${policy.resizeQuietMinutes} min before the newest figures, or since`;
  const totals = (window?.points ?? []).flatMap(({ memoryTotalMB }) => memoryTotalMB ?? []);
  if (totals.length > 0 && Math.min(...totals) < Math.max(...totals) * (1 - CAPACITY_TOLERANCE)) {
    return 'the YARN memory of the cluster changed within the window';
  }
  return undefined;
}
