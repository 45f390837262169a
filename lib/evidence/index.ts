export { type TaskQuestion, taskQuestions } from './ask-tasks';
export { busyTimeMs, type CoresInUse, coresInUse } from './cores-in-use';
export { type DataSizes, dataSizes, partitionsFromEvidence } from './data-size';
export { type LogOutline, OutlineReader } from './event-log/log-outline';
export { EventLogReader, type LogReading } from './event-log/read-log';
export { type TaskDocuments, toJobEvidence, withTasks } from './job-evidence';
export { hasLostEvents, hasRepeatedEvents } from './lost-events';
export { growthBy, maxTaskSlots, type ScalingLimits, toScalingLimits } from './max-task-slots';
export { type MemoryNeed, memoryNeed } from './memory-need';
export { type Progress, progress } from './progress';
export { asOfMs, type RemainingWork, remainingByHistory, remainingWork } from './remaining-work';
export { replay } from './replay';
export { type RestartWorth, restartWorth } from './restart';
export { compareSettings, type SettingsCompared } from './set-in-code';
export { ranForMs, type SlotTime, slotTime } from './slot-time';
export { parseApplication, parseApplications, parseYarnApplications } from './spark-rest';
export { expectedSpeedUp } from './speed-up';
export { elapsedMs, findStepApplication, type ListedApplication, ranBeside, type StepWindow } from './step-application';
export { tasksWanted } from './tasks-wanted';
export type {
  EvidenceSource,
  ExecutorEvidence,
  FailureKind,
  JobEvidence,
  JobWait,
  SparkApplication,
  StageEvidence,
  UnknownFigure,
} from './types';
