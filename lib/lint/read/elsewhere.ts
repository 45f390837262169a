import { releaseWithSpark } from '../../catalog';
import type { Elsewhere, Reading } from './reading';
import { releaseOf } from './release';
import { findField, findText, spotOf, type Tree } from './tree';

/** Services that run Spark, and the fields of which one alone tells them. */
const MARKS: readonly (readonly [service: string, fields: readonly string[]])[] = [
  ['EMR on EKS', ['SparkSubmitJobDriver', 'VirtualClusterId', 'JobTemplateData']],
  ['EMR Serverless', ['InitialCapacity', 'RuntimeConfiguration']],
  ['EMR on EKS or EMR Serverless', ['SparkSubmitParameters']],
  ['Databricks', ['spark_submit_task', 'spark_version', 'spark_jar_task', 'spark_python_task', 'notebook_task']],
  [
    'Dataproc',
    ['sparkJob', 'pysparkJob', 'sparkSqlJob', 'sparkRJob', 'sparkBatch', 'pysparkBatch', 'dataproc_properties'],
  ],
];

/** The service that runs what a tree describes; undefined for YARN on EMR on EC2 and for what does not say it. */
export function findElsewhere(tree: Tree, reading: Reading): Elsewhere | undefined {
  if (tree.kind !== 'map') return undefined;
  if (isSparkApplication(tree)) return { name: 'Kubernetes', ...releaseOfSpark(tree) };
  // The driver stands beside the release and the classifications of a job.
  const places = [tree, findField(tree, 'JobDriver')];
  const name = MARKS.find(([, fields]) =>
    fields.some((field) => places.some((one) => findField(one, field) !== undefined)),
  )?.[0];
  if (places.some((one) => findField(findField(one, 'SparkSubmit'), 'EntryPoint') !== undefined))
    return { name: 'EMR Serverless', ...releaseIn(tree, reading) };
  if (name !== undefined) return { name, ...releaseIn(tree, reading) };
  if (tree.entries.some(({ key }) => /^spark:spark\./.test(key))) return { name: 'Dataproc' };
  if (tree.entries.some(({ key }) => key === '--conf')) return { name: 'AWS Glue' };
  return undefined;
}

/** A custom resource of the Spark operator. */
export function isSparkApplication(tree: Tree): boolean {
  return /^(?:Scheduled)?SparkApplication$/.test(findText(findField(tree, 'kind')) ?? '');
}

/** The part of such a resource that describes the job. */
export function specOf(tree: Tree): Tree | undefined {
  const spec = findField(tree, 'spec');
  return findField(spec, 'template') ?? spec;
}

function releaseIn(tree: Tree, reading: Reading): Pick<Elsewhere, 'release'> {
  const release = releaseOf(tree, reading);
  return release.releaseLabel === undefined ? {} : { release };
}

/** The release of EMR with the Spark that the resource names. */
function releaseOfSpark(tree: Tree): Pick<Elsewhere, 'release'> {
  const field = findField(specOf(tree), 'sparkVersion');
  const label = releaseWithSpark(findText(field) ?? '');
  if (label === undefined) return {};
  return { release: { releaseLabel: label, releasePlace: { where: 'sparkVersion', at: 0, ...spotOf(field ?? {}) } } };
}
