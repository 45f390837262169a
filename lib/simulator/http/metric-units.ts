/** EMR's metrics that are not counts (the management guide's table of them). */
const EMR_UNITS: Readonly<Record<string, string>> = {
  IsIdle: 'None',
  YARNMemoryAvailablePercentage: 'Percent',
  HDFSUtilization: 'Percent',
  CoreNodesRunningPercentage: 'Percent',
};

/** The unit under which a metric is published; a query for another finds no data. */
export function unitOf(namespace: string, name: string): string {
  switch (namespace) {
    case 'AWS/ElasticMapReduce':
      return (Object.hasOwn(EMR_UNITS, name) ? EMR_UNITS[name] : undefined) ?? 'Count';
    case 'AWS/EC2':
      return name === 'CPUUtilization' ? 'Percent' : 'Count';
    default:
      return 'None';
  }
}
