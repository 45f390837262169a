import { type EventLog, findApplications, lastLog, readEventLog, storeFor } from '../../lib/sources/event-log';

/** The log of the only application that a path has. */
export async function readLogAt(path: string): Promise<EventLog> {
  const store = await storeFor(path);
  const applications = await findApplications(store, path);
  const [only] = applications;
  if (only === undefined || applications.length > 1) throw new Error(`${path} has not one application's log`);
  return readEventLog(store, await lastLog(store, only), { now: Date.now });
}
