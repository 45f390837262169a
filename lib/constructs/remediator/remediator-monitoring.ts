import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { newAlarms } from './remediator-alarms';
import type { RemediatorAlarms } from './remediator-alarms-props';
import { newDashboard } from './remediator-dashboard';
import { RemediatorFigures } from './remediator-figures';
import type { WatchTarget } from './watch-target';

export interface RemediatorMonitoringProps {
  readonly remediatorId: string;
  readonly handler: lambda.IFunction;
  readonly logGroup: logs.ILogGroup;
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly target: WatchTarget;
  readonly topic: sns.ITopic;
  readonly alarms: RemediatorAlarms;
}

/** The alarms of a remediator and its dashboard. */
export class RemediatorMonitoring extends Construct {
  public readonly alarms: cloudwatch.Alarm[];
  public readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: RemediatorMonitoringProps) {
    super(scope, id);
    const { handler, logGroup, interval, timeout, target } = props;
    const figures = new RemediatorFigures(this, props);
    const notify = new actions.SnsAction(props.topic);
    this.alarms = newAlarms(
      this,
      {
        count: (name) => figures.metric(name),
        longest: (name) => figures.metric(name, cloudwatch.Stats.MAXIMUM),
        handler,
        interval,
        timeout,
      },
      props.alarms,
    );
    for (const alarm of this.alarms) alarm.addAlarmAction(notify);
    this.dashboard = newDashboard(this, { figures, handler, logGroup, interval, target, alarms: this.alarms });
  }
}
