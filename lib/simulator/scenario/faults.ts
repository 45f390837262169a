import { parseFaultPlan } from '../faults/parse';
import { DEFAULT_FAULTS } from './defaults';
import { FieldReader } from './fields';
import type { Faults, MetricNamespace, MinuteSpan, SparkUiFault, VcoreFigures } from './types';

const MAX_LAG_MINUTES = 60;
const NAMESPACES = ['AWS/ElasticMapReduce', 'AWS/EC2', 'CWAgent'] as const satisfies readonly MetricNamespace[];
const VCORE_FIGURES = [
  'calculator',
  'absent',
  'containers',
  'asked',
  'doubled',
] as const satisfies readonly VcoreFigures[];

/** How web interfaces may answer. */
const SPARK_UI_FAULTS = [
  'answers',
  'nonsense',
  'silent',
  'absent',
  'slow',
  'impossible',
  'another-application',
  'stale',
] as const satisfies readonly SparkUiFault[];

/** `faults`. */
export function parseFaults(value: unknown): Faults {
  const d = DEFAULT_FAULTS;
  const f = FieldReader.of(value, 'faults', Object.keys(d));
  return {
    metricGaps: f.list('metricGaps', (one, at) => parseSpan(FieldReader.of(one, at, SPAN)), d.metricGaps),
    metricLagMinutes: f.number('metricLagMinutes', { min: 0, max: MAX_LAG_MINUTES }, d.metricLagMinutes),
    metricDelayMinutes: parseDelays(f.raw('metricDelayMinutes') ?? d.metricDelayMinutes),
    metricRevisions: f.list(
      'metricRevisions',
      (one, at) => {
        const r = FieldReader.of(one, at, [...SPAN, 'times', 'revisedAfterMinutes']);
        return {
          ...parseSpan(r),
          times: r.number('times', { min: 0, max: 1000 }),
          revisedAfterMinutes: r.number('revisedAfterMinutes', { min: 0, max: 24 * 60 }),
        };
      },
      d.metricRevisions,
    ),
    vcoreFigures: f.oneOf('vcoreFigures', VCORE_FIGURES, d.vcoreFigures),
    sparkUi: parseSparkUi(f.raw('sparkUi') ?? {}),
    ...parseFaultPlan(f),
  };
}

const SPAN = ['fromMinutes', 'toMinutes'] as const;

function parseSpan(f: FieldReader): MinuteSpan {
  const fromMinutes = f.number('fromMinutes', { min: 0 });
  return { fromMinutes, toMinutes: f.number('toMinutes', { min: fromMinutes, above: true }) };
}

function parseDelays(value: unknown): Faults['metricDelayMinutes'] {
  const f = FieldReader.of(value, 'faults.metricDelayMinutes', NAMESPACES);
  const given = NAMESPACES.filter((namespace) => f.raw(namespace) !== undefined);
  return Object.fromEntries(given.map((one) => [one, f.number(one, { min: 0, max: MAX_LAG_MINUTES })]));
}

function parseSparkUi(value: unknown): Faults['sparkUi'] {
  const d = DEFAULT_FAULTS.sparkUi;
  const f = FieldReader.of(value, 'faults.sparkUi', Object.keys(d));
  return {
    driver: f.oneOf('driver', SPARK_UI_FAULTS, d.driver),
    persistent: f.oneOf('persistent', SPARK_UI_FAULTS, d.persistent),
    slowMs: f.number('slowMs', { min: 0, max: 600_000 }, d.slowMs),
  };
}
