export { LINT_IDS, type LintId } from './ids';
export { lint } from './lint';
export { readCommand } from './read-command';
export { isConfigurations, readConfigurations } from './read-configurations';
export { looksLikeProperties, readProperties } from './read-properties';
export { readSteps } from './read-steps';
export { closestId, findSuppressions, withoutSuppressed } from './suppressions';
export { toldOnce } from './told-once';
export type {
  Ignored,
  LintEdit,
  LintFinding,
  LintHardware,
  LintReport,
  LintRequest,
  LintSeverity,
  LintSubject,
  Suppression,
} from './types';
