import { expect, test } from 'vitest';
import { uncountedSettings } from '../../lib/spark';

test.each([
  [['spark.yarn.executor.nodeLabelExpression'], ['spark.yarn.executor.nodeLabelExpression']],
  [['spark.yarn.am.nodeLabelExpression'], ['spark.yarn.am.nodeLabelExpression']],
  // The resource's name may be a secret of the user.
  [['spark.executor.resource.acme.amount', 'spark.executor.resource.acme.vendor'], ['spark.executor.resource.*']],
  [['spark.yarn.executor.resource.yarn.io/gpu.amount'], ['spark.executor.resource.*']],
  [['spark.task.resource.gpu.amount'], ['spark.task.resource.*']],
  [['spark.executor.memory', 'spark.task.cpus', 'spark.executor.resources'], []],
])('%j place executors by %j', (keys, families) => {
  expect(uncountedSettings(keys)).toEqual(families);
});
