/** What a grant on a cluster allows; each is also what the waiting and looking that goes with it needs. */
export const READ_ACTIONS: readonly string[] = [
  'elasticmapreduce:DescribeCluster',
  'elasticmapreduce:DescribeStep',
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
