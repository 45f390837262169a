import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** EMR always publishes every five minutes (management guide, monitoring metrics). */
const PERIOD = Duration.minutes(5);

/** A metric that EMR publishes; its only dimension is the cluster's id. */
export function clusterMetric(
  clusterId: string,
  metricName: string,
  options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ElasticMapReduce',
    metricName,
    dimensionsMap: { JobFlowId: clusterId },
    period: PERIOD,
    statistic: cloudwatch.Stats.AVERAGE,
    ...options,
  });
}

/** The share of YARN's memory that is allocated, in per cent. */
export function memoryUtilisation(clusterId: string): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'IF(total > 0, 100 * allocated / total)',
    usingMetrics: {
      allocated: clusterMetric(clusterId, 'MemoryAllocatedMB'),
      total: clusterMetric(clusterId, 'MemoryTotalMB'),
    },
    label: 'YARN memory allocated (%)',
    period: PERIOD,
  });
}
