import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** Lines of the function's log that carry a number of this name: each tick, and each time somebody is needed. */
const COUNTED = [
  'AmbiguousSubmits',
  'ClustersWatched',
  'Heartbeat',
  'Held',
  'LedgerErrors',
  'Pages',
  'TickFailures',
] as const;
type Counted = (typeof COUNTED)[number];

export interface RemediatorMonitoringProps {
  readonly remediatorId: string;
  readonly handler: lambda.IFunction;
  readonly logGroup: logs.ILogGroup;
  readonly interval: Duration;
  readonly topic: sns.ITopic;
  readonly timeout: Duration;
}

/** Ticks without a heartbeat before somebody is called. */
const MISSED_TICKS = 3;

/**
 * Alarms on the watcher itself, and a dashboard.
 *
 * The figures are counted in this remediator's own log. The metrics that the function embeds there are of the account as a whole: on those, one
 * remediator that lives would hide another that died.
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
    this.alarms = [
      this.heartbeatAlarm(),
      this.countAlarm('Held', 'a lineage is held: a person must look at its step'),
      this.countAlarm(
        'AmbiguousSubmits',
        'it is unknown whether a step was added: look for its marker before adding another',
      ),
      this.countAlarm('Pages', 'the remediator asks for a person: the log says why'),
      this.countAlarm('LedgerErrors', 'the ledger cannot be read or written, so nothing is remediated'),
      this.countAlarm('TickFailures', 'a cluster could not be examined'),
      this.errorAlarm(),
      this.slowAlarm(),
    ];
    for (const alarm of this.alarms) alarm.addAlarmAction(notify);
    this.dashboard = this.newDashboard();
  }

  private count(name: Counted): logs.MetricFilter {
    return new logs.MetricFilter(this, `${name}Count`, {
      logGroup: this.props.logGroup,
      filterPattern: logs.FilterPattern.numberValue(`$.${name}`, '>', 0),
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

  private heartbeatAlarm(): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'HeartbeatMissing', {
      alarmDescription: `the remediator has not looked at its clusters for ${MISSED_TICKS} ticks`,
      metric: this.metric('Heartbeat'),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: MISSED_TICKS,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }

  private countAlarm(name: Counted, alarmDescription: string): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, name, {
      alarmDescription,
      metric: this.metric(name),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private errorAlarm(): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'Errors', {
      alarmDescription: 'an invocation of the remediator failed',
      metric: this.props.handler.metricErrors({ period: this.props.interval }),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** At its timeout Lambda kills an invocation between a call and its record, which the next one must then sort out. */
  private slowAlarm(): cloudwatch.Alarm {
    const share = 0.95;
    return new cloudwatch.Alarm(this, 'NearTimeout', {
      alarmDescription: 'an invocation came close to its timeout',
      metric: this.props.handler.metricDuration({ period: this.props.interval, statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: share * this.props.timeout.toMilliseconds(),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private newDashboard(): cloudwatch.Dashboard {
    const { handler } = this.props;
    const dashboard = new cloudwatch.Dashboard(this, 'Dashboard', { defaultInterval: Duration.days(1) });
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Health', alarms: this.alarms, width: 24, height: 3 }),
    );
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
