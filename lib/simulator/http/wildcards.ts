/**
 * Whether a value is like a pattern with IAM's wildcards, `*` for any run of characters and `?` for one.
 *
 * Without a regular expression, which takes ages over many stars.
 */
export function like(pattern: string, value: string): boolean {
  let [at, next] = [0, 0];
  let lastStar = -1;
  let afterStar = 0;
  while (at < value.length) {
    if (pattern[next] === '*') {
      lastStar = next;
      afterStar = at;
      next += 1;
    } else if (pattern[next] === '?' || pattern[next] === value[at]) {
      at += 1;
      next += 1;
    } else if (lastStar >= 0) {
      // The last star takes one character more.
      next = lastStar + 1;
      afterStar += 1;
      at = afterStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(next));
}
