import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { RUNBOOK_URL } from '../../remedy';
import type { RemediatorFigures } from './remediator-figures';
import type { WatchTarget } from './watch-target';

/** Calls that EMR grants an account and region to each operation on steps, per minute (measured refill of 0.5/s). */
const STEP_CALLS_PER_MINUTE = 30;

/** The period of EMR's own metrics. */
const EMR_PERIOD = Duration.minutes(5);

const THIRD = 8;
const HALF = 12;
const FULL = 24;

export interface DashboardSources {
  readonly figures: RemediatorFigures;
  readonly handler: lambda.IFunction;
  readonly logGroup: logs.ILogGroup;
  readonly interval: Duration;
  readonly target: WatchTarget;
  readonly alarms: cloudwatch.Alarm[];
}

/** The dashboard of a remediator: health first, then what was found, what was done about it, and what that came to. */
export function newDashboard(scope: Construct, sources: DashboardSources): cloudwatch.Dashboard {
  const dashboard = new cloudwatch.Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(1) });
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: HOW_TO_READ, width: FULL, height: 4 }));
  if (sources.alarms.length > 0) {
    dashboard.addWidgets(
      new cloudwatch.AlarmStatusWidget({ title: 'Health', alarms: sources.alarms, width: FULL, height: 3 }),
    );
  }
  for (const row of [clusters, funnel, decisions, lineages, idle, health]) dashboard.addWidgets(...row(sources));
  return dashboard;
}

const HOW_TO_READ = [
  '**How to read this.** Memory near 100 % beside cores far below it, with containers pending, is a finding: executors hold so much memory that cores stay idle.',
  'Memory and cores that are high together are as they should be. `T1`: the figures are explained; `T2`: it is confirmed that the cores are idle.',
  'Every finding is told once on the topic, with the settings for the next run. Refusals say why nothing was done; in mode advise that is `mode`.',
  `What each word means, and what to do: [runbook](${RUNBOOK_URL}).`,
].join('\n');

type Row = (sources: DashboardSources) => cloudwatch.IWidget[];

const clusters: Row = (sources) => {
  const { figures } = sources;
  return [
    new cloudwatch.GraphWidget({
      title: 'Memory allocated and cores held while a step runs, share of what the nodes have',
      left: [
        figures.metric('MemoryShare', cloudwatch.Stats.AVERAGE, 'memory'),
        figures.metric('CoreShare', cloudwatch.Stats.AVERAGE, 'cores'),
      ],
      leftYAxis: { min: 0, max: 1 },
      width: HALF,
    }),
    new cloudwatch.GraphWidget({
      title: 'YARN memory allocated, %',
      left: [yarnMemory(sources.target)],
      leftYAxis: { min: 0, max: 100 },
      width: HALF,
    }),
    query(
      sources,
      'By cluster, newest: memory and cores in %, age of these figures in minutes',
      FULL,
      'filter ispresent(observed.memoryUtilisation)',
      'stats latest(observed.memoryUtilisation) * 100 as memory, latest(observed.coreUtilisation) * 100 as cores, latest(observed.containersPending) as pending, latest(dataAgeMinutes) as age by clusterId',
      'sort cores asc',
    ),
  ];
};

/** As YARN itself reports it, whether or not a step runs; of a tag's clusters all of the account, as only a search finds those of tomorrow. */
function yarnMemory({ _clusterId: clusterId }: WatchTarget): cloudwatch.IMetric {
  const namespace = 'AWS/ElasticMapReduce';
  if (clusterId === undefined) {
    const search = (name: string): string =>
      `SEARCH('{${namespace},JobFlowId} MetricName="${name}"', 'Average', ${EMR_PERIOD.toSeconds()})`;
    const expression = `100 - ${search('YARNMemoryAvailablePercentage')}`;
    return new cloudwatch.MathExpression({ expression, label: '', period: EMR_PERIOD, usingMetrics: {} });
  }
  const metric = (metricName: string): cloudwatch.Metric =>
    new cloudwatch.Metric({ namespace, metricName, dimensionsMap: { JobFlowId: clusterId }, period: EMR_PERIOD });
  return new cloudwatch.MathExpression({
    expression: '100 * allocated / total',
    usingMetrics: { allocated: metric('MemoryAllocatedMB'), total: metric('MemoryTotalMB') },
    label: 'memory',
    period: EMR_PERIOD,
  });
}

const funnel: Row = (sources) => {
  const { figures } = sources;
  return [
    new cloudwatch.GraphWidget({
      title: 'Watched, suspect, found, told',
      left: [
        figures.metric('ClustersWatched', cloudwatch.Stats.MAXIMUM, 'clusters watched'),
        figures.metric('Suspects', cloudwatch.Stats.SUM, 'suspects'),
        figures.metric('Findings', cloudwatch.Stats.SUM, 'findings'),
        figures.metric('Notices', cloudwatch.Stats.SUM, 'notices sent'),
      ],
      width: THIRD,
    }),
    query(
      sources,
      'Findings by step, newest',
      THIRD * 2,
      'filter kind = "decision" and ispresent(finding) and (tier = "T1" or tier = "T2")',
      'stats latest(finding) as found, latest(tier) as tiers, latest(expectedSpeedUp) as speedUp, latest(reason) as says by clusterId, root',
      'sort clusterId asc',
    ),
  ];
};

const decisions: Row = (sources) => [
  query(
    sources,
    'Refusals by gate',
    THIRD,
    'filter ispresent(Refusals)',
    'stats sum(Refusals) as refusals by reason',
    'sort refusals desc',
  ),
  query(
    sources,
    'Calls to EMR by kind and result',
    THIRD,
    'filter ispresent(Calls)',
    'stats sum(Calls) as calls by kind, result',
    'sort calls desc',
  ),
  query(
    sources,
    'Budget of the day by cluster',
    THIRD,
    'filter ispresent(budgets.clusterDayLimit)',
    'stats latest(budgets.clusterDay) as started, latest(budgets.clusterDayLimit) as allowed by clusterId',
    'sort started desc',
  ),
];

const lineages: Row = (sources) => [
  query(
    sources,
    'Lineages: state, and since when they are open',
    HALF,
    'filter kind = "decision" and (state != "watching" or next != "watching")',
    'stats latest(next) as stands, min(time) as since, latest(reason) as says by clusterId, root',
    'sort since desc',
  ),
  query(
    sources,
    'Outcomes',
    HALF / 2,
    'filter ispresent(Outcomes)',
    'stats sum(Outcomes) as lineages by outcome',
    'sort lineages desc',
  ),
  new cloudwatch.GraphWidget({
    title: 'Needs a person',
    left: [
      sources.figures.metric('Held'),
      sources.figures.metric('AmbiguousSubmits'),
      sources.figures.metric('OrderBroken'),
      sources.figures.metric('Breaker'),
      sources.figures.metric('Pages'),
    ],
    right: [sources.figures.metric('OpenAge', cloudwatch.Stats.MAXIMUM, 'age of the oldest open lineage, s')],
    width: HALF / 2,
  }),
];

const idle: Row = ({ figures, interval }) => {
  const hours = (name: 'IdleCoresBefore' | 'IdleCoresAfter', label: string): cloudwatch.MathExpression =>
    new cloudwatch.MathExpression({
      // One look for each cluster and interval.
      expression: `${label} * ${interval.toMinutes()} / 60`,
      usingMetrics: { [label]: figures.metric(name) },
      label,
      period: interval,
    });
  return [
    new cloudwatch.GraphWidget({
      title:
        'Idle core-hours in each interval: of steps with a finding, and of their resubmissions until they are judged',
      left: [hours('IdleCoresBefore', 'before'), hours('IdleCoresAfter', 'after')],
      width: HALF,
    }),
    new cloudwatch.GraphWidget({
      title: "Share of EMR's quota for ListSteps and DescribeStep, %",
      left: [
        new cloudwatch.MathExpression({
          expression: `100 * calls / ${STEP_CALLS_PER_MINUTE * interval.toMinutes()}`,
          usingMetrics: { calls: figures.metric('StepCalls') },
          label: 'used by this remediator',
          period: interval,
        }),
      ],
      leftAnnotations: [{ value: 20, label: 'what it should leave to others begins here' }],
      width: HALF,
    }),
  ];
};

const health: Row = ({ figures, handler }) => [
  new cloudwatch.GraphWidget({
    title: 'Ticks, and what failed in them',
    left: [figures.metric('Heartbeat'), figures.metric('TickFailures'), figures.metric('LedgerErrors')],
    width: THIRD,
  }),
  new cloudwatch.GraphWidget({
    title: 'Age: of the figures in minutes, of owed pages in seconds',
    left: [figures.metric('DataAge', cloudwatch.Stats.MAXIMUM, 'figures')],
    right: [figures.metric('OwedPageAge', cloudwatch.Stats.MAXIMUM, 'owed pages')],
    width: THIRD,
  }),
  new cloudwatch.GraphWidget({
    title: 'Function',
    left: [handler.metricErrors(), handler.metricThrottles()],
    right: [handler.metricDuration({ statistic: cloudwatch.Stats.MAXIMUM })],
    width: THIRD,
  }),
];

/** A table from the log. */
function query(
  { logGroup }: DashboardSources,
  title: string,
  width: number,
  ...queryLines: string[]
): cloudwatch.IWidget {
  return new cloudwatch.LogQueryWidget({
    title,
    logGroupNames: [logGroup.logGroupName],
    view: cloudwatch.LogQueryVisualizationType.TABLE,
    queryLines,
    width,
    height: 6,
  });
}
