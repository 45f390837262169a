/** Why a source gives no evidence. The reason is this project's own words: no URL, cookie, header, body or foreign error text. */
export class SourceError extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = new.target.name;
  }
}

/** The name of an AWS error; anything that does not look like one stays out of texts. */
export function errorName(error: unknown): string {
  const name = typeof error === 'object' && error !== null ? (error as { name?: unknown }).name : undefined;
  return typeof name === 'string' && /^[A-Za-z0-9_.]{1,80}$/.test(name) ? name : 'an error without a name';
}
