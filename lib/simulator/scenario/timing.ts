import { DEFAULT_TIMING } from './defaults';
import { FieldReader } from './fields';
import type { Timing } from './types';

const MAX_DELAY_MS = 24 * 3600 * 1000;
/** A wrapper may report CANCELLED while its child still runs, by at most this much. */
const MIN_CANCEL_REPORT_MS = -45_000;

/** `timing`. */
export function parseTiming(value: unknown): Timing {
  const d = DEFAULT_TIMING;
  const f = FieldReader.of(value, 'timing', Object.keys(d));
  const ms = (key: keyof Timing & string): number => f.number(key, { min: 0, max: MAX_DELAY_MS }, d[key] as number);
  const oneOf = <K extends keyof Timing & string>(
    key: K,
    allowed: readonly (Timing[K] & string)[],
  ): Timing[K] & string => f.oneOf(key, allowed, d[key] as Timing[K] & string);
  return {
    provisionMs: ms('provisionMs'),
    bootstrapMs: ms('bootstrapMs'),
    stepStartMs: ms('stepStartMs'),
    applicationStartMs: ms('applicationStartMs'),
    driverMs: ms('driverMs'),
    executorStartMs: ms('executorStartMs'),
    taskOverheadMs: ms('taskOverheadMs'),
    spillCost: f.number('spillCost', { min: 0, max: 100 }, d.spillCost),
    cancelSignalMs: ms('cancelSignalMs'),
    processExitMs: ms('processExitMs'),
    reportAfterExitMs: ms('reportAfterExitMs'),
    cancelReportedAfterExitMs: f.number(
      'cancelReportedAfterExitMs',
      { min: MIN_CANCEL_REPORT_MS, max: MAX_DELAY_MS },
      d.cancelReportedAfterExitMs,
    ),
    cancelOutcome: oneOf('cancelOutcome', ['CANCELLED', 'FAILED']),
    slotFreedAfterCancelMs: f.raw('slotFreedAfterCancelMs') === null ? null : ms('slotFreedAfterCancelMs'),
    cancelShowsAfterMs: ms('cancelShowsAfterMs'),
    clusterApplicationAfterCancel: oneOf('clusterApplicationAfterCancel', ['lives', 'dies', 'succeeds']),
    clientApplicationAfterCancel: oneOf('clientApplicationAfterCancel', ['dies', 'lives', 'registers-late']),
    stepLog: oneOf('stepLog', ['there', 'absent']),
    guardTools: oneOf('guardTools', ['there', 'absent']),
    cancelledTerminateClusterStep: oneOf('cancelledTerminateClusterStep', ['stays', 'ends']),
    cancelOfFinishedStep: oneOf('cancelOfFinishedStep', ['FAILED', 'SUBMITTED', 'error']),
    persistentUiStartMs: ms('persistentUiStartMs'),
    listStepsStaleMs: ms('listStepsStaleMs'),
    autoTerminateMs: ms('autoTerminateMs'),
    lateStep: oneOf('lateStep', ['refused', 'lost']),
    stepOfEndedCluster: oneOf('stepOfEndedCluster', ['CANCELLED', 'FAILED', 'INTERRUPTED']),
    nodeStartMs: ms('nodeStartMs'),
    nodeStopMs: ms('nodeStopMs'),
  };
}
