import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction, constants } from 'node:vm';
import type { loadBundle } from '../../lib/built-function';
import { type Carry, loopbackFetch, loopbackHttp } from './loopback';
import type { Timer, VirtualTime } from './virtual-time';

type Bundle = ReturnType<typeof loadBundle>;

/** What stands outside the function in the life that it lives now. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly carry: Carry;
  readonly random: () => number;
}

/** The built function, for one life after the other. */
export interface IsolatedBundle {
  readonly bundle: Bundle;
  /** Every timer, request and number by chance is of these from now on. */
  enter(surroundings: Surroundings): void;
}

/**
 * The built function with timers, connections and chance of its own: its file as it is deployed, in which the names of these globals stand for
 * something else.
 *
 * @param more further names that the file takes from outside
 */
export function isolatedBundle(path: string, more: Readonly<Record<string, unknown>> = {}): IsolatedBundle {
  let current: Surroundings | undefined;
  const here = (): Surroundings => {
    if (current === undefined) throw new Error('the function was called outside a life');
    return current;
  };
  const carry: Carry = (sent, received) => here().carry(sent, received);
  const load = createRequire(path);
  const instead: Readonly<Record<string, unknown>> = { 'node:http': loopbackHttp(carry), 'node:fs/promises': NO_FILES };
  const globals = {
    require: (name: string): unknown => instead[name] ?? load(name),
    setTimeout: (then: () => void, ms = 0): Timer => here().time.after(ms, then),
    clearTimeout: (timer: Timer | number | undefined): void => {
      if (typeof timer === 'object') timer.isCancelled = true;
    },
    fetch: loopbackFetch(carry),
    AbortSignal: { timeout: (ms: number) => abortedAfter(here().time, ms) },
    ...more,
    Math: Object.assign(Object.create(Math) as Math, { random: () => here().random() }),
  };
  const module = { exports: {} };
  const names = Object.keys(globals);
  const run = compileFunction(readFileSync(path, 'utf8'), ['exports', 'module', '__filename', '__dirname', ...names], {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as (...values: unknown[]) => void;
  run(module.exports, module, path, dirname(path), ...Object.values(globals));
  return {
    bundle: module.exports as Bundle,
    enter: (surroundings) => {
      current = surroundings;
    },
  };
}

function abortedAfter(time: VirtualTime, ms: number): AbortSignal {
  const controller = new AbortController();
  time.after(ms, () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')));
  return controller.signal;
}

/** Whoever runs this has no profile, and no disk is waited for. */
const NO_FILES = {
  readFile: async (path: string): Promise<never> => {
    throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' });
  },
};

/** What the SDK takes from its process: no compression, which other threads would do. */
export const PROCESS_ENVIRONMENT: Readonly<Record<string, string>> = { AWS_DISABLE_REQUEST_COMPRESSION: 'true' };
