/** How long no task ran, by the launches and ends of tasks in the order of the log. */
export class BusyClock {
  private running = 0;
  private idleSinceMs: number | undefined;
  private idleMs = 0;
  private lastEndMs = 0;
  private lastMs = 0;

  /** @param atMs when the application began */
  begin(atMs: number): void {
    this.idleSinceMs = atMs;
    this.lastEndMs = atMs;
    this.see(atMs);
  }

  launch(atMs: number): void {
    if (this.running === 0 && this.idleSinceMs !== undefined) this.idleMs += Math.max(0, atMs - this.idleSinceMs);
    this.running += 1;
    this.see(atMs);
  }

  end(atMs: number): void {
    this.running = Math.max(0, this.running - 1);
    // Ends are not logged in their order.
    this.lastEndMs = Math.max(this.lastEndMs, atMs);
    if (this.running === 0) this.idleSinceMs = this.lastEndMs;
    this.see(atMs);
  }

  see(atMs: number): void {
    this.lastMs = Math.max(this.lastMs, atMs);
  }

  /** The newest time in the log. */
  get newestMs(): number {
    return this.lastMs;
  }

  /** @param untilMs when the application ended, or the newest event of one that did not */
  withoutTasksMs(untilMs: number): number {
    const since = this.running === 0 ? this.idleSinceMs : undefined;
    return this.idleMs + (since === undefined ? 0 : Math.max(0, untilMs - since));
  }
}
