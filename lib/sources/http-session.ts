import type { Budget } from './budget';
import { CookieJar } from './cookie-jar';
import type { Outside } from './outside';
import { SourceError } from './source-error';

/** Of one answer. A driver keeps 1,000 stages of some 4 kB each. */
const MAX_BYTES = 16 * 2 ** 20;
const MAX_REDIRECTS = 5;
const ATTEMPTS = 2;
const BACK_OFF_MS = 500;

/** Answers after which the same request may succeed. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** GET requests to one origin, with its cookies. Neither address nor cookies leave it. */
export class HttpSession {
  private readonly jar = new CookieJar();
  private readonly origin: string;

  /** @throws SourceError for what is not an address that may be asked */
  public constructor(
    address: string,
    private readonly budget: Budget,
    private readonly outside: Outside,
  ) {
    this.origin = parseAddress(address).origin;
  }

  /** Opens a presigned address: follows its redirects, keeps the cookies and drops the page. */
  public async enter(address: string): Promise<void> {
    const response = await this.follow(parseAddress(address));
    await response.body?.cancel();
    if (!response.ok) throw statusError(response.status);
  }

  /**
   * The JSON at a path of this origin; undefined for an empty answer.
   *
   * @throws SourceError for anything else
   */
  public async json(path: string): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.answerAt(path);
      } catch (error) {
        if (!(error instanceof PassingError) || attempt === ATTEMPTS || !this.budget.allows(1)) throw error;
        await this.budget.pause(BACK_OFF_MS);
      }
    }
  }

  private async answerAt(path: string): Promise<unknown> {
    const response = await this.follow(new URL(path, this.origin));
    if (!response.ok) {
      await response.body?.cancel();
      throw statusError(response.status);
    }
    const type = response.headers.get('content-type');
    if (type !== null && !/^application\/json\b/i.test(type)) {
      await response.body?.cancel();
      throw new SourceError('the answer is not JSON');
    }
    const body = await this.bodyOf(response);
    if (body === '') return undefined;
    try {
      return JSON.parse(body);
    } catch {
      throw new SourceError('the answer is not JSON');
    }
  }

  private async follow(address: URL): Promise<Response> {
    let at = address;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      if (at.origin !== this.origin) throw new SourceError('a redirect to another host was not followed');
      const response = await this.ask(at);
      this.jar.take(response.headers);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null) return response;
      await response.body?.cancel();
      at = parseAddress(location, at);
    }
    throw new SourceError(`more than ${MAX_REDIRECTS} redirects`);
  }

  private async ask(address: URL): Promise<Response> {
    const headers = { accept: 'application/json, */*;q=0.1', ...this.jar.header() };
    try {
      return await this.budget.request((signal) =>
        this.outside.fetch(address.href, { method: 'GET', redirect: 'manual', headers, signal }),
      );
    } catch (error) {
      if (error instanceof SourceError) throw error;
      throw new PassingError('no connection');
    }
  }

  /** Reads no further than the limit, whatever the answer says of its length; counts what a compressed answer unpacks to. */
  private async bodyOf(response: Response): Promise<string> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const reader = response.body?.getReader();
    if (reader === undefined) return '';
    try {
      for (;;) {
        const { done, value } = await this.budget.within(() => reader.read());
        if (done) break;
        size += value.byteLength;
        if (size > MAX_BYTES) throw new SourceError(`the answer is larger than ${MAX_BYTES / 2 ** 20} MiB`);
        this.budget.addBytes(value.byteLength);
        chunks.push(value);
      }
    } catch (error) {
      void reader.cancel().catch(() => undefined);
      throw error instanceof SourceError ? error : new PassingError('the connection broke off');
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  }
}

/** A failure that may have passed by the next attempt. */
class PassingError extends SourceError {}

function statusError(status: number): SourceError {
  if (PASSING.has(status)) return new PassingError(`HTTP status ${status}`);
  if (status === 401 || status === 403) return new SourceError(`access denied (HTTP status ${status})`);
  return new SourceError(status === 404 ? 'nothing there (HTTP status 404)' : `HTTP status ${status}`);
}

/** @throws SourceError for anything but http and https without a user's name */
function parseAddress(address: string, base?: URL): URL {
  const url = URL.canParse(address, base?.href) ? new URL(address, base?.href) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new SourceError('the address is not one of http or https');
  if (url.username !== '' || url.password !== '') throw new SourceError('an address with a user name is not asked');
  return url;
}

/** Whether an address is encrypted, or does not leave this machine. */
export function isPrivate(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '');
}
