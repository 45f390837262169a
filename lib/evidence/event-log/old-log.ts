import type { UnknownFigure } from '../types';

/** The oldest version of Spark whose logs are read whole. */
const OLDEST_READ = [2, 4] as const;

/** What the log of an older version of Spark, or of an unknown one, may lack. */
export function figuresOfOldLog(version: string | undefined): UnknownFigure[] {
  const [major = 0, minor = 0] = version?.split('.').map(Number) ?? [];
  if (major > OLDEST_READ[0] || (major === OLDEST_READ[0] && minor >= OLDEST_READ[1])) return [];
  const which = version === undefined ? 'does not name its version of Spark' : `is of Spark ${version}`;
  return [{ what: 'figures that are 0', reason: `the log ${which}; before ${OLDEST_READ.join('.')} it may lack them` }];
}
