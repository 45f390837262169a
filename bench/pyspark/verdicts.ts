/** Prints each check as it is made and counts those that failed. */
export class Verdicts {
  made = 0;
  failed = 0;

  /** @param detail what was found, in one line */
  check(name: string, ok: boolean, detail: string): void {
    this.made++;
    if (!ok) this.failed++;
    process.stdout.write(`${ok ? 'ok  ' : 'FAIL'}  ${name}: ${detail}\n`);
  }
}
