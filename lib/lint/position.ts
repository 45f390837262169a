import { type Spot, spotOf } from './read/tree';
import type { LintSubject } from './types';

/** A spot of a subject, which names the subject's file unless it has one of its own; nothing for the words of the command line. */
export function positionIn({ file }: LintSubject, spot: Spot | undefined): { file?: string; line?: number } {
  const named = spot?.file ?? file;
  return named === undefined ? {} : spotOf({ line: spot?.line, file: named });
}
