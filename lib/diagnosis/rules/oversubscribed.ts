import { grouped } from '../../numbers';
import { arithmeticFor, type Facts } from '../facts';
import type { Finding } from '../types';

/** More task slots than vcores: the look-alike of stranded cores, which needs the opposite cure. */
export function oversubscribed(facts: Facts): Finding | undefined {
  const readings = facts.explanations.filter((e) => e.taskSlots > e.totalVcores);
  const [reading] = readings;
  if (reading === undefined || readings.length < facts.explanations.length) return undefined;
  return {
    id: 'oversubscribed',
    severity: 'warning',
    summary: `${grouped(reading.taskSlots)} task slots share ${grouped(reading.totalVcores)} vcores (${reading.coreUtilisation.toFixed(2)} tasks a core), whatever the dashboard says`,
    arithmetic: arithmeticFor(reading, facts),
    remedy:
      'do not make executors smaller: that adds task slots to busy cores; use the dominant calculator, or keep it on purpose for jobs that wait for I/O',
    actionable: false,
  };
}
