export { type Alternative, comparisonToJson, comparisonToTable } from './comparison';
export { type DecisionText, decisionText, entryText, figuresLine, type WordedEntry } from './decision-text';
export { type DiagnosisJson, diagnosisToJson } from './diagnosis-json';
export { diagnosisToText } from './diagnosis-text';
export { type LintJson, lintToJson } from './lint-json';
export { lintToText } from './lint-text';
export { grouped, mib, percent } from './numbers';
export {
  type EmrConfiguration,
  planToClassification,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  type SubmitCommand,
  shellQuoted,
} from './plan-configuration';
export { type PlanJson, planToJson, SCHEMA_VERSION } from './plan-json';
export { nodesInWords, type PlanTableOptions, planToTable } from './plan-table';
export type { Prices } from './prices';
export { retuneToText } from './retune-text';
export { type TextStyle, type Tone, tone, wrap } from './style';
export { type Column, textTable } from './text-table';
