export { type EventLog, readEventLog } from './read-event-log';
