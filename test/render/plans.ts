import { EmrRelease } from '../../lib/catalog';
import { type PlanRequest, plan, type SparkPlan, Workload } from '../../lib/sizing';

/** The plan for the brief's cluster, 82 × r5.4xlarge, unless told otherwise. */
export function planOf(request: Partial<PlanRequest> = {}): SparkPlan {
  return plan({
    release: EmrRelease.EMR_7_9_0,
    primaryInstanceType: 'm5.xlarge',
    nodes: [{ instanceType: 'r5.4xlarge', min: 82, max: 82 }],
    workload: Workload.unknown(),
    ...request,
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
const COLOURS = /\u001b\[\d+m/g;
export const plain = (text: string): string => text.replace(COLOURS, '');
