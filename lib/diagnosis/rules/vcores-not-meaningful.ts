import { grouped } from '../../numbers';
import type { Facts } from '../facts';
import type { Finding } from '../types';

/** Under the default calculator YARN counts one vcore per container, so its vcore figures say nothing about cores. */
export function vcoresNotMeaningful(facts: Facts): Finding | undefined {
  const readings = facts.explanations.filter((e) => e.calculator === 'default');
  const known = facts.evidence.calculator === 'default';
  if (!known && (readings.length === 0 || readings.length < facts.explanations.length)) return undefined;
  const [reading] = readings;
  const shown = facts.evidence.allocatedVcores ?? reading?.shownVcores;
  const figure = shown === undefined ? 'its vcore figure' : `"${grouped(shown)} vcores"`;
  return {
    id: 'vcores-not-meaningful',
    severity: 'info',
    summary: `the default calculator counts one vcore per container: ${figure} is a number of containers, not of cores`,
    arithmetic:
      reading === undefined
        ? []
        : [
            `${grouped(reading.containers)} containers show as ${grouped(reading.shownVcores)} vcores; they run ${grouped(reading.executors)} × ${reading.executor.cores} = ${grouped(reading.taskSlots)} tasks at once`,
          ],
    remedy:
      'set yarn.scheduler.capacity.resource-calculator to DominantResourceCalculator (classification capacity-scheduler), so that the figures count cores',
    actionable: false,
  };
}
