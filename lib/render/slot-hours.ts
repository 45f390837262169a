import type { SlotTime } from '../evidence';

/** Task slots × hours. */
export interface SlotHoursJson {
  /** By executors, from when they came to when they went. */
  held: number;
  /** With a task, failed and killed ones included. */
  busy: number;
  /** Of that, computing. */
  cpu: number;
  /** Of that, collecting garbage. */
  gc: number;
  /** Of that, in tasks that failed or were killed; null where it is not known. */
  lost: number | null;
}

const MS_PER_HOUR = 3_600_000;

export function slotHoursToJson({ heldMs, busyMs, cpuMs, gcMs, lostMs }: SlotTime): SlotHoursJson {
  return {
    held: heldMs / MS_PER_HOUR,
    busy: busyMs / MS_PER_HOUR,
    cpu: cpuMs / MS_PER_HOUR,
    gc: gcMs / MS_PER_HOUR,
    lost: lostMs === undefined ? null : lostMs / MS_PER_HOUR,
  };
}
