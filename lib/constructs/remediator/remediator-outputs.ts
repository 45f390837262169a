import { Aws, CfnCondition, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as ssm from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

interface Named {
  readonly ledger: dynamodb.ITable;
  readonly topic: sns.ITopic;
  readonly logGroup: logs.ILogGroup;
  readonly dashboard: cloudwatch.Dashboard;
  readonly handler: lambda.IFunction;
  readonly lever?: ssm.IStringParameter;
}

/** Outputs of the stack that say where a remediator keeps and shows what it finds. */
export function newOutputs(scope: Construct, { ledger, topic, logGroup, dashboard, handler, lever }: Named): void {
  const output = (id: string, value: string, description: string) => new CfnOutput(scope, id, { value, description });
  output('LedgerName', ledger.tableName, 'Table of what the remediator found and did');
  output('TopicArn', topic.topicArn, 'Topic of findings, pages and alarms');
  output('LogGroupName', logGroup.logGroupName, 'Log with every decision of the remediator');
  output('FunctionName', handler.functionName, 'Function of the remediator');
  if (lever !== undefined) output('LeverName', lever.parameterName, 'Emergency lever of the remediator');
  const { region } = Stack.of(scope);
  const home = `https://${region}.console.${consoleDomain(scope)}/cloudwatch/home?region=${region}`;
  output('DashboardUrl', `${home}#dashboards/dashboard/${dashboard.dashboardName}`, 'Dashboard of the remediator');
}

/** The console's domain in the partition of the deployment. */
function consoleDomain(scope: Construct): string {
  const isIn = (id: string, partition: string): string =>
    new CfnCondition(scope, id, { expression: Fn.conditionEquals(Aws.PARTITION, partition) }).logicalId;
  const elsewhere = Fn.conditionIf(isIn('IsGovCloud', 'aws-us-gov'), 'amazonaws-us-gov.com', 'aws.amazon.com');
  return Fn.conditionIf(isIn('IsChina', 'aws-cn'), 'amazonaws.cn', elsewhere).toString();
}
