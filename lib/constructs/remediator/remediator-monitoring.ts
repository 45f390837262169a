import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { newAlarms } from './remediator-alarms';
import type { RemediatorAlarms } from './remediator-alarms-props';

/** Figures in the function's log: a line that has one is counted with its value. */
const COUNTED = [
  'AmbiguousSubmits',
  'ClustersWatched',
  'Heartbeat',
  'Held',
  'LedgerErrors',
  'OpenAge',
  'OwedPageAge',
  'Pages',
  'TickFailures',
] as const;
type Counted = (typeof COUNTED)[number];

function patternFor(name: Counted): logs.IFilterPattern {
  const counted = logs.FilterPattern.numberValue(`$.${name}`, '>', 0);
  if (name !== 'OpenAge') return counted;
  // A lineage is watched for as long as its attempt runs; before that it has to come to an end soon.
  return logs.FilterPattern.all(counted, logs.FilterPattern.stringValue('$.state', '!=', 'verifying'));
}

export interface RemediatorMonitoringProps {
  readonly remediatorId: string;
  readonly handler: lambda.IFunction;
  readonly logGroup: logs.ILogGroup;
  readonly interval: Duration;
  readonly timeout: Duration;
  readonly topic: sns.ITopic;
  readonly alarms: RemediatorAlarms;
}

/**
 * The alarms on the remediator itself, and its dashboard.
 *
 * The figures are counted in this remediator's own log. The metrics that the function embeds there cover the whole account: on those, a
 * remediator that works would hide another that has stopped.
 */
export class RemediatorMonitoring extends Construct {
  public readonly alarms: cloudwatch.Alarm[];
  public readonly dashboard: cloudwatch.Dashboard;
  private readonly props: RemediatorMonitoringProps;
  private readonly filters: ReadonlyMap<Counted, logs.MetricFilter>;

  constructor(scope: Construct, id: string, props: RemediatorMonitoringProps) {
    super(scope, id);
    this.props = props;
    this.filters = new Map(COUNTED.map((name) => [name, this.count(name)]));
    const notify = new actions.SnsAction(props.topic);
    this.alarms = newAlarms(
      this,
      {
        count: (name) => this.metric(name),
        longest: (name) => this.metric(name, cloudwatch.Stats.MAXIMUM),
        handler: props.handler,
        interval: props.interval,
        timeout: props.timeout,
      },
      props.alarms,
    );
    for (const alarm of this.alarms) alarm.addAlarmAction(notify);
    this.dashboard = this.newDashboard();
  }

  private count(name: Counted): logs.MetricFilter {
    return new logs.MetricFilter(this, `${name}Count`, {
      logGroup: this.props.logGroup,
      filterPattern: patternFor(name),
      metricNamespace: `EmrAutotune/${this.props.remediatorId}`,
      metricName: name,
      metricValue: `$.${name}`,
    });
  }

  private metric(name: Counted, statistic: string = cloudwatch.Stats.SUM): cloudwatch.Metric {
    const metric = this.filters.get(name)?.metric({ statistic, period: this.props.interval });
    if (metric === undefined) throw new Error(`nothing counts ${name}`);
    return metric;
  }

  private newDashboard(): cloudwatch.Dashboard {
    const { handler } = this.props;
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    if (this.alarms.length > 0) {
      dashboard.addWidgets(
        new cloudwatch.AlarmStatusWidget({ title: 'Health', alarms: this.alarms, width: 24, height: 3 }),
      );
    }
    dashboard.addWidgets(
      new cloudwatch.GraphWidget({
        title: 'Ticks and clusters watched',
        left: [this.metric('Heartbeat'), this.metric('ClustersWatched', cloudwatch.Stats.MAXIMUM)],
        width: 8,
      }),
      new cloudwatch.GraphWidget({
        title: 'Needs a person',
        left: [this.metric('Held'), this.metric('AmbiguousSubmits'), this.metric('Pages')],
        width: 8,
      }),
      new cloudwatch.GraphWidget({
        title: 'Function',
        left: [handler.metricErrors(), handler.metricThrottles()],
        right: [handler.metricDuration({ statistic: cloudwatch.Stats.MAXIMUM })],
        width: 8,
      }),
    );
    return dashboard;
  }
}
