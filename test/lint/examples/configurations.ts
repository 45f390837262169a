import { EmrRelease } from '../../../lib/catalog';
import { type LintFinding, type LintSubject, lint, readConfigurations } from '../../../lib/lint';
import { lintLine } from '../support';
import { configurations, defaults, type Example, NODES, only } from './example';

/** Beneath a command: a cluster with these queues, of which each has a part of the capacity. */
const queues = (names: string): LintSubject =>
  readConfigurations([
    {
      Classification: 'capacity-scheduler',
      Properties: Object.fromEntries([
        ['yarn.scheduler.capacity.root.queues', names],
        ...names.split(',').map((name) => [`yarn.scheduler.capacity.root.${name}.capacity`, '50']),
      ]),
    },
  ]);

/** Findings of a cluster that has core nodes of this type. */
function onCluster(type: string): readonly LintFinding[] {
  const core = { role: 'core', name: 'CORE', instanceTypes: [type], count: 2, where: 'group CORE', at: 1 } as const;
  const subject = { ...readConfigurations([]), cluster: { groups: [core] } };
  return lint({ subject, release: EmrRelease.of('emr-7.9.0') }).findings;
}

/** Classifications. */
export const CONFIGURATIONS: readonly Example[] = [
  {
    id: 'misspelt-classification',
    severity: 'error',
    wrong: configurations({ 'spark-default': {} }),
    right: configurations({ 'spark-defaults': {} }),
  },
  {
    id: 'classification-twice',
    severity: 'error',
    wrong: configurations([
      { Classification: 'spark-defaults', Properties: { 'spark.executor.cores': '4' } },
      { Classification: 'spark-defaults', Properties: { 'spark.driver.memory': '4g' } },
    ]),
    right: configurations([
      { Classification: 'spark-env', Configurations: [{ Classification: 'export', Properties: { A: '1' } }] },
      { Classification: 'hadoop-env', Configurations: [{ Classification: 'export', Properties: { A: '1' } }] },
    ]),
  },
  {
    id: 'property-not-text',
    severity: 'error',
    wrong: defaults({ 'spark.executor.cores': 4 }),
    right: defaults({ 'spark.executor.cores': { Ref: 'Cores' } }),
  },
  {
    id: 'maximize-resource-allocation',
    severity: 'warning',
    wrong: configurations({
      spark: { maximizeResourceAllocation: 'true' },
      'spark-defaults': { 'spark.executor.memory': '16g' },
    }),
    right: configurations({
      spark: { maximizeResourceAllocation: 'false' },
      'spark-defaults': { 'spark.executor.memory': '16g' },
    }),
  },
  {
    id: 'calculator-not-set',
    severity: 'note',
    wrong: defaults({ 'spark.executor.cores': '4' }),
    right: configurations({
      'capacity-scheduler': {
        'yarn.scheduler.capacity.resource-calculator':
          'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
      },
      'spark-defaults': { 'spark.executor.cores': '4' },
    }),
  },
  {
    id: 'more-memory-than-the-node',
    severity: 'warning',
    wrong: configurations({ 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '131072' } }, { nodes: NODES }),
    right: configurations({ 'yarn-site': { 'yarn.nodemanager.resource.memory-mb': '122880' } }, { nodes: NODES }),
  },
  {
    id: 'unknown-instance-type',
    severity: 'error',
    wrong: only(() => onCluster('r5.4xlrge')),
    right: only(() => onCluster('r5.4xlarge')),
  },
  {
    id: 'yarn-does-not-start',
    severity: 'error',
    wrong: configurations({ 'capacity-scheduler': { 'yarn.scheduler.capacity.root.default.capacity': '50' } }),
    right: configurations({ 'capacity-scheduler': { 'yarn.scheduler.capacity.root.default.capacity': '100' } }),
  },
  {
    id: 'queue-takes-no-jobs',
    severity: 'error',
    wrong: only(() => lintLine('--queue etl', { beneath: queues('default,ad-hoc') })),
    right: only(() => lintLine('--queue etl', { beneath: queues('default,etl') })),
  },
];
