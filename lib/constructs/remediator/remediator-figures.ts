import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What a line of the function's log is counted with. */
interface Figure {
  /** Where the figure stands in the line. Default: the figure's own name. */
  readonly path?: string;
  /** What else the line has to say. */
  readonly where?: { readonly field: string; readonly operator: '=' | '!='; readonly value: string };
}

/** The figures that alarms and dashboard are made of; a line that has one is counted with its value. */
const FIGURES = {
  AmbiguousSubmits: {},
  Breaker: {},
  ClustersWatched: {},
  CoreShare: { path: 'observed.coreUtilisation' },
  DataAge: { path: 'dataAgeMinutes' },
  Findings: {},
  Heartbeat: {},
  Held: {},
  IdleCoresAfter: { path: 'IdleCores', where: { field: 'phase', operator: '=', value: 'after' } },
  IdleCoresBefore: { path: 'IdleCores', where: { field: 'phase', operator: '=', value: 'before' } },
  LedgerErrors: {},
  MemoryShare: { path: 'observed.memoryUtilisation' },
  MissingFigures: { path: 'Refusals', where: { field: 'reason', operator: '=', value: 'no-data' } },
  Notices: {},
  // A lineage is watched for as long as its attempt runs; before that it has to come to an end soon.
  OpenAge: { where: { field: 'state', operator: '!=', value: 'verifying' } },
  OrderBroken: {},
  OwedPageAge: {},
  Pages: {},
  StepCalls: {},
  Suspects: {},
  TickFailures: {},
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof FIGURES;

export interface RemediatorFiguresProps {
  readonly remediatorId: string;
  readonly logGroup: logs.ILogGroup;
  readonly interval: Duration;
}

/**
 * The figures in this remediator's own log as metrics.
 *
 * The metrics that the function embeds there cover the whole account: on those, a remediator that works would hide another that has stopped.
 */
export class RemediatorFigures {
  private readonly filters: ReadonlyMap<string, logs.MetricFilter>;

  /** @param scope gets the metric filters */
  constructor(
    scope: Construct,
    private readonly props: RemediatorFiguresProps,
  ) {
    const figures: readonly [string, Figure][] = Object.entries(FIGURES);
    this.filters = new Map(figures.map(([name, figure]) => [name, this.filterFor(scope, name, figure)]));
  }

  /** A figure over periods of the remediator's interval. */
  public metric(name: FigureName, statistic: string = cloudwatch.Stats.SUM, label?: string): cloudwatch.Metric {
    const metric = this.filters.get(name)?.metric({ statistic, period: this.props.interval, label });
    if (metric === undefined) throw new Error(`nothing counts ${name}`);
    return metric;
  }

  private filterFor(scope: Construct, name: string, { path = name, where }: Figure): logs.MetricFilter {
    // A count of none is not written; a share or an age may be 0.
    const counted = logs.FilterPattern.numberValue(`$.${path}`, path === name ? '>' : '>=', 0);
    const filterPattern =
      where === undefined
        ? counted
        : logs.FilterPattern.all(
            counted,
            logs.FilterPattern.stringValue(`$.${where.field}`, where.operator, where.value),
          );
    return new logs.MetricFilter(scope, `${name}Count`, {
      logGroup: this.props.logGroup,
      filterPattern,
      metricNamespace: `EmrAutotune/${this.props.remediatorId}`,
      metricName: name,
      metricValue: `$.${path}`,
    });
  }
}
