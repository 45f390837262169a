const MAX_COOKIES = 50;
const MAX_CHARACTERS = 16_384;
/** RFC 6265: a name is a token, a value has no separators. */
const COOKIE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256})=("?[!#-+\--:<-[\]-~]*"?)$/;

/** The cookies of one origin, in memory only. */
export class CookieJar {
  private readonly cookies = new Map<string, string>();

  /** Takes those of an answer; what is malformed or too much is left out. */
  public take(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [, name, value] = COOKIE.exec(line.split(';', 1)[0]?.trim() ?? '') ?? [];
      if (name === undefined || value === undefined) continue;
      const size = [...this.cookies].reduce((total, [key, one]) => total + key.length + one.length, 0);
      if (this.cookies.size < MAX_COOKIES && size + name.length + value.length <= MAX_CHARACTERS)
        this.cookies.set(name, value);
    }
  }

  public header(): Record<string, string> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return cookie === '' ? {} : { cookie };
  }
}
