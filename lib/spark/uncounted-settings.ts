/** Settings by which YARN places executors otherwise than by memory and cores on every node; names of resources are the user's own and are not repeated. */
const UNCOUNTED: readonly (readonly [family: string, keys: RegExp])[] = [
  ['spark.yarn.executor.nodeLabelExpression', /^spark\.yarn\.executor\.nodeLabelExpression$/],
  ['spark.yarn.am.nodeLabelExpression', /^spark\.yarn\.am\.nodeLabelExpression$/],
  ['spark.executor.resource.*', /^spark\.(yarn\.)?executor\.resource\./],
  ['spark.task.resource.*', /^spark\.task\.resource\./],
];

/** Which of these are set, by the families that they are named by: what executors run on a node does not follow from memory and cores alone. */
export function uncountedSettings(keys: readonly string[]): string[] {
  return UNCOUNTED.filter(([, pattern]) => keys.some((key) => pattern.test(key))).map(([family]) => family);
}
