import { EmrRelease } from '../../lib/catalog';
import { parseCase } from '../../lib/cli/admit-case';
import {
  admissionRequest,
  type Effective,
  effective,
  type GroupName,
  knownNodes,
  type NodeRole,
  type WrittenBlock,
  type WrittenGroup,
  type WrittenSetting,
} from '../../lib/effective';
import { type Admission, type AdmissionRequest, admit } from '../../lib/yarn';
import type { OracleCase } from './case';
import { type Dice, dice } from './dice';

type Written = Readonly<Record<string, string>>;
const CAPACITY = 'yarn.scheduler.capacity.';
const PLACE = { where: 'drawn', at: 0 };
const PRIMARY: GroupName = { role: 'primary', name: 'PRIMARY' };
/** Its own figures are never in force: every case writes all of them. */
const TYPE = 'm5.xlarge';

/** The model's answer to a case of which all that can be is written as configurations and read back through `effective`. */
export function askWritten(one: OracleCase, amNodes?: readonly number[]): Admission {
  const request = requestOf(one, readBack(one));
  return admit(amNodes ? { ...request, applicationMasterNode: amNodes } : request);
}

/** The case as a cluster's and its groups' classifications, read back. */
export function readBack(one: OracleCase): Effective {
  const drawn = dice([...one.id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7) >>> 0, 0);
  const groups = one.nodes.map((node, i) => groupOf(node, i, one));
  const queue = drawn.chance(0.5) ? 'default' : 'jobs';
  const leaf = drawn.chance(0.2) ? `root.all.${queue}` : `root.${queue}`;
  return effective({
    release: { value: EmrRelease.EMR_7_9_0, layer: 'default' },
    groups,
    blocks: [
      ...scattered('yarn-site', { ...limits(one), ...labels(one) }, drawn),
      ...scattered('capacity-scheduler', scheduler(one, leaf, drawn), drawn),
      ...groups.flatMap((group, i) => ofNodes(one.nodes[i] as OracleCase['nodes'][number], group, drawn)),
    ],
    settings: [...sizes(one, drawn), setting('spark.yarn.queue', drawn.chance(0.5) ? queue : leaf)],
  });
}

/** Core nodes are labelled CORE unless their configuration says otherwise, so that nodes without a label are task nodes. */
function groupOf(node: OracleCase['nodes'][number], i: number, { nodes }: OracleCase): WrittenGroup {
  const isLabelled = nodes.some(({ label }) => label);
  const role: NodeRole = (isLabelled ? node.label === 'CORE' : i === 0) ? 'core' : 'task';
  return { role, name: `${role}-${i}`, instanceTypes: [TYPE], count: node.count, ...PLACE };
}

function ofNodes(node: OracleCase['nodes'][number], { role, name }: WrittenGroup, { chance }: Dice): WrittenBlock[] {
  const isWritten = node.label !== undefined && (node.label !== 'CORE' || chance(0.5));
  const site = {
    'yarn.nodemanager.resource.memory-mb': String(node.memoryMb),
    'yarn.nodemanager.resource.cpu-vcores': String(node.vcores),
    ...(isWritten ? { 'yarn.nodemanager.node-labels.provider.configured-node-partition': node.label as string } : {}),
  };
  return [block('yarn-site', site, { role, name })];
}

function limits(one: OracleCase): Written {
  const largest = (of: (node: OracleCase['nodes'][number]) => number): number => Math.max(...one.nodes.map(of));
  return {
    'yarn.scheduler.minimum-allocation-mb': String(one.minAllocMb ?? 32),
    'yarn.scheduler.minimum-allocation-vcores': String(one.minAllocVcores ?? 1),
    'yarn.scheduler.maximum-allocation-mb': String(one.maxAllocMb ?? largest(({ memoryMb }) => memoryMb)),
    'yarn.scheduler.maximum-allocation-vcores': String(
      one.maxAllocVcores ??
        Math.max(
          128,
          largest(({ vcores }) => vcores),
        ),
    ),
  };
}

function labels({ nodes, amLabel }: OracleCase): Written {
  if (!nodes.some(({ label }) => label)) return {};
  return {
    'yarn.node-labels.enabled': 'true',
    ...(amLabel === undefined ? {} : { 'yarn.node-labels.am.default-node-label-expression': amLabel }),
  };
}

function scheduler(one: OracleCase, leaf: string, { chance }: Dice): Written {
  const { capacity = 100, maximumCapacity = 100, userLimitFactor = 1 } = one.queue ?? {};
  const [, ...names] = leaf.split('.');
  const name = names.at(-1) as string;
  const parent = leaf.slice(0, leaf.lastIndexOf('.'));
  const share = one.amResourcePercent ?? 0.1;
  return {
    [`${CAPACITY}resource-calculator`]: `org.apache.hadoop.yarn.util.resource.${one.calculator}ResourceCalculator`,
    ...(parent === 'root' ? {} : { [`${CAPACITY}root.queues`]: 'all', [`${CAPACITY}root.all.capacity`]: '100' }),
    [`${CAPACITY}${parent}.queues`]: capacity === 100 ? name : `other, ${name}`,
    [`${CAPACITY}${parent}.other.capacity`]: String(100 - capacity),
    [`${CAPACITY}${leaf}.capacity`]: String(capacity),
    [`${CAPACITY}${leaf}.maximum-capacity`]: String(maximumCapacity),
    [`${CAPACITY}${chance(0.5) ? `${leaf}.` : ''}user-limit-factor`]: String(userLimitFactor),
    [`${CAPACITY}${chance(0.5) ? `${leaf}.` : ''}maximum-am-resource-percent`]: String(share),
  };
}

/** The containers by Spark's settings, each in parts. */
function sizes({ executor, am }: OracleCase, { chance, int }: Dice): WrittenSetting[] {
  const parts = (mib: number): [string, string] => {
    const overhead = int(0, mib - 1);
    return [`${mib - overhead}m`, `${overhead}m`];
  };
  const [heap, overhead] = parts(executor.memMb);
  const [ofMaster, besides] = parts(am.memMb);
  const master = chance(0.5)
    ? { mode: 'client', memory: 'spark.yarn.am.memory', cores: 'spark.yarn.am.cores' }
    : { mode: 'cluster', memory: 'spark.driver.memory', cores: 'spark.driver.cores' };
  return Object.entries({
    'spark.executor.memory': heap,
    'spark.executor.memoryOverhead': overhead,
    'spark.executor.cores': String(executor.vcores),
    'spark.submit.deployMode': master.mode,
    [master.memory]: ofMaster,
    [`${master.memory}Overhead`]: besides,
    [master.cores]: String(am.vcores),
  }).map(([key, value]) => setting(key, value));
}

const setting = (key: string, value: string): WrittenSetting => ({ key, value, ...PLACE });

/** Some of the settings on the cluster, some on the primary's group, and some on both: then the group's are in force. */
function scattered(classification: string, properties: Written, { chance }: Dice): WrittenBlock[] {
  const cluster: Record<string, string> = {};
  const ofPrimary: Record<string, string> = {};
  for (const [key, value] of Object.entries(properties)) {
    const isOnGroup = chance(0.3);
    if (isOnGroup) ofPrimary[key] = value;
    if (!isOnGroup || chance(0.5)) cluster[key] = isOnGroup ? '7' : value;
  }
  return [block(classification, ofPrimary, PRIMARY), block(classification, cluster)];
}

function block(classification: string, properties: Written, group?: GroupName): WrittenBlock {
  return { classification, properties: new Map(Object.entries(properties)), group, ...PLACE };
}

/** The question that what was read back asks, with what no configuration holds. */
export function requestOf(one: OracleCase, { spark, yarn }: Effective): AdmissionRequest {
  const { request } = parseCase(one, 'case');
  const nodes = knownNodes(yarn);
  const { containerMiB, cores } = spark.executor;
  const applicationMaster = spark.driver.applicationMaster?.value;
  if (nodes === undefined || containerMiB === undefined || cores === undefined || applicationMaster === undefined) {
    throw new Error(`${one.id} is not known after it was written down`);
  }
  const { applications, applicationMasterNode, exclusiveLabels } = request;
  const executor = { memoryMiB: containerMiB.value, vcores: cores.value };
  return {
    ...admissionRequest(yarn, { nodes, applicationMaster, executor, requested: one.requested }),
    applications,
    applicationMasterNode,
    exclusiveLabels,
  };
}
