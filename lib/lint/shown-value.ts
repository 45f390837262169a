/** Settings whose values are sizes, counts and switches. Other values may hold secrets and are not repeated. */
const SIZING =
  /^spark\.(executor|driver)\.(heartbeatInterval|maxResultSize|memory|memoryOverhead|memoryOverheadFactor|minMemoryOverhead|cores|instances|maxMemory|maxCores)$|^spark\.executor\.pyspark\.memory$|^spark\.(dynamicAllocation|memory|reducer|speculation|kryoserializer|rpc|task|shuffle|storage|default|rdd|io|network|locality)\.|^spark\.sql\.(shuffle|adaptive|files)\.|^spark\.sql\.autoBroadcastJoinThreshold$|^spark\.yarn\.(am\.(memory|cores|memoryOverhead)|executor\.memoryOverhead|driver\.memoryOverhead|heterogeneousExecutors\.enabled)|^spark\.(cores\.max|submit\.deployMode|unsafe\.offHeap)$/;

/** The value in quotes where it is a sizing setting's; else words that do not repeat it. */
export function shownValue(key: string, value: string): string {
  return SIZING.test(key) ? `"${value}"` : 'its value';
}

/** `key` with its value where that may be shown. */
export function shownSetting(key: string, value: string): string {
  return SIZING.test(key) ? `${key}=${value}` : key;
}
