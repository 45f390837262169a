import type { GroupName, WrittenCluster } from '../../effective';
import { InputError } from '../../errors';
import type { LintSubject, Place, RepeatedKey, WrittenBlock, WrittenSetting } from '../types';
import { findField, findText, type Spot, spotOf, type Tree, toTree, UNRESOLVED, withoutTemplates } from './tree';

/** Whether this is a list of classifications, in the spelling of EMR's API, of CloudFormation or of the AWS CLI's shorthand. */
export function isConfigurationList(tree: Tree): boolean {
  return (
    tree.kind === 'list' &&
    tree.items.some(isConfiguration) &&
    tree.items.every((one) => isConfiguration(one) || one.kind === 'unknown')
  );
}

/** Whether this is one classification. */
export function isConfiguration(tree: Tree): boolean {
  return nameOf(tree) !== undefined;
}

/** Notices of what could not be read, from a place and a reason. */
type Notify = (where: string, reason: string, spot: Spot) => void;

/** Classifications of a whole cluster, or of one of its groups. */
export interface ConfigurationSource {
  readonly list: readonly Tree[];
  readonly group?: GroupName;
}

export interface ConfigurationsPlace {
  readonly file?: string;
  /** The cluster that the classifications are of. */
  readonly cluster?: WrittenCluster;
}

/**
 * A list of classifications as `aws emr create-cluster --configurations` takes it, or as CloudFormation spells it.
 *
 * @throws InputError `bad-configuration` for an entry whose properties are not an object
 */
export function readConfigurations(list: readonly unknown[]): LintSubject {
  return configurationsIn([{ list: list.map(toTree) }], {}, () => undefined);
}

/** The same of trees, those of instance groups among them; what is known only at deployment is told to `notify`. */
export function configurationsIn(
  sources: readonly ConfigurationSource[],
  place: ConfigurationsPlace,
  notify: Notify,
): LintSubject {
  const reader = new ConfigurationReader(notify);
  for (const source of sources) reader.read(source);
  const { blocks, settings, repeated } = reader;
  return {
    kind: 'configurations',
    settings,
    options: [],
    blocks,
    ...(repeated.length > 0 ? { repeated } : {}),
    ...(place.cluster === undefined ? {} : { cluster: place.cluster }),
    ...(place.file === undefined ? {} : { file: place.file }),
  };
}

class ConfigurationReader {
  public readonly blocks: WrittenBlock[] = [];
  public readonly settings: WrittenSetting[] = [];
  public readonly repeated: RepeatedKey[] = [];
  private at = 0;

  public constructor(private readonly notify: Notify) {}

  public read({ list, group }: ConfigurationSource): void {
    const type = group?.instanceType === undefined ? '' : `, ${group.instanceType}`;
    const owner = group === undefined ? '' : ` of group ${group.name}${type}`;
    this.entries(list, `the list${owner}`, { owner, ...(group === undefined ? {} : { group }) });
  }

  private entries(entries: readonly Tree[], parent: string, of: { owner: string; group?: GroupName }): void {
    for (const entry of entries) {
      if (entry.kind === 'unknown') {
        this.notify(parent, 'a classification in it is known only at deployment', entry);
        continue;
      }
      const classification = nameOf(entry);
      if (classification === undefined) {
        throw new InputError(
          'bad-configuration',
          `${parent} holds an entry without "Classification"; give each one a name`,
        );
      }
      const where = `classification ${classification}${of.owner}`;
      this.block(entry, classification, where, of.group);
      this.entries(nestedIn(entry, where, this.notify), where, of);
    }
  }

  private block(entry: Tree, classification: string, where: string, group: GroupName | undefined): void {
    this.at += 1;
    const grouped = group === undefined ? {} : { group };
    const block = { classification, where, at: this.at, ...spotOf(entry), ...grouped };
    const written = writtenIn(entry, where, this.notify);
    const last = new Map(written.map((one) => [one.key, one]));
    const places = new Map<string, Place>();
    for (const one of written) {
      this.at += 1;
      const here = { where, at: this.at, ...spotOf(one) };
      places.set(one.key, here);
      const winner = last.get(one.key);
      if (winner !== one) {
        this.repeated.push({ key: one.key, ...here, ...(winner?.line === undefined ? {} : { lastLine: winner.line }) });
      } else if (classification === 'spark-defaults') {
        this.settings.push({ key: one.key, value: one.text, ...here, ...grouped });
      }
    }
    this.blocks.push({ ...block, properties: new Map(written.map(({ key, raw }) => [key, raw])), places });
  }
}

interface WrittenProperty extends Spot {
  readonly key: string;
  readonly text: string;
  /** As it was written, for the rule that EMR takes strings only. */
  readonly raw: unknown;
}

function writtenIn(entry: Tree, where: string, notify: Notify): WrittenProperty[] {
  // CloudFormation, which spells it so, makes strings of numbers and switches before EMR sees them.
  const ofTemplate = findField(entry, 'ConfigurationProperties');
  const properties = findField(entry, 'Properties') ?? ofTemplate;
  if (properties === undefined || (properties.kind === 'value' && properties.value === null)) return [];
  if (properties.kind === 'unknown') {
    notify(where, 'its properties are known only at deployment', properties);
    return [];
  }
  if (properties.kind !== 'map') {
    throw new InputError('bad-configuration', `${where}: its properties must be an object of names and strings`);
  }
  return properties.entries.map(({ key, value, ...spot }) => {
    if (value.kind !== 'value')
      return { key, text: UNRESOLVED, raw: value.kind === 'unknown' ? UNRESOLVED : {}, ...spot };
    const text = withoutTemplates(String(value.value));
    return {
      key,
      text,
      raw: ofTemplate !== undefined || typeof value.value === 'string' ? text : value.value,
      ...spot,
    };
  });
}

function nestedIn(entry: Tree, where: string, notify: Notify): readonly Tree[] {
  const nested = findField(entry, 'Configurations');
  if (nested === undefined || (nested.kind === 'value' && nested.value === null)) return [];
  if (nested.kind === 'unknown') {
    notify(where, 'its "Configurations" are known only at deployment', nested);
    return [];
  }
  if (nested.kind !== 'list')
    throw new InputError('bad-configuration', `${where}: its "Configurations" must be a list`);
  return nested.items;
}

function nameOf(entry: Tree): string | undefined {
  const name = findText(findField(entry, 'Classification'));
  return name === '' ? undefined : name;
}
