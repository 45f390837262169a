/** Arguments that may differ from the root step's: executors, the driver's memory, partitions, and the marker. */
const MAY_CHANGE =
  /^(spark\.(executor\.(memory|memoryOverhead|cores|instances)|driver\.(memory|memoryOverhead)|sql\.shuffle\.partitions|default\.parallelism|dynamicAllocation\.\w+|task\.cpus|yarn\.heterogeneousExecutors\.enabled|yarn\.tags|emrautotune\.lineage))=/;

/** The arguments without what may change. */
export function keptArguments(args: readonly string[]): string {
  return args
    .filter((arg, i) => {
      const previous = args[i - 1] ?? '';
      const sized = /^--(executor-memory|executor-cores|num-executors)$/;
      if (sized.test(arg) || sized.test(previous)) return false;
      return !(MAY_CHANGE.test(arg) || (arg === '--conf' && MAY_CHANGE.test(args[i + 1] ?? '')));
    })
    .join('\n');
}
