import type { Outside } from './outside';
import { SourceError } from './source-error';

/** For one verdict, all sources together; calls of EMR count like any other request. */
const MAX_REQUESTS = 20;
const MAX_MS = 30_000;
/** A driver that takes longer collects garbage, and would take as long for the next answer. */
const REQUEST_MS = 10_000;
const MAX_BYTES = 32 * 2 ** 20;

/** What one verdict may cost, and what of it is left. */
export class Budget {
  private requests = 0;
  private bytes = 0;
  private readonly endsAt: number;

  public constructor(private readonly outside: Pick<Outside, 'now' | 'after'>) {
    this.endsAt = outside.now() + MAX_MS;
  }

  /** Whether so many more requests may be made. */
  public allows(requests: number): boolean {
    return this.requests + requests <= MAX_REQUESTS && this.outside.now() < this.endsAt;
  }

  public addBytes(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_BYTES)
      throw new SourceError(`the answers together are larger than ${MAX_BYTES / 2 ** 20} MiB`);
  }

  /**
   * Makes one request within what is left.
   *
   * @throws SourceError where nothing is left, or no answer comes in time; and whatever `request` throws
   */
  public async request<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.requests >= MAX_REQUESTS)
      throw new SourceError(`${MAX_REQUESTS} requests were made, the most for one verdict`);
    this.requests += 1;
    return await this.within(request);
  }

  /** Waits for a part of a request, such as the next piece of an answer; errors as of `request`. */
  public async within<T>(part: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const left = this.endsAt - this.outside.now();
    if (left <= 0) throw new SourceError(`${MAX_MS / 1000} s have passed, the most for one verdict`);
    const ms = Math.min(left, REQUEST_MS);
    const controller = new AbortController();
    let cancel = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = this.outside.after(ms, () => {
        reject(new SourceError(`no answer within ${Math.ceil(ms / 1000)} s`));
        controller.abort();
      });
    });
    try {
      return await Promise.race([part(controller.signal), late]);
    } finally {
      cancel();
    }
  }

  /** Waits, but not beyond the end. */
  public pause(ms: number): Promise<void> {
    const left = Math.max(0, this.endsAt - this.outside.now());
    return new Promise((resolve) => {
      this.outside.after(Math.min(ms, left), resolve);
    });
  }
}
