/** Of addresses that were not used and of sessions; the oldest are forgotten, and not valid any more. */
const MAX_KEPT = 1000;

/** Addresses with a token of one use, and the sessions that they open; `Kind` says what a session may see. */
export class Sessions<Kind> {
  private readonly tokens = new Map<string, Kind>();
  private readonly opened = new Map<string, Kind>();
  private issued = 0;
  private begun = 0;

  /** @param stem what tokens and sessions begin with */
  public constructor(private readonly stem: string) {}

  /** The path and query of an address that opens a session. */
  public address(path: string, kind: Kind): string {
    this.issued += 1;
    const token = `${this.stem}-TOKEN-${this.issued}`;
    this.tokens.set(token, kind);
    forgetOldest(this.tokens);
    return `${path}?authToken=${token}`;
  }

  /** The session that a token opens, or undefined where it is not valid any more. */
  public open(token: string): string | undefined {
    const kind = this.tokens.get(token);
    if (kind === undefined) return undefined;
    this.tokens.delete(token);
    this.begun += 1;
    const session = `${this.stem}-SESSION-${this.begun}`;
    this.opened.set(session, kind);
    forgetOldest(this.opened);
    return session;
  }

  /** Undefined without a session, or where it was never opened. */
  public kindOf(session: string | undefined): Kind | undefined {
    return session === undefined ? undefined : this.opened.get(session);
  }
}

function forgetOldest(kept: Map<string, unknown>): void {
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}
