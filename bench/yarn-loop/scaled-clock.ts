import { setTimeout as timeout } from 'node:timers/promises';
import type { Clock } from '../../lib/simulator';

/** Virtual time that runs `scale` times as fast as the machine's. */
export interface ScaledClock extends Clock {
  readonly scale: number;
  /** The machine's epoch ms at which virtual time was `startMs`. */
  readonly realStartMs: number;
  readonly startMs: number;
}

export function scaledClock(startMs: number, scale: number, realStartMs = Date.now()): ScaledClock {
  return {
    scale,
    startMs,
    realStartMs,
    now: () => Math.round(startMs + (Date.now() - realStartMs) * scale),
    sleep: (ms) => timeout(ms / scale, undefined),
  };
}
