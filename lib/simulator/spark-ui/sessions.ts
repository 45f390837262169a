/** Addresses with a token of one use, and the sessions that they open; `Kind` says what a session may see. */
export class Sessions<Kind> {
  private readonly tokens = new Map<string, Kind>();
  private readonly opened = new Map<string, Kind>();
  private issued = 0;

  /** @param stem what tokens and sessions begin with */
  public constructor(private readonly stem: string) {}

  /** The path and query of an address that opens a session. */
  public address(path: string, kind: Kind): string {
    this.issued += 1;
    const token = `${this.stem}-TOKEN-${this.issued}`;
    this.tokens.set(token, kind);
    return `${path}?authToken=${token}`;
  }

  /** The session that a token opens, or undefined where it is not valid any more. */
  public open(token: string): string | undefined {
    const kind = this.tokens.get(token);
    if (kind === undefined) return undefined;
    this.tokens.delete(token);
    const session = `${this.stem}-SESSION-${this.opened.size + 1}`;
    this.opened.set(session, kind);
    return session;
  }

  /** Undefined without a session, or where it was never opened. */
  public kindOf(session: string | undefined): Kind | undefined {
    return session === undefined ? undefined : this.opened.get(session);
  }
}
