/**
 * What EMR itself writes to spark-defaults on every cluster, as far as its values are published and depend on nothing.
 *
 * Source: EMR release guide, "Configure Spark".
 */
export const EMR_SPARK_DEFAULTS: Readonly<Record<string, string>> = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.shuffle.service.enabled': 'true',
};

/** `spark.driver.memory` that EMR writes into spark-defaults where nothing else says so, MiB: seen on every recorded cluster. */
export const EMR_DRIVER_MEMORY_MIB = 2048;
