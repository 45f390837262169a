import { ServiceError } from '../errors';
import type { WireReply } from '../faults/malformed';
import { json, notAllowed } from './control-replies';
import { answerFaults, type FaultControl } from './fault-control';
import type { Message } from './protocols/call';
import { errorJson } from './protocols/json';

/** A week: a mistyped number must not take a cluster past everything that was to happen. */
const MAX_ADVANCE_SECONDS = 7 * 24 * 3600;

/** The answer to `GET /clock`. */
export interface ClockState {
  /** `now`, `virtual` or a factor such as `60x`. */
  readonly clock: string;
  /** ISO 8601. */
  readonly virtualTime: string;
  /** Since the scenario's start: what `fromMinutes` and the like of faults count. */
  readonly elapsedMinutes: number;
}

/** What a server says of itself and lets be done to it, beside the services that it stands for. */
export interface Control {
  /** The answer to `GET /health`. */
  health(): Promise<object>;
  /** Undefined: nobody may ask. */
  readonly time?: () => ClockState;
  /** Undefined: they stay as they are, unseen. */
  readonly faults?: FaultControl;
  /** Moves the clock on. Undefined: it moves by itself. */
  readonly advance?: ((ms: number) => void) | undefined;
}

/** None of them is one that an AWS SDK asks for. */
export const CONTROL_PATHS: readonly string[] = ['/health', '/clock', '/faults'];

/**
 * `GET /health`, `GET /clock`, `POST /clock` with `{"advanceSeconds": 300}`, and `/faults`.
 *
 * @param from the address of whoever asks: what spoils everybody's answers is set from this machine alone
 */
export async function answerControl(
  control: Control,
  { method, url, body }: Message,
  from: string | undefined,
): Promise<WireReply> {
  try {
    switch (url.split('?')[0]) {
      case '/health':
        return method === 'GET' || method === 'HEAD' ? json(200, await control.health()) : notAllowed('GET');
      case '/clock':
        return await answerClock(control, method, body);
      default:
        if (control.faults === undefined) throw new ServiceError('NotFound', 'this server has no such path', 404);
        if (!isLoopback(from))
          throw new ServiceError('NotFromHere', 'faults are shown to this machine alone, and set by it', 403);
        return answerFaults(control.faults, method, body);
    }
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return json(error.status, errorJson(error));
  }
}

async function answerClock(control: Control, method: string, body: Buffer): Promise<WireReply> {
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && control.time !== undefined) return json(200, control.time());
  if (method !== 'POST') return notAllowed(control.time === undefined ? 'POST' : 'GET, POST');
  advance(control, body.toString('utf8'));
  return json(200, await control.health());
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address);

function advance(control: Control, body: string): void {
  if (control.advance === undefined)
    throw new ServiceError('ClockMoves', 'this clock moves by itself; start the server with --clock virtual', 409);
  const seconds = secondsIn(body);
  if (seconds === undefined || seconds <= 0 || seconds > MAX_ADVANCE_SECONDS) {
    const wanted = `{"advanceSeconds": N}, N above 0 and at most ${MAX_ADVANCE_SECONDS}`;
    throw new ServiceError('BadRequest', `the body must be ${wanted}`);
  }
  control.advance(seconds * 1000);
}

function secondsIn(body: string): number | undefined {
  try {
    const { advanceSeconds } = JSON.parse(body) as { advanceSeconds?: unknown };
    return typeof advanceSeconds === 'number' ? advanceSeconds : undefined;
  } catch {
    return undefined;
  }
}
