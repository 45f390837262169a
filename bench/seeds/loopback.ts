import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import { Readable } from 'node:stream';

/** A request as it goes over the wire. */
export interface Sent {
  /** The port that it is sent to: each sandbox has its own. */
  readonly port: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What carries requests: calls back with the answer, or with undefined where the connection is reset; at most once, and perhaps never. */
export type Carry = (sent: Sent, received: (answer: Received | undefined) => void) => void;

const hungUp = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** node:http for the SDK's handler, without sockets. */
export function loopbackHttp(carry: Carry): typeof http {
  const request = (options: http.RequestOptions, then: (response: Readable) => void) =>
    new LoopbackRequest(options, then, carry);
  // What a loader adds as the default export would be preferred to it.
  return Object.assign({ ...http }, { default: undefined, request: request as unknown as typeof http.request });
}

/** What the SDK's handler uses of a ClientRequest. */
class LoopbackRequest extends EventEmitter {
  /** The connection stands already: only its answer can take time. */
  public readonly socket = { connecting: false, setKeepAlive: () => undefined, setTimeout: () => undefined };
  private isOver = false;

  public constructor(
    private readonly options: http.RequestOptions,
    private readonly then: (response: Readable) => void,
    private readonly carry: Carry,
  ) {
    super();
  }

  public end(body: string | Uint8Array = ''): void {
    const { port, method = 'GET', path, headers } = this.options;
    const sent: Sent = {
      port: Number(port),
      method,
      path: path ?? '/',
      headers: lowerCased((headers ?? {}) as Record<string, unknown>),
      body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8'),
    };
    this.carry(sent, (answer) => {
      if (this.isOver) return;
      if (answer === undefined) {
        this.destroy(hungUp());
        return;
      }
      this.isOver = true;
      const response = Readable.from([Buffer.from(answer.body)], { objectMode: false });
      this.then(Object.assign(response, { statusCode: answer.status, headers: answer.headers }));
      this.emit('close');
    });
  }

  public destroy(error?: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    if (error !== undefined) this.emit('error', error);
    this.emit('close');
  }
}

function lowerCased(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** fetch, without sockets. */
export function loopbackFetch(carry: Carry): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(String(input));
      const { method = 'GET', headers, body, signal } = init;
      const sent: Sent = {
        port: Number(url.port),
        method,
        path: url.pathname + url.search,
        headers: Object.fromEntries(new Headers(headers)),
        body: typeof body === 'string' ? body : '',
      };
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      carry(sent, (answer) => {
        if (answer === undefined) return reject(Object.assign(new TypeError('fetch failed'), { cause: hungUp() }));
        const isRedirect = answer.status >= 300 && answer.status < 400;
        if (isRedirect && init.redirect !== 'manual') return reject(new TypeError('fetch failed'));
        resolve(new Response(answer.body, { status: answer.status, headers: answer.headers }));
      });
    });
}
