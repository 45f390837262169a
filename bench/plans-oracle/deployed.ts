import { instanceFacts } from '../../lib/catalog';
import type { PlanRequest, SparkPlan } from '../../lib/sizing';
import type { OracleCase } from '../yarn-oracle/case';

/** What YARN is asked for on a cluster that has a plan's configuration: read from the configuration alone, as EMR and Spark read it. */
export type Deployed = Pick<OracleCase, 'calculator' | 'nodes' | 'am' | 'executor'>;

/** Spark asks for off-heap memory on top since 3.0; before, it lies within the overhead. */
const OFF_HEAP_COUNTS_FROM = 3;

export function deployed(request: PlanRequest, plan: SparkPlan): Deployed {
  const properties = (name: string) =>
    plan.cluster.classifications.find(({ classification }) => classification === name)?.properties ?? {};
  const conf = { ...properties('spark-defaults'), ...plan.job.jobConf };
  const mib = (key: string): number => (conf[key] === undefined ? 0 : wholeMiB(conf[key]));
  const declared = properties('yarn-site')['yarn.nodemanager.resource.cpu-vcores'];
  const calculator = properties('capacity-scheduler')['yarn.scheduler.capacity.resource-calculator'] ?? 'Default';
  const offHeapCounts =
    conf['spark.memory.offHeap.enabled'] === 'true' &&
    Number.parseInt(request.release.sparkVersion, 10) >= OFF_HEAP_COUNTS_FROM;
  return {
    calculator: calculator.includes('Dominant') ? 'Dominant' : 'Default',
    nodes: request.nodes.map(({ instanceType, max }) => {
      const { yarnMemoryMiB, yarnVcores } = instanceFacts(instanceType);
      return { count: max, memoryMb: yarnMemoryMiB, vcores: declared === undefined ? yarnVcores : Number(declared) };
    }),
    executor: {
      memMb:
        mib('spark.executor.memory') +
        mib('spark.executor.memoryOverhead') +
        mib('spark.executor.pyspark.memory') +
        (offHeapCounts ? mib('spark.memory.offHeap.size') : 0),
      vcores: Number(conf['spark.executor.cores']),
    },
    am:
      request.deployMode === 'cluster'
        ? {
            memMb: mib('spark.driver.memory') + mib('spark.driver.memoryOverhead'),
            vcores: Number(conf['spark.driver.cores'] ?? 1),
          }
        : { memMb: withOverhead(conf['spark.yarn.am.memory']), vcores: Number(conf['spark.yarn.am.cores'] ?? 1) },
  };
}

/** Of a client-mode master: 512 MiB where it is not set, and a tenth or 384 MiB on top (Spark's `Client`). */
function withOverhead(memory = '512m'): number {
  const mib = wholeMiB(memory);
  return mib + Math.max(384, Math.trunc(mib / 10));
}

/** Plans write every size as whole MiB. */
function wholeMiB(text: string): number {
  const mib = /^(\d+)m$/.exec(text)?.[1];
  if (mib === undefined) throw new Error(`a size that is not in MiB: ${text}`);
  return Number(mib);
}
