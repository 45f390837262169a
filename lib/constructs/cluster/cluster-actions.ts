/** The actions of each grant on a cluster, with those needed to wait for and see the result. */
export const READ_ACTIONS: readonly string[] = [
  'elasticmapreduce:DescribeCluster',
  'elasticmapreduce:DescribeStep',
  'elasticmapreduce:ListInstanceFleets',
  'elasticmapreduce:ListInstanceGroups',
  'elasticmapreduce:ListInstances',
  'elasticmapreduce:ListSteps',
];

export const SUBMIT_ACTIONS: readonly string[] = [
  'elasticmapreduce:AddJobFlowSteps',
  'elasticmapreduce:DescribeCluster',
  'elasticmapreduce:DescribeStep',
  'elasticmapreduce:ListSteps',
];

export const CANCEL_ACTIONS: readonly string[] = [
  'elasticmapreduce:CancelSteps',
  'elasticmapreduce:DescribeStep',
  'elasticmapreduce:ListSteps',
];
