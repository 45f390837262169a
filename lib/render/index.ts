export { type AnalysisJson, analysisToJson } from './analysis-json';
export type { AnalysisPlan, AnalysisReport, ExpectedRun } from './analysis-report';
export { analysisToText } from './analysis-text';
export { type Alternative, type ComparisonJson, comparisonToJson, comparisonToTable } from './comparison';
export { CURE_FORMATS, type CureFormat, cureToPaste } from './cure-formats';
export { decisionText, entryText, type WordedEntry } from './decision-text';
export { type DiagnosisJson, diagnosisToJson } from './diagnosis-json';
export type { DiagnosisReport, Restart } from './diagnosis-report';
export { diagnosisToText } from './diagnosis-text';
export type { JobFigures, JobReport } from './job-report';
export { type LintJson, lintToJson } from './lint-json';
export { lintToText } from './lint-text';
export { type ListedLog, type LogListJson, logListToJson, logListToText } from './log-list';
export { moment } from './moment';
export { type NodePanel, nodePictureToSvg } from './node-picture';
export { grouped, mib, percent } from './numbers';
export {
  planToClassification,
  planToPySpark,
  planToSparkDefaults,
  planToSparkSubmit,
  shellQuoted,
} from './plan-configuration';
export { leftOut, planNotes } from './plan-dependencies';
export { planToHtml } from './plan-html';
export { type PlanJson, planToJson, SCHEMA_VERSION } from './plan-json';
export { planToSvg } from './plan-picture';
export { nodesInWords, planToTable } from './plan-table';
export type { Prices } from './prices';
export { retuneToText } from './retune-text';
export { type RankedRun, type Ranking, type RankingJson, rankingToJson, rankingToText } from './run-ranking';
export { assumedLines, type RunsWith, type RunsWithJson, runsWithToJson } from './runs-with';
export { type ExplainJson, needsAction, standingToJson } from './standing-json';
export { standingToText } from './standing-text';
export type { StandingReport } from './standing-words';
export { heading, type TextStyle, tone, wrap } from './style';
export { tableRows, textTable } from './text-table';
