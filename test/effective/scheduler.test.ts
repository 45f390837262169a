import { describe, expect, test } from 'vitest';
import { DOMINANT, type Input, inForce, QUEUES, runs } from './support';

describe('another scheduler', () => {
  const PACKAGE = 'org.apache.hadoop.yarn.server.resourcemanager.scheduler';
  const small = { 'spark.executor.memory': '2g', 'spark.executor.memoryOverhead': '512m', 'spark.executor.cores': '4' };
  const with_ = (site: Record<string, string>): Input => ({
    core: 'm5.4xlarge:10',
    classifications: { 'yarn-site': site, 'spark-defaults': small },
  });

  test('that is fair is named, and fits memory and vcores whatever the calculator', () => {
    const fair = with_({ 'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fair.FairScheduler` });
    expect(inForce(fair).yarn.scheduler).toMatchObject({ value: 'fair', layer: 'classification' });
    // 16 vcores hold 4 of 4 cores, on the application master's node 3; by memory alone 22 fit on each, and the application master beside them.
    expect(runs(fair)).toBe(39);
    expect(runs(with_({}))).toBe(220);
  });

  test('that is fair rounds to its increment and has no queues of the CapacityScheduler', () => {
    const site = {
      'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fair.FairScheduler`,
      'yarn.scheduler.increment-allocation-mb': '8192',
    };
    const scheduler = {
      [`${QUEUES}.default.capacity`]: '25',
      [`${QUEUES}.queues`]: 'default,b',
      [`${QUEUES}.b.capacity`]: '75',
    };
    const big = { ...small, 'spark.executor.memory': '15g', 'spark.executor.cores': '1' };
    const classifications = { 'yarn-site': site, 'capacity-scheduler': scheduler, 'spark-defaults': big };
    // 15,872 MiB become 16,384: three a node, and two beside the application master's 8,192.
    expect(runs({ core: 'm5.4xlarge:10', classifications })).toBe(30);
    const increments = { ...site, 'yarn.scheduler.increment-allocation-mb': '20000' };
    expect(runs({ core: 'm5.4xlarge:10', classifications: { ...classifications, 'yarn-site': increments } })).toBe(19);
  });

  test('that is first in, first out looks at memory only', () => {
    const fifo = with_({ 'yarn.resourcemanager.scheduler.class': `${PACKAGE}.fifo.FifoScheduler` });
    const classifications = { ...fifo.classifications, 'capacity-scheduler': DOMINANT };
    expect(runs({ ...fifo, classifications })).toBe(220);
  });

  test('that is not known is named and not judged', () => {
    const own = with_({ 'yarn.resourcemanager.scheduler.class': 'com.example.OwnScheduler' });
    expect(inForce(own).yarn.scheduler.value).toBe('other');
    expect(runs(own)).toBeUndefined();
  });
});
