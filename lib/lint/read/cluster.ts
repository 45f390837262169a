import { type GroupName, isUnresolved, type NodeRole, type WrittenCluster, type WrittenGroup } from '../../effective';
import type { LintSubject } from '../types';
import { type ConfigurationSource, configurationsIn, isConfigurationList } from './configurations';
import { isTree, type Reading } from './reading';
import { releaseOf } from './release';
import { readStepList } from './steps';
import { findField, findNumber, findText, itemsOf, spotOf, type Tree } from './tree';

export interface ClusterSpelling {
  /** Groups of the same template that stand outside of the cluster. */
  readonly groups?: readonly Tree[];
}

/** Fields of which one at least makes a map a cluster: those of RunJobFlow, CloudFormation, Terraform and DescribeCluster. */
const MARKS = [
  'ReleaseLabel',
  'Instances',
  'ConfigurationsJson',
  'InstanceFleets',
  'CoreInstanceGroup',
  'CoreInstanceFleet',
  'MasterInstanceGroup',
  'MasterInstanceFleet',
];

const NAMED_GROUPS: readonly (readonly [string, NodeRole])[] = [
  ['MasterInstanceGroup', 'primary'],
  ['MasterInstanceFleet', 'primary'],
  ['CoreInstanceGroup', 'core'],
  ['CoreInstanceFleet', 'core'],
  ['TaskInstanceGroups', 'task'],
  ['TaskInstanceFleets', 'task'],
];

/** Whether this describes a cluster. */
export function isCluster(tree: Tree): boolean {
  if (tree.kind !== 'map') return false;
  const groups = findField(tree, 'InstanceGroups');
  const configurations = findField(tree, 'Configurations');
  return (
    MARKS.some((name) => isFilled(findField(tree, name))) ||
    (groups?.kind === 'list' && groups.items.some((one) => findField(one, 'InstanceType') !== undefined)) ||
    (configurations !== undefined && isConfigurationList(configurations))
  );
}

/** What a cluster holds beside its own fields, such as what a tool adds to those of EMR. */
export function otherFields(tree: Tree): readonly Tree[] {
  if (tree.kind !== 'map') return [];
  const own = new Set(OWN_FIELDS.map((name) => findField(tree, name)));
  return tree.entries.map(({ value }) => value).filter((value) => !own.has(value));
}

/** Reads a cluster's release, groups, classifications and steps, in whatever spelling. */
export function readCluster(tree: Tree, reading: Reading, spelling: ClusterSpelling): LintSubject {
  const { groups, sources } = new GroupReader(reading).read(tree, spelling.groups ?? []);
  const own = configurationsOf(tree, 'Configurations', reading);
  const cluster: WrittenCluster = { ...releaseOf(tree, reading), groups };
  const place = {
    cluster,
    ...(reading.file === undefined ? {} : { file: reading.file }),
  };
  const subject = configurationsIn(
    [...(own === undefined ? [] : [{ list: own }]), ...sources],
    place,
    (where, reason, spot) => reading.leaveUnread(where, reason, spot),
  );
  reading.add(subject);
  const steps = findField(tree, 'Steps') ?? findField(tree, 'Step');
  if (steps !== undefined) readStepList(steps, reading, subject);
  return subject;
}

/** The fields that `readCluster` reads. */
const OWN_FIELDS: readonly string[] = [
  ...MARKS,
  ...NAMED_GROUPS.map(([name]) => name),
  'Configurations',
  'InstanceGroups',
  'Step',
  'Steps',
];

/** Instance groups and fleets, with the classifications of their own. */
class GroupReader {
  private readonly groups: WrittenGroup[] = [];
  private readonly sources: ConfigurationSource[] = [];

  public constructor(private readonly reading: Reading) {}

  public read(
    tree: Tree,
    others: readonly Tree[],
  ): { groups: readonly WrittenGroup[]; sources: readonly ConfigurationSource[] } {
    const places = [tree, ...itemsOf(findField(tree, 'Instances'))].filter(({ kind }) => kind === 'map');
    for (const place of places) {
      for (const list of ['InstanceGroups', 'InstanceFleets']) {
        for (const one of itemsOf(findField(place, list))) this.group(one, undefined);
      }
      for (const [name, role] of NAMED_GROUPS) {
        for (const one of itemsOf(findField(place, name))) this.group(one, role);
      }
      this.shortGroups(place);
    }
    for (const one of others) this.group(one, 'task');
    return { groups: this.groups, sources: this.sources };
  }

  /** One group or fleet: its role, types and count, and its classifications. */
  private group(tree: Tree, given: NodeRole | undefined) {
    if (tree.kind === 'unknown') {
      this.add({ ...this.nameFor(given ?? 'task'), instanceTypes: [] }, tree);
      return this.reading.passOver('the nodes', 'a group is known only at deployment', tree);
    }
    const role = given ?? roleOf(tree);
    if (role === undefined) return;
    const configs = itemsOf(findField(tree, 'InstanceTypeConfigs'));
    const written = [findField(tree, 'InstanceType'), ...configs.map((one) => findField(one, 'InstanceType'))].filter(
      (one) => one !== undefined,
    );
    const types = written.flatMap((one) => findKnown(one) ?? []);
    const count = configs.length === 0 ? countOf(tree, role) : capacityOf(tree, configs);
    const name = this.nameFor(role);
    if (types.length < written.length || (count === undefined && role !== 'primary')) {
      this.reading.passOver(
        `group ${name.name}`,
        'its type or count is known only at deployment; give --core to judge sizes by it',
        tree,
      );
    }
    this.add(
      { ...name, instanceTypes: types.length < written.length ? [] : types, ...(count === undefined ? {} : { count }) },
      tree,
    );
    for (const one of [tree, ...configs]) {
      const list = configurationsOf(one, 'Configurations', this.reading);
      const instanceType = one === tree ? undefined : findKnown(findField(one, 'InstanceType'));
      if (list !== undefined)
        this.sources.push({ list, group: instanceType === undefined ? name : { ...name, instanceType } });
    }
  }

  /** One type for the primary, one for all others, and a count of all nodes: of RunJobFlow, and `--instance-type` of the AWS CLI. */
  private shortGroups(place: Tree): void {
    const all = findField(place, 'InstanceType');
    const primary = findKnown(findField(place, 'MasterInstanceType') ?? all);
    const core = findKnown(findField(place, 'SlaveInstanceType') ?? findField(place, 'CoreInstanceType') ?? all);
    const ofCore = findNumber(findField(place, 'CoreInstanceCount'));
    const count = ofCore === undefined ? findNumber(findField(place, 'InstanceCount')) : ofCore + 1;
    if (findField(place, 'Classification') !== undefined) return;
    if (primary !== undefined) this.add({ ...this.nameFor('primary'), instanceTypes: [primary], count: 1 }, place);
    if (core === undefined || (count !== undefined && count < 2)) return;
    this.add(
      { ...this.nameFor('core'), instanceTypes: [core], ...(count === undefined ? {} : { count: count - 1 }) },
      place,
    );
  }

  private add(group: Omit<WrittenGroup, 'where' | 'at'>, tree: Tree): void {
    this.groups.push({ ...group, where: `group ${group.name}`, at: this.groups.length + 1, ...spotOf(tree) });
  }

  private nameFor(role: NodeRole): GroupName {
    const count = this.groups.filter((one) => one.role === role).length;
    return { role, name: count === 0 ? role.toUpperCase() : `${role.toUpperCase()} ${count + 1}` };
  }
}

const ROLES: Readonly<Record<string, NodeRole>> = { core: 'core', master: 'primary', primary: 'primary', task: 'task' };

function roleOf(tree: Tree): NodeRole | undefined {
  const written = ['InstanceRole', 'InstanceGroupType', 'InstanceFleetType'].map((name) =>
    findText(findField(tree, name)),
  );
  return ROLES[written.find((one) => one !== undefined)?.toLowerCase() ?? ''];
}

function countOf(tree: Tree, role: NodeRole): number | undefined {
  const field = findField(tree, 'InstanceCount') ?? findField(tree, 'RequestedInstanceCount');
  if (field !== undefined) return findNumber(field);
  // A block of Terraform without a count has one node.
  return role === 'primary' || findField(tree, 'InstanceType') !== undefined ? 1 : undefined;
}

/** Nodes of a fleet at the most: its capacity, divided by what one node counts; undefined for several types that count differently. */
function capacityOf(fleet: Tree, configs: readonly Tree[]): number | undefined {
  const targets = ['TargetOnDemandCapacity', 'TargetSpotCapacity']
    .map((name) => findField(fleet, name))
    .filter((one) => one !== undefined);
  const numbers = targets.map(findNumber);
  const weights = new Set(
    configs.map((one) => findField(one, 'WeightedCapacity')).map((one) => (one === undefined ? 1 : findNumber(one))),
  );
  const [each] = weights;
  if (configs.length > 1 || targets.length === 0 || !each || numbers.some((one) => one === undefined)) return undefined;
  return Math.ceil(numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0) / each);
}

function configurationsOf(tree: Tree, name: string, reading: Reading): readonly Tree[] | undefined {
  const field = findField(tree, 'ConfigurationsJson') ?? findField(tree, name);
  if (field === undefined || (field.kind === 'value' && field.value === null)) return undefined;
  const text = findText(field);
  const read = text === undefined ? field : parsedOrFile(text, field.line, reading);
  if (!isTree(read)) reading.leaveUnread(name, read.reason, field);
  else if (read.kind === 'list') return read.items;
  else if (read.kind === 'map') return [read];
  else reading.leaveUnread(name, 'it is known only at deployment', field);
  return undefined;
}

/** Classifications as a string: JSON as Terraform takes it, or the path of a file. */
function parsedOrFile(text: string, line: number | undefined, reading: Reading): Tree | { readonly reason: string } {
  if (/^\s*[[{]/.test(text)) return reading.sources.parseData(text, line);
  if (/^https?:|^s3:/.test(text)) return { reason: 'it is a file in the network, which lint does not fetch' };
  return reading.fileData(text.replace(/^file:\/\//, ''));
}

/** A string without parts that are known only at deployment. */
function findKnown(tree: Tree | undefined): string | undefined {
  const text = findText(tree);
  return text === undefined || isUnresolved(text) ? undefined : text;
}

const isFilled = (tree: Tree | undefined): boolean =>
  tree !== undefined && !(tree.kind === 'value' && typeof tree.value !== 'string');
