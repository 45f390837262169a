import { counted, grouped, percent } from '../../numbers';
import type { ClusterEvidence } from '../cluster-evidence';
import { explain } from '../explain';
import type { Facts } from '../facts';
import type { Finding } from '../types';

/** No reading reproduces the figures, so nothing may act on them. */
export function unexplained(facts: Facts): Finding | undefined {
  const { evidence, executor } = facts;
  const readings = executor === undefined ? facts.sizes.length : facts.explanations.length;
  if (readings > 0) return undefined;
  const observed = [
    `observed: ${grouped(evidence.memoryAllocatedMB)} of ${grouped(evidence.memoryTotalMB)} MB (${percent(facts.memoryUtilisation)})`,
    ...(evidence.containersAllocated === undefined ? [] : [counted(evidence.containersAllocated, 'container')]),
    ...(evidence.allocatedVcores === undefined ? [] : [`${grouped(evidence.allocatedVcores)} vcores shown`]),
  ].join(', ');
  const calculators = evidence.calculator === undefined ? (['dominant', 'default'] as const) : [evidence.calculator];
  const predicted =
    executor === undefined
      ? []
      : calculators.map((calculator) => {
          const e = explain(evidence, executor, calculator);
          return `predicted (${calculator} calculator): ${grouped(e.predictedMB)} MB, ${grouped(e.containers)} containers, ${grouped(e.shownVcores)} vcores shown`;
        });
  return {
    id: 'unexplained',
    severity: 'warning',
    summary:
      executor === undefined
        ? "can't explain these figures: no uniform executor size gives them within 10 %"
        : "can't explain these figures: the executor size does not give them within 10 %",
    arithmetic: [observed, ...predicted],
    remedy:
      executor === undefined
        ? 'none; check the nodes and the figures, and whether several jobs share the cluster'
        : `none; the application may set its executors in code, another job may be running, or the nodes may differ${driverInWords(evidence)}`,
    actionable: false,
  };
}

/** In cluster mode its size is often not known, and takes a part of the memory. */
function driverInWords({ deployMode, applicationMaster }: ClusterEvidence): string {
  if (deployMode !== 'cluster' || applicationMaster === undefined) return '';
  return `, or the driver, counted as ${grouped(applicationMaster.memoryMiB)} MiB, may have another size (spark.driver.memory)`;
}
