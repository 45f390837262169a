export { type ApplicationLogs, findApplications, lastLog } from './find-logs';
export type { LogStore } from './log-store';
export { type EventLog, readEventLog } from './read-event-log';
export { summariseLog } from './read-outline';
export { isS3Path } from './s3-path';
export { storeFor } from './store-for';
