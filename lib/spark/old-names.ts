/** Old names that Spark still reads where the present one is not set (`SparkConf.configsWithAlternatives`). */
export const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['spark.unsafe.offHeap', 'spark.memory.offHeap.enabled'],
  ['spark.yarn.driver.memoryOverhead', 'spark.driver.memoryOverhead'],
  ['spark.yarn.executor.memoryOverhead', 'spark.executor.memoryOverhead'],
]);
