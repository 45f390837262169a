/** What IAM has to allow to whoever runs a command; a test compares it with the requests that the command makes. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resource: string;
  /** What is missing without it, as a clause. */
  readonly optional?: string;
}

const LEDGER = 'arn:aws:dynamodb:REGION:ACCOUNT:table/LEDGER';
const LEVER = 'arn:aws:ssm:REGION:ACCOUNT:parameter/LEVER';
const CLUSTER = 'arn:aws:elasticmapreduce:REGION:ACCOUNT:cluster/j-ID';

/** What the remediator runs with, and whether it may act. */
const RUNS_WITH = [
  {
    actions: ['lambda:GetFunctionConfiguration'],
    resource: 'arn:aws:lambda:REGION:ACCOUNT:function:FUNCTION',
    optional: 'its mode and thresholds are assumed',
  },
  { actions: ['ssm:GetParameter'], resource: LEVER, optional: 'the emergency lever is taken to say run' },
] as const satisfies readonly Permission[];

const STACK: Permission = {
  actions: ['cloudformation:DescribeStacks'],
  resource: 'arn:aws:cloudformation:REGION:ACCOUNT:stack/STACK/*',
  optional: '--stack cannot be used',
};

/** By command. */
export const PERMISSIONS = {
  explain: [
    { actions: ['dynamodb:GetItem'], resource: LEDGER },
    {
      actions: ['elasticmapreduce:DescribeStep', 'elasticmapreduce:ListSteps'],
      resource: CLUSTER,
      optional: 'what EMR knows of the steps is not told',
    },
    ...RUNS_WITH,
    STACK,
  ],
  analyze: [
    { actions: ['s3:GetObject'], resource: 'arn:aws:s3:::BUCKET/FOLDER/*', optional: 'logs in S3 cannot be read' },
    { actions: ['s3:ListBucket'], resource: 'arn:aws:s3:::BUCKET', optional: 'no folder of them can be read' },
    {
      actions: [
        'elasticmapreduce:CreatePersistentAppUI',
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:GetOnClusterAppUIPresignedURL',
      ],
      resource: CLUSTER,
      optional: '--cluster cannot be used',
    },
    {
      actions: ['elasticmapreduce:DescribePersistentAppUI', 'elasticmapreduce:GetPersistentAppUIPresignedURL'],
      resource: 'arn:aws:elasticmapreduce:REGION:ACCOUNT:persistent-app-ui/*',
      optional: '--cluster cannot be used for an application that has ended',
    },
  ],
  approve: [
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resource: LEDGER },
    {
      actions: [
        'elasticmapreduce:DescribeCluster',
        'elasticmapreduce:DescribeStep',
        'elasticmapreduce:GetAutoTerminationPolicy',
        'elasticmapreduce:GetManagedScalingPolicy',
        'elasticmapreduce:ListInstanceGroups',
        'elasticmapreduce:ListInstances',
        'elasticmapreduce:ListSteps',
      ],
      resource: CLUSTER,
    },
    { actions: ['cloudwatch:GetMetricData'], resource: '*' },
    {
      actions: ['elasticmapreduce:DescribeSecurityConfiguration'],
      resource: '*',
      optional:
        'no guard is taken to work on a cluster with a security configuration, and a cluster-mode step is refused',
    },
    {
      actions: ['elasticmapreduce:CreatePersistentAppUI', 'elasticmapreduce:GetOnClusterAppUIPresignedURL'],
      resource: CLUSTER,
      optional: "the job's own figures are left out",
    },
    {
      actions: ['elasticmapreduce:DescribePersistentAppUI', 'elasticmapreduce:GetPersistentAppUIPresignedURL'],
      resource: 'arn:aws:elasticmapreduce:REGION:ACCOUNT:persistent-app-ui/*',
      optional: 'so are those of a job whose driver does not answer',
    },
    ...RUNS_WITH,
    STACK,
  ],
  release: [
    { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resource: LEDGER },
    {
      actions: ['elasticmapreduce:DescribeStep', 'elasticmapreduce:ListSteps'],
      resource: CLUSTER,
      optional: 'it is not told whether the job runs',
    },
    STACK,
  ],
  off: [{ actions: ['ssm:GetParameter', 'ssm:PutParameter'], resource: LEVER }, STACK],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

/** Columns of a statement in a help text. */
const WIDTH = 78;

/** The statements that a command needs, as they are pasted into a policy. */
export function permissionText(command: keyof typeof PERMISSIONS, heading = 'IAM statements that it needs:'): string {
  const statements: readonly Permission[] = PERMISSIONS[command];
  const optional = statements.flatMap(({ optional, actions }) =>
    optional === undefined ? [] : [`Without ${actions.join(', ')} ${optional}.`],
  );
  return [heading, statements.map(toStatement).join(',\n'), ...optional].join('\n');
}

function toStatement({ actions, resource }: Permission): string {
  const lines: string[] = [];
  let line = '   "Action": [';
  for (const [i, action] of actions.entries()) {
    const word = `"${action}"${i < actions.length - 1 ? ', ' : ']'}`;
    if (line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = '     ';
    }
    line += word;
  }
  return ['  {"Effect": "Allow",', ...lines, `${line},`, `   "Resource": "${resource}"}`].join('\n');
}
