import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { RemediationMode, WatchTarget } from '../../../lib';
import { RUNBOOK_URL } from '../../../lib/remedy';
import { jsonOf, newStack, only, ROOT, resources, type TemplateJson } from '../synth';
import { newRemediator } from './support';
import { everyLine, linesWithoutEmr } from './what-is-emitted';

type Line = Readonly<Record<string, unknown>>;

/** What EMR publishes every five minutes, from its management guide ("Metrics for Hadoop 2+"), and Lambda for a function. */
const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/ElasticMapReduce': ['MemoryAllocatedMB', 'MemoryTotalMB', 'YARNMemoryAvailablePercentage'],
  'AWS/Lambda': ['Duration', 'Errors', 'Throttles'],
};

let lines: readonly Line[] = [];
beforeAll(async () => {
  lines = await everyLine();
});

const templateFor = (target: WatchTarget): TemplateJson => {
  const stack = newStack();
  newRemediator({ target, mode: RemediationMode.REMEDIATE }, stack);
  return jsonOf(stack);
};
const byId = templateFor(WatchTarget.id('j-ONE'));
const byTag = templateFor(WatchTarget.tagged('team', 'joins'));

function valueAt(line: Line, path: string): unknown {
  return path.split('.').reduce<unknown>((from, key) => (from as Line | undefined)?.[key], line);
}

/** CloudWatch's filter patterns for JSON, as far as the construct writes them: terms of one field, joined by `&&`. */
function matches(pattern: string, line: Line): boolean {
  const terms = [...pattern.matchAll(/\$\.([\w.]+) (>=|>|=|!=) ("[^"]*"|[\d.]+)/g)];
  if (terms.length === 0) throw new Error(`a filter that is not understood: ${pattern}`);
  return terms.every(([, path = '', operator, text = '']) => {
    const value = valueAt(line, path);
    const given: unknown = JSON.parse(text);
    if (operator === '=') return value === given;
    // A field that a line does not have matches nothing.
    if (operator === '!=') return value !== undefined && value !== given;
    return typeof value === 'number' && (operator === '>' ? value > Number(given) : value >= Number(given));
  });
}

interface Filter {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly { MetricName: string; MetricNamespace: string; MetricValue: string }[];
}

const filtersIn = (template: TemplateJson): Filter[] =>
  resources(template, 'AWS::Logs::MetricFilter').map(({ Properties }) => Properties as Filter);

/** The metrics that are made of lines which the function really wrote. */
function emittedBy(template: TemplateJson): Set<string> {
  return new Set(
    filtersIn(template).flatMap(({ FilterPattern, MetricTransformations }) => {
      const found = lines.filter((line) => matches(FilterPattern, line));
      return MetricTransformations.flatMap(({ MetricName, MetricNamespace, MetricValue }) =>
        found.some((line) => typeof valueAt(line, MetricValue.slice(2)) === 'number')
          ? [`${MetricNamespace} ${MetricName}`]
          : [],
      );
    }),
  );
}

const isEmitted = (template: TemplateJson, namespace: string, name: string): boolean =>
  OF_AWS[namespace]?.includes(name) ?? emittedBy(template).has(`${namespace} ${name}`);

interface MetricJson {
  readonly Namespace: string;
  readonly MetricName: string;
}

function metricsOfAlarm(alarm: {
  Metrics?: { MetricStat?: { Metric: MetricJson } }[];
  Namespace?: string;
  MetricName?: string;
}): MetricJson[] {
  if (alarm.Metrics === undefined) return [{ Namespace: alarm.Namespace ?? '', MetricName: alarm.MetricName ?? '' }];
  return alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
}

interface Widget {
  readonly type: string;
  readonly properties: { readonly query?: string; readonly metrics?: readonly (readonly unknown[])[] };
}

function widgetsIn(template: TemplateJson): Widget[] {
  const body = only(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody;
  const [, parts] = body['Fn::Join'] as [string, unknown[]];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'token')).join('');
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}

describe.each([
  ['a cluster', byId],
  ['the clusters of a tag', byTag],
])('what is watched of %s', (_, template) => {
  test('is counted in lines that the built function writes', () => {
    const named = filtersIn(template).flatMap(({ MetricTransformations }) =>
      MetricTransformations.map(({ MetricNamespace, MetricName }) => `${MetricNamespace} ${MetricName}`),
    );
    expect(named.length).toBeGreaterThan(15);
    expect([...emittedBy(template)].toSorted()).toEqual(named.toSorted());
  });

  test('raises alarms that can be raised, each of which says what to do and where to read on', () => {
    const alarms = resources(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.length).toBeGreaterThan(10);
    for (const alarm of alarms) {
      const dead = metricsOfAlarm(alarm).filter((one) => !isEmitted(template, one.Namespace, one.MetricName));
      expect(dead).toEqual([]);
      expect(alarm.AlarmDescription).toMatch(/^[A-Z].+\. https:\/\/\S+\/docs\/runbook\.md#alarms$/);
    }
  });

  test('is shown on a dashboard whose metrics are emitted', () => {
    const metrics = widgetsIn(template).flatMap(({ properties }) => properties.metrics ?? []);
    const named = metrics.filter(([namespace]) => typeof namespace === 'string');
    expect(named.length).toBeGreaterThan(20);
    const dead = named.filter(([namespace, name]) => !isEmitted(template, String(namespace), String(name)));
    expect(dead).toEqual([]);
    const searched = JSON.stringify(metrics).matchAll(/\{([\w/]+),JobFlowId\} MetricName=\\+"(\w+)/g);
    for (const [, namespace = '', name = ''] of searched) expect(OF_AWS[namespace]).toContain(name);
  });

  test('is asked of the log in fields that it has', () => {
    const queries = widgetsIn(template).flatMap(({ properties }) => properties.query ?? []);
    expect(queries.length).toBeGreaterThan(6);
    for (const query of queries) {
      const [, condition = ''] = /\bfilter (.*)/.exec(query) ?? [];
      const [, stats = '', by = ''] = /\bstats (.*) by (.*)/.exec(query) ?? [];
      const fields = [
        ...[...`${condition} ${stats}`.matchAll(/(?:ispresent|latest|sum|min)\(([\w.]+)\)/g)].map(([, field]) => field),
        ...[...condition.matchAll(/([\w.]+) !?=/g)].map(([, field]) => field),
        ...by.split(',').map((field) => field.trim()),
      ];
      const [, first = ''] = /ispresent\(([\w.]+)\)|kind = "\w+"/.exec(condition) ?? [];
      const asked = lines.filter((line) =>
        first === '' ? line.kind === 'decision' : valueAt(line, first) !== undefined,
      );
      const absent = fields.filter((field = '') => asked.every((line) => valueAt(line, field) === undefined));
      expect({ query, absent }).toEqual({ query, absent: [] });
    }
  });
});

test('where nothing can be read, the alarm on missing figures is raised', async () => {
  const unread = await linesWithoutEmr();
  const filter = filtersIn(byId).find(({ MetricTransformations: [one] }) => one?.MetricName === 'MissingFigures');
  const refused = unread.filter((line) => matches(filter?.FilterPattern ?? '', line)).length;
  const watched = Math.max(...unread.map(({ ClustersWatched = 0 }) => Number(ClustersWatched)));
  const alarm = resources(byId, 'AWS::CloudWatch::Alarm').find(({ Properties }) => Properties.Metrics !== undefined);
  expect(refused / watched).toBeGreaterThan(alarm?.Properties.Threshold);
});

test('a metric that nothing emits is noticed', () => {
  expect(lines.some((line) => matches('{ $.Sweeps > 0 }', line))).toBe(false);
  expect(lines.some((line) => matches('{ $.Findings > 0 }', line))).toBe(true);
});

test('where an alarm or a notification leads, there is a page with such a heading', () => {
  const page = readFileSync(join(ROOT, 'docs', RUNBOOK_URL.split('/docs/')[1] ?? ''), 'utf8');
  expect(page).toMatch(/^## Alarms$/m);
});
