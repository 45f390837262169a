import {
  type EventLog,
  findApplications,
  type LogStore,
  lastLog,
  readEventLog,
  storeFor,
} from '../../../lib/sources/event-log';

/** The log of the first application that a path has. */
export async function readLogAt(path: string, given?: LogStore): Promise<EventLog> {
  const store = given ?? (await storeFor(path));
  const [first] = await findApplications(store, path);
  if (first === undefined) throw new Error('no application');
  return readEventLog(store, await lastLog(store, first), { now: () => 0 });
}
