export { taskQuestions } from './ask-tasks';
export { toJobEvidence, withTasks } from './job-evidence';
export { asOfMs, remainingByHistory, remainingWork } from './remaining-work';
export { parseApplication, parseApplications, parseYarnApplications } from './spark-rest';
export { findStepApplication, type ListedApplication, type StepWindow } from './step-application';
export type { JobEvidence, SparkApplication, StageEvidence } from './types';
