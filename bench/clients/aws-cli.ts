/** A command of a shell, and what it has to print. */
export interface Command {
  readonly line: string;
  /** The output without the blanks around it, tabs and line ends as spaces; of a failure what stands on stderr. */
  readonly prints: string | RegExp;
  /** Asked again for a minute until it does: something takes its time. */
  readonly eventually?: true;
}

const CLUSTER = 'j-REHEARSAL0002';
const STUCK = 'j-REHEARSAL0001';
const STEP = 's-REHEARSAL20001';

const query = (what: string, path: string): string => `aws emr ${what} --query '${path}' --output text`;

/** Over all pages: as text the command line asks each page for itself. */
const queryAll = (what: string, path: string): string => `aws emr ${what} --query '${path}'`;
const state = query(`describe-cluster --cluster-id ${CLUSTER}`, 'Cluster.Status.State');
const stepState = (cluster: string, step: string): string =>
  query(`describe-step --cluster-id ${cluster} --step-id ${step}`, 'Step.Status.State');
const sizes = query(
  `describe-cluster --cluster-id ${CLUSTER}`,
  'Cluster.InstanceGroups[].[InstanceGroupType,RequestedInstanceCount,RunningInstanceCount]',
);
const silent = (line: string): Command => ({ line, prints: '' });

const STUCK_JOIN: readonly Command[] = [
  { line: queryAll(`list-instances --cluster-id ${STUCK}`, 'length(Instances)'), prints: '83' },
  {
    line: query(`list-steps --cluster-id ${STUCK} --step-states RUNNING`, 'Steps[].Name'),
    prints: 'join on CUSIP and EFFECTIVEDATE',
  },
  {
    line: query(
      `get-on-cluster-app-ui-presigned-url --cluster-id ${STUCK} --on-cluster-app-ui-type ResourceManager`,
      'PresignedURLReady',
    ),
    prints: 'True',
  },
  {
    line:
      'aws cloudwatch get-metric-statistics --namespace AWS/ElasticMapReduce --metric-name MemoryAllocatedMB ' +
      `--dimensions Name=JobFlowId,Value=${STUCK} --start-time $START --end-time $END --period 3600 ` +
      `--statistics Maximum --query 'Datapoints[0].Maximum' --output text`,
    prints: /^9840896(\.0)?$/,
  },
  {
    line: `aws cloudwatch get-metric-data --metric-data-queries "$QUERIES" --start-time $START --end-time $END --query 'MetricDataResults[0].Values[0]' --output text`,
    prints: /^9840896(\.0)?$/,
  },
  {
    line: `aws cloudwatch list-metrics --metric-name IsIdle --dimensions Name=JobFlowId,Value=${STUCK} --query 'Metrics[].Namespace' --output text`,
    prints: 'AWS/ElasticMapReduce',
  },
  {
    line: query(`cancel-steps --cluster-id ${STUCK} --step-ids s-REHEARSAL0001`, 'CancelStepsInfoList[].Status'),
    prints: 'SUBMITTED',
  },
  { line: stepState(STUCK, 's-REHEARSAL0001'), prints: 'CANCELLED', eventually: true },
];

const LIFE: readonly Command[] = [
  {
    line: query(
      'create-cluster --name nightly --release-label emr-7.9.0 --applications Name=Spark --use-default-roles ' +
        '--instance-groups InstanceGroupType=MASTER,InstanceCount=1,InstanceType=m5.xlarge ' +
        'InstanceGroupType=CORE,InstanceCount=2,InstanceType=m5.xlarge --tags team=data',
      'ClusterId',
    ),
    prints: CLUSTER,
  },
  { line: state, prints: 'STARTING' },
  silent(`aws emr wait cluster-running --cluster-id ${CLUSTER}`),
  { line: state, prints: 'WAITING' },
  { line: query('list-clusters --active', 'Clusters[].Id'), prints: `${CLUSTER} ${STUCK}` },
  {
    line: query(
      `add-steps --cluster-id ${CLUSTER} --steps Type=Spark,Name=load,ActionOnFailure=CONTINUE,Args=[s3://example-bucket/load.py]`,
      'StepIds',
    ),
    prints: STEP,
  },
  silent(`aws emr wait step-complete --cluster-id ${CLUSTER} --step-id ${STEP}`),
  { line: stepState(CLUSTER, STEP), prints: 'COMPLETED' },
  silent(`aws emr add-tags --resource-id ${CLUSTER} --tags owner=ops`),
  silent(`aws emr remove-tags --resource-id ${CLUSTER} --tag-keys team`),
  { line: query(`describe-cluster --cluster-id ${CLUSTER}`, 'Cluster.Tags'), prints: 'owner ops' },
  {
    line: query(`modify-cluster --cluster-id ${CLUSTER} --step-concurrency-level 5`, 'StepConcurrencyLevel'),
    prints: '5',
  },
  silent(`aws emr put-auto-termination-policy --cluster-id ${CLUSTER} --auto-termination-policy IdleTimeout=604800`),
  {
    line: query(`get-auto-termination-policy --cluster-id ${CLUSTER}`, 'AutoTerminationPolicy.IdleTimeout'),
    prints: '604800',
  },
  silent('aws emr modify-instance-groups --instance-groups InstanceGroupId=ig-REHEARSAL20001,InstanceCount=4'),
  { line: sizes, prints: 'MASTER 1 1 CORE 4 4', eventually: true },
  {
    line: query(
      `add-instance-groups --cluster-id ${CLUSTER} --instance-groups InstanceGroupType=TASK,InstanceCount=3,InstanceType=r5.xlarge`,
      'InstanceGroupIds',
    ),
    prints: 'ig-REHEARSAL20002',
  },
  { line: sizes, prints: 'MASTER 1 1 CORE 4 4 TASK 3 3', eventually: true },
  silent(
    `aws emr put-managed-scaling-policy --cluster-id ${CLUSTER} --managed-scaling-policy ComputeLimits='{MinimumCapacityUnits=2,MaximumCapacityUnits=7,UnitType=Instances}'`,
  ),
  {
    line: query(
      `get-managed-scaling-policy --cluster-id ${CLUSTER}`,
      'ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits',
    ),
    prints: '7',
  },
  silent(`aws emr modify-cluster-attributes --cluster-id ${CLUSTER} --termination-protected`),
  {
    line: `aws emr terminate-clusters --cluster-ids ${CLUSTER}`,
    prints: /\(ValidationException\).*termination protected/,
  },
  silent(`aws emr modify-cluster-attributes --cluster-id ${CLUSTER} --no-termination-protected`),
  silent(`aws emr terminate-clusters --cluster-ids ${CLUSTER}`),
  { line: state, prints: 'TERMINATED', eventually: true },
];

const OFFERS: readonly Command[] = [
  { line: query('list-release-labels --filters Prefix=emr-7.9', 'ReleaseLabels'), prints: 'emr-7.9.0' },
  { line: query('describe-release-label --release-label emr-7.9.0', 'Applications'), prints: 'Spark 3.5.5' },
  {
    line: query('list-supported-instance-types --release-label emr-7.9.0', 'length(SupportedInstanceTypes)'),
    prints: '100',
  },
  { line: 'aws emr describe-cluster --cluster-id j-NONE', prints: /\(InvalidRequestException\).*j-NONE/ },
];

export const COMMANDS: readonly Command[] = [...STUCK_JOIN, ...LIFE, ...OFFERS];
