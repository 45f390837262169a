export { LINT_IDS, type LintId } from './ids';
export { lint } from './lint';
export { readCommand } from './read/command';
export { isCommandLine, NOT_A_COMMAND } from './read/command-line';
export { readConfigurations } from './read/configurations';
export { readInWords } from './read/in-words';
export { looksLikeProperties, readProperties, readPropertiesFile } from './read/properties';
export { type DataFile, isTree, type LintDocument, Reading, type Sources } from './read/reading';
export { readData } from './read/recognise';
export { repeatedIn } from './read/repeated';
export { beginsCommand, readScript } from './read/shell/script';
export { type Tree, type TreeEntry, UNRESOLVED } from './read/tree';
export { closestId, withoutSuppressed } from './suppressions';
export { toldOnce } from './told-once';
export type {
  Comment,
  Ignored,
  LintEdit,
  LintFinding,
  LintHardware,
  LintNotice,
  LintReport,
  LintRequest,
  LintSeverity,
  LintSubject,
  Suppression,
} from './types';
