import { DEFAULT_FAULT_PLAN } from '../faults/types';
import type { Faults, Timing, Work } from './types';

const SECOND = 1000;

/**
 * Assumptions, not measurements, except where `docs/simulator.md` names a source. They decide minutes; a job of hours depends on its
 * work and its task slots.
 */
export const DEFAULT_TIMING: Timing = {
  provisionMs: 180 * SECOND,
  bootstrapMs: 60 * SECOND,
  stepStartMs: 10 * SECOND,
  applicationStartMs: 15 * SECOND,
  driverMs: 60 * SECOND,
  executorStartMs: 30 * SECOND,
  taskOverheadMs: 100,
  spillCost: 2,
  cancelSignalMs: 5 * SECOND,
  processExitMs: 10 * SECOND,
  reportAfterExitMs: 5 * SECOND,
  cancelReportedAfterExitMs: 5 * SECOND,
  cancelOutcome: 'CANCELLED',
  slotFreedAfterCancelMs: 0,
  cancelShowsAfterMs: 0,
  clusterApplicationAfterCancel: 'lives',
  clientApplicationAfterCancel: 'dies',
  stepLog: 'there',
  guardTools: 'there',
  cancelledTerminateClusterStep: 'stays',
  cancelOfFinishedStep: 'FAILED',
  persistentUiStartMs: 120 * SECOND,
  listStepsStaleMs: 0,
  autoTerminateMs: 60 * SECOND,
  lateStep: 'refused',
  stepOfEndedCluster: 'CANCELLED',
  nodeStartMs: 300 * SECOND,
  nodeStopMs: 120 * SECOND,
};

/** One hour of one task slot: some minutes on a small cluster. */
export const DEFAULT_WORK: Work = { slotHours: 1, cpuPerTask: 1 };

export const DEFAULT_FAULTS: Faults = {
  ...DEFAULT_FAULT_PLAN,
  metricGaps: [],
  metricLagMinutes: 5,
  metricDelayMinutes: {},
  metricRevisions: [],
  vcoreFigures: 'calculator',
  sparkUi: { driver: 'answers', persistent: 'answers', slowMs: 20 * SECOND },
};
