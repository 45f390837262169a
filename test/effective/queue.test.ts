import { describe, expect, test } from 'vitest';
import { capacityOf } from '../../lib/effective';
import { DOMINANT, EXECUTOR, type Input, inForce, QUEUES, runs } from './support';

describe('a queue', () => {
  const executor = {
    'spark.executor.memory': '12073m',
    'spark.executor.memoryOverhead': '2263m',
    'spark.executor.cores': '4',
  };
  const two = {
    ...DOMINANT,
    [`${QUEUES}.queues`]: 'default,streaming',
    [`${QUEUES}.default.capacity`]: '25',
    [`${QUEUES}.default.maximum-capacity`]: '25',
    [`${QUEUES}.streaming.capacity`]: '75',
  };
  const asked = (scheduler: Record<string, string>, queue?: string): Input => ({
    core: 'm5.4xlarge:10',
    options: queue === undefined ? '' : `--queue ${queue}`,
    classifications: { 'capacity-scheduler': scheduler, 'spark-defaults': executor },
  });

  test('of 25 % holds 9 of 39 executors', () => {
    expect(runs(asked(two), 39)).toBe(9);
  });

  test('is the one that the job asks for', () => {
    // 75 % of 160 vcores are 120; executors of 4 and an application master of 1: the user's limit lets the last one go past it.
    expect(runs(asked(two, 'streaming'))).toBe(30);
    expect(inForce(asked(two, 'root.streaming')).yarn.queue).toMatchObject({ path: 'root.streaming', exists: true });
  });

  test('without a maximum is limited by the share of one user, which a factor raises', () => {
    const { [`${QUEUES}.default.maximum-capacity`]: _, ...open } = two;
    expect(capacityOf(inForce(asked(open)))?.admission).toMatchObject({ executors: 10, limitedBy: 'user-limit' });
    expect(runs(asked({ ...open, [`${QUEUES}.default.user-limit-factor`]: '2' }))).toBe(20);
    expect(runs(asked({ ...open, [`${QUEUES}.default.user-limit-factor`]: '-1' }))).toBe(39);
  });

  test('below another has a share of its share', () => {
    const nested = {
      ...DOMINANT,
      [`${QUEUES}.queues`]: 'prod,default',
      [`${QUEUES}.prod.capacity`]: '50',
      [`${QUEUES}.prod.maximum-capacity`]: '50',
      [`${QUEUES}.default.capacity`]: '50',
      [`${QUEUES}.prod.queues`]: 'etl,reports',
      [`${QUEUES}.prod.etl.capacity`]: '50',
      [`${QUEUES}.prod.etl.maximum-capacity`]: '50',
      [`${QUEUES}.prod.reports.capacity`]: '50',
    };
    const { yarn } = inForce(asked(nested, 'etl'));
    expect(yarn.queue).toMatchObject({
      path: 'root.prod.etl',
      capacity: { value: 25 },
      maximumCapacity: { value: 25 },
    });
    expect(runs(asked(nested, 'etl'))).toBe(9);
    expect(inForce(asked(nested, 'prod')).yarn.queue.exists).toBe(false);
  });

  test('by weight has its part of the weights of all siblings', () => {
    const weights = {
      [`${QUEUES}.queues`]: 'default,streaming',
      [`${QUEUES}.default.capacity`]: '1w',
      [`${QUEUES}.streaming.capacity`]: '3w',
    };
    expect(inForce(asked(weights)).yarn.queue.capacity.value).toBe(25);
  });

  test('that does not exist or is stopped takes no job', () => {
    expect(inForce(asked(two, 'etl')).yarn.queue.exists).toBe(false);
    expect(runs(asked(two, 'etl'))).toBeUndefined();
    const stopped = { ...two, [`${QUEUES}.streaming.state`]: 'STOPPED' };
    expect(inForce(asked(stopped, 'streaming')).yarn.queue.isRunning).toBe(false);
    expect(runs(asked(stopped))).toBe(9);
  });

  test('has its capacity in a form that is not worked out: named, not guessed', () => {
    const absolute = { ...two, [`${QUEUES}.default.capacity`]: '[memory=143360,vcores=40]' };
    expect(inForce(asked(absolute)).unknown.map(({ key }) => key)).toContain(`${QUEUES}.default.capacity`);
    expect(runs(asked(absolute))).toBeUndefined();
    expect(runs(asked(absolute, 'streaming'))).toBe(30);
  });
});

test('a queue that mappings may choose is not judged, one that the job names is', () => {
  const mapped = { 'yarn.scheduler.capacity.queue-mappings': 'u:hadoop:etl' };
  const of = (options: string, more: Record<string, string> = {}): Input => ({
    core: 'm5.4xlarge:10',
    options,
    classifications: {
      'capacity-scheduler': {
        ...mapped,
        ...more,
        [`${QUEUES}.queues`]: 'default,etl',
        [`${QUEUES}.default.capacity`]: '50',
        [`${QUEUES}.etl.capacity`]: '50',
      },
      'spark-defaults': EXECUTOR,
    },
  });
  expect(runs(of(''))).toBeUndefined();
  expect(runs(of('--queue etl'))).toBe(15);
  expect(runs(of('--queue etl', { 'yarn.scheduler.capacity.queue-mappings-override.enable': 'true' }))).toBeUndefined();
});
