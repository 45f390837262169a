export { type Alternative, comparisonToJson, comparisonToTable } from './comparison';
export { CURE_FORMATS, type CureFormat, cureToPaste } from './cure-formats';
export { decisionText, entryText, type WordedEntry } from './decision-text';
export { type DiagnosisJson, diagnosisToJson } from './diagnosis-json';
export type { DiagnosisReport, Restart } from './diagnosis-report';
export { diagnosisToText } from './diagnosis-text';
export { lintToJson } from './lint-json';
export { lintToText } from './lint-text';
export { grouped, mib, percent } from './numbers';
export {
  planToClassification,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  shellQuoted,
} from './plan-configuration';
export { leftOut, planNotes } from './plan-dependencies';
export { planToJson } from './plan-json';
export { nodesInWords, planToTable } from './plan-table';
export type { Prices } from './prices';
export { retuneToText } from './retune-text';
export { type TextStyle, tone, wrap } from './style';
export { textTable } from './text-table';
