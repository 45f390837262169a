/** The parts of the outside world that sources use; tests and the function give their own. */
export interface Outside {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Calls back after so many ms, unless the function that it returns is called first. */
  readonly after: (ms: number, then: () => void) => () => void;
}

/** The real one. */
export const SYSTEM: Outside = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
