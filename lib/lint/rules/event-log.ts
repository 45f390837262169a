import { EVENT_LOG_DIR, logsEventsOutsideHdfs, WITHOUT_EVENT_LOGS_IN_HDFS } from '../../spark';
import { type LintFacts, placeOf } from '../facts';
import type { PlacedFinding } from '../types';

/** Event logs where EMR's persistent Spark UI does not look for them. */
export function eventLog(facts: LintFacts): PlacedFinding[] {
  const place = placeOf(facts, EVENT_LOG_DIR);
  if (place === undefined || !logsEventsOutsideHdfs(facts.settings)) return [];
  return [
    {
      id: 'event-log-outside-hdfs',
      severity: 'note',
      key: EVENT_LOG_DIR,
      ...place,
      message: `event logs outside HDFS switch off ${WITHOUT_EVENT_LOGS_IN_HDFS}`,
      instead: "leave it out: EMR's own directory is in HDFS; copy logs that are to be kept",
      fix: [{ edit: 'remove', key: EVENT_LOG_DIR }],
    },
  ];
}
