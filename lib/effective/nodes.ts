import { findInstanceFacts, type InstanceFacts } from '../catalog';
import { recorded } from './defaults';
import type { Labels } from './labels';
import { placeOf } from './place';
import { Properties } from './properties';
import type { EffectiveNodes, EffectiveRequest, Fault, InForce, Unknown } from './types';
import type { WrittenGroup } from './written';

const MEMORY = 'yarn.nodemanager.resource.memory-mb';
const VCORES = 'yarn.nodemanager.resource.cpu-vcores';
/** Stands for a type that is known only at deployment. */
const UNKNOWN_TYPE = 'nodes of a type that is not known';
/** Hadoop takes what it finds on the machine, or 8 GiB and 8 vcores. */
const CHOSEN_BY_HADOOP = -1;

/** The core and task nodes as their node managers register, and what of them is not known. */
export function nodesInForce(
  request: EffectiveRequest,
  labels: Labels,
): {
  readonly nodes: readonly EffectiveNodes[];
  readonly unknown: readonly Unknown[];
  readonly faults: readonly Fault[];
} {
  const unknown: Unknown[] = [];
  const faults: Fault[] = [];
  // A group that is there to grow has no nodes yet.
  const groups = workersIn(request).filter(({ count }) => count !== 0);
  const nodes = groups.flatMap((group) => nodesOf(group, request, labels, { unknown, faults }));
  return { nodes, unknown, faults };
}

/** The groups of core and task nodes: those that flags give, else the document's. */
export function workersIn({ groups = [], flags }: EffectiveRequest): readonly WrittenGroup[] {
  return (flags?.groups ?? groups).filter(({ role }) => role !== 'primary');
}

function nodesOf(
  group: WrittenGroup,
  request: EffectiveRequest,
  labels: Labels,
  { unknown, faults }: { readonly unknown: Unknown[]; readonly faults: Fault[] },
): EffectiveNodes[] {
  const { role, name, instanceTypes, count } = group;
  const siteOf = (instanceType: string | undefined): Properties =>
    new Properties(request.blocks, 'yarn-site', (of) => {
      const isGroup = of.role === role && (of.name === name || request.flags?.groups !== undefined);
      return isGroup && (of.instanceType === undefined || of.instanceType === instanceType);
    });
  const place = placeOf(group);
  if (instanceTypes.length === 0) {
    unknown.push({ key: `the instance type of ${name}`, reason: 'it is known only at deployment', place });
  }
  if (count === undefined) {
    unknown.push({ key: `the number of nodes of ${name}`, reason: 'it is known only when they run', place });
  }
  // Nodes of a type that is not known are there all the same: without them the others would be taken for all.
  const types = instanceTypes.length === 0 ? [UNKNOWN_TYPE] : instanceTypes;
  const nodes = types.map((instanceType): EffectiveNodes => {
    const facts = findInstanceFacts(instanceType);
    const site = siteOf(instanceType);
    const isNamed = instanceTypes.length > 0;
    for (const key of facts === undefined && isNamed ? [MEMORY, VCORES].filter((one) => !site.has(one)) : []) {
      unknown.push({ key, reason: `EMR lists no instance type ${instanceType}`, place });
    }
    const node = {
      role,
      group: name,
      instanceType,
      count: instanceTypes.length === 1 ? count : undefined,
      memoryMiB: sizeIn(site, MEMORY, facts, ({ yarnMemoryMiB }) => yarnMemoryMiB),
      vcores: sizeIn(site, VCORES, facts, ({ yarnVcores }) => yarnVcores),
      label: labels.labelOf(group, site),
    };
    unknown.push(...site.unknown);
    faults.push(...site.faults);
    return node;
  });
  return nodes;
}

/** What is written, else EMR's own figure of the type; undefined where neither is known. */
function sizeIn(
  site: Properties,
  key: string,
  facts: InstanceFacts | undefined,
  figure: (facts: InstanceFacts) => number,
): InForce<number> | undefined {
  if (site.has(key)) return site.whole(key, { except: CHOSEN_BY_HADOOP });
  if (facts === undefined) return undefined;
  const source =
    facts.yarnMemorySource === 'documented' ? "EMR's task configuration page" : "EMR's rule for YARN memory";
  return recorded(figure(facts), key === MEMORY ? source : "EMR's list of instance types", key);
}
