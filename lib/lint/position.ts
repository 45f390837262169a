import type { LintSubject } from './types';

/** A line of a subject's file. */
export const positionIn = ({ file }: LintSubject, line: number | undefined): { file?: string; line?: number } =>
  file === undefined ? {} : { file, ...lined(line) };

export const lined = (line: number | undefined): { line?: number } => (line === undefined ? {} : { line });
