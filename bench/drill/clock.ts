import { type Clock, scaledClock, type VirtualClock, virtualClock } from '../../lib/simulator/clock';

/** A clock that is moved at first, and goes with the machine's from the moment at which it is let run. */
export interface SwitchingClock extends VirtualClock {
  readonly letRun: () => void;
}

export function switchingClock(startMs: number): SwitchingClock {
  const virtual = virtualClock(startMs);
  let current: Clock = virtual;
  return {
    now: () => current.now(),
    sleep: (ms) => current.sleep(ms),
    moveTo: virtual.moveTo,
    at: virtual.at,
    letRun: () => {
      current = scaledClock(virtual.now(), 1, Date.now);
    },
  };
}
