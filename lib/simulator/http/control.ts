import { ServiceError } from '../errors';
import type { WireReply } from '../faults/malformed';
import type { Message } from './protocols/call';
import { errorJson } from './protocols/json';

/** A week: a mistyped number must not take a cluster past everything that was to happen. */
const MAX_ADVANCE_SECONDS = 7 * 24 * 3600;

/** What a server says of itself and lets be done to it, beside the services that it stands for. */
export interface Control {
  /** The answer to `GET /health`. */
  health(): Promise<object>;
  /** Moves the clock on. Undefined: it moves by itself. */
  readonly advance?: ((ms: number) => void) | undefined;
}

export const CONTROL_PATHS: readonly string[] = ['/health', '/clock'];

/** `GET /health`, and `POST /clock` with `{"advanceSeconds": 300}`. */
export async function answerControl(control: Control, { method, url, body }: Message): Promise<WireReply> {
  if (url.startsWith('/health'))
    return method === 'GET' || method === 'HEAD' ? json(200, await control.health()) : notAllowed('GET');
  if (method !== 'POST') return notAllowed('POST');
  try {
    advance(control, body.toString('utf8'));
    return json(200, await control.health());
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return json(error.status, errorJson(error));
  }
}

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

const json = (status: number, value: object): WireReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
});

const notAllowed = (allowed: string): WireReply => ({
  ...json(405, { message: `only ${allowed}` }),
  headers: { allow: allowed },
});
