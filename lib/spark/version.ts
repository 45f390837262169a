/** Whether a Spark version such as `3.5.5` is `major.minor` or later. */
export function sparkIsAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
