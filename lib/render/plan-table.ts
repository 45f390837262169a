import { memoryPerTaskMiB, type NodeRange, type Reason, type SparkPlan } from '../sizing';
import { grantedMiB } from '../yarn';
import { grouped, mib, percent } from './numbers';
import { coresInWords, planDependencies } from './plan-dependencies';
import { costPerHour, type Prices } from './prices';
import { heading, type TextStyle, tone, wrap } from './style';
import { tableRows, textTable } from './text-table';

export interface PlanTableOptions extends TextStyle {
  /** Print each setting's reason and source below it. */
  readonly explain?: boolean;
  /** What nodes cost; without them nothing is said of it. */
  readonly prices?: Prices;
}

/** The plan for a terminal: the executor, what YARN runs, and both layers of settings. No newline at the end. */
export function planToTable(plan: SparkPlan, options: PlanTableOptions = {}): string {
  const { cluster, job } = plan;
  const head = (title: string, note = ''): string[] => heading(options, title, note);
  const warnings = [...cluster.warnings, ...job.warnings];
  return [
    ...head(
      nodesInWords(plan.nodes),
      `${cluster.release.label}, Spark ${cluster.release.sparkVersion}, sizing ${cluster.sizingVersion}`,
    ),
    '',
    ...head('Executor'),
    ...executorLines(plan, options),
    '',
    ...head('What runs', plan.nodes.some(isRange) ? 'at its largest declared size' : ''),
    ...admissionLines(plan, options),
    '',
    ...head('Depends on'),
    ...dependencyLines(plan, options),
    '',
    ...head('Cluster settings', 'depend on node types only; in spark-defaults'),
    ...settings(options, cluster.sparkConf, cluster.reasons),
    '',
    ...head('Job settings', 'depend on node counts and data; as --conf of the job'),
    ...settings(options, job.jobConf, job.reasons),
    ...(options.explain
      ? ['', ...head('Left alone', 'settings that guides recommend, and the reason why this plan does not set them')]
      : []),
    ...(options.explain ? plan.leftAlone.flatMap((one) => [`  ${one.key}`, ...reasonLines(options, one)]) : []),
    ...(warnings.length === 0 ? [] : ['', ...head('Warnings')]),
    ...warnings.flatMap(({ id, text }) => [`  ${tone(options, 'yellow', id)}`, ...wrap(options, text, '    ')]),
  ].join('\n');
}

function executorLines({ cluster, job }: SparkPlan, style: TextStyle): string[] {
  const { executor } = cluster;
  const rows: [string, string, string][] = [
    ['cores', grouped(executor.cores), ''],
    ['heap', mib(executor.memoryMiB), ''],
    ['overhead', mib(executor.memoryOverheadMiB), ''],
  ];
  if (executor.offHeapMiB > 0) rows.push(['off-heap', mib(executor.offHeapMiB), '']);
  if (executor.pysparkMiB > 0) rows.push(['PySpark', mib(executor.pysparkMiB), '']);
  const granted = grantedMiB(executor.containerMiB);
  const sum =
    granted === executor.containerMiB ? 'the sum' : `the sum of ${grouped(executor.containerMiB)}, rounded up`;
  rows.push(['container', mib(granted), `${sum}, as YARN counts it; ${mib(memoryPerTaskMiB(cluster))} a task`]);
  for (const [type, count] of Object.entries(cluster.perNode)) rows.push(['per node', grouped(count), type]);
  const overhead = job.driverOverheadMiB > 0 ? ` + ${mib(job.driverOverheadMiB)} overhead` : '';
  const where = cluster.deployMode === 'client' ? `on the primary, ${cluster.primaryInstanceType}` : 'in a container';
  rows.push(['driver', mib(job.driverMemoryMiB), `${cluster.deployMode} mode, ${where}${overhead}`]);
  return figures(rows, style);
}

function admissionLines(plan: SparkPlan, options: PlanTableOptions): string[] {
  const { cluster, job, nodes } = plan;
  const { admission, dynamicAllocation } = job;
  const cost = costPerHour(nodes, options.prices ?? new Map());
  const pending = admission.pending > 0 ? `${grouped(admission.pending)} pending, ` : '';
  const rows: [string, string, string][] = [
    [
      'executors',
      grouped(admission.executors),
      `${pending}limited by ${admission.limitedBy}, ${cluster.calculator} calculator`,
    ],
    ['task slots', grouped(admission.taskSlots), coresInWords(plan)],
    ['memory', mib(admission.allocatedMB), `${percent(admission.memoryUtilisation)} of ${mib(admission.totalMB)}`],
    ['partitions', grouped(job.partitions), job.partitionsAreAssumed ? 'assumed, as no data size is known' : ''],
    [
      'allocation',
      [dynamicAllocation.min, dynamicAllocation.initial, dynamicAllocation.max].map(grouped).join(' / '),
      'executors at least, at first, at most',
    ],
    ...(cost === undefined
      ? []
      : [
          [
            'price',
            cost.toFixed(2),
            `an hour for core and task nodes, ${(cost / admission.taskSlots).toFixed(4)} a task slot`,
          ] satisfies [string, string, string],
        ]),
  ];
  return figures(rows, options);
}

function dependencyLines(plan: SparkPlan, options: PlanTableOptions): string[] {
  const all = planDependencies(plan);
  const width = Math.max(...all.map(({ name }) => name.length));
  return all.flatMap(({ name, value }) => {
    const lines = wrap(options, value, ' '.repeat(width + 5));
    return lines.map((line, i) => (i === 0 ? `  ${name.padEnd(width)}   ${line.trimStart()}` : line));
  });
}

function figures(rows: readonly (readonly [string, string, string])[], { width }: TextStyle): string[] {
  return textTable([{}, { align: 'right' }, {}], rows, { width });
}

function settings(
  options: PlanTableOptions,
  conf: Readonly<Record<string, string>>,
  reasons: readonly Reason[],
): string[] {
  const lines = settingLines(conf, options.width);
  if (!options.explain) return lines.flat();
  const byKey = new Map(reasons.map((reason) => [reason.key, reason]));
  return Object.keys(conf).flatMap((key, i) => {
    const reason = byKey.get(key);
    return [...(lines[i] ?? []), ...(reason === undefined ? [] : reasonLines(options, reason))];
  });
}

/** A value that is too long to stand beside the longest key stands below its own. */
function settingLines(conf: Readonly<Record<string, string>>, width = Number.POSITIVE_INFINITY): string[][] {
  const longest = Math.max(...Object.keys(conf).map((key) => key.length));
  const isLong = (value: string): boolean => '  '.length + longest + ' '.length + value.length > width;
  const rows = Object.entries(conf).map(([key, value]) => [key, isLong(value) ? '' : value]);
  const lines = tableRows([{}, {}], rows, { width });
  return Object.values(conf).map((value, i) => [...(lines[i] ?? []), ...(isLong(value) ? [`    ${value}`] : [])]);
}

function reasonLines(options: PlanTableOptions, { reason, source }: { reason: string; source: string }): string[] {
  return wrap(options, `${reason} [${source}]`, '      ').map((line) => tone(options, 'dim', line));
}

/** `82 × r5.4xlarge + 2 to 10 × m5.2xlarge` */
export function nodesInWords(nodes: readonly NodeRange[]): string {
  const count = (node: NodeRange): string =>
    isRange(node) ? `${grouped(node.min)} to ${grouped(node.max)}` : grouped(node.max);
  return nodes.map((node) => `${count(node)} × ${node.instanceType}`).join(' + ');
}

function isRange({ min, max }: NodeRange): boolean {
  return min !== max;
}
