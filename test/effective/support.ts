import { EmrRelease } from '../../lib/catalog';
import {
  capacityOf,
  type Effective,
  type EffectiveRequest,
  effective,
  type GroupName,
  type NodeRole,
  refusals,
  toCommand,
  type WrittenBlock,
  type WrittenGroup,
  type WrittenSetting,
} from '../../lib/effective';
import { parseSparkSubmit } from '../../lib/steps';

/** Classifications as `create-cluster --configurations` takes them, by name. */
export type Classifications = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Input {
  /** Words of a command behind `spark-submit`; `x.jar` follows. */
  readonly options?: string;
  readonly classifications?: Classifications;
  /** Classifications of groups, by the name of the group. */
  readonly ofGroups?: Readonly<Record<string, Classifications>>;
  /** `r5.4xlarge:82`, the first the core nodes, all others task nodes. */
  readonly core?: string;
  readonly release?: string;
  /** A spark-defaults.conf. */
  readonly sparkDefaults?: Readonly<Record<string, string>>;
  readonly propertiesFile?: Readonly<Record<string, string>>;
  readonly primary?: string;
  readonly flags?: EffectiveRequest['flags'];
  readonly observed?: EffectiveRequest['observed'];
}

export function inForce(input: Input): Effective {
  const { options, classifications = {}, ofGroups = {}, core = '', release = 'emr-7.9.0' } = input;
  const groups = groupsIn(core, input.primary);
  const named = (name: string): GroupName =>
    groups.find((group) => group.name === name) ?? { role: name as NodeRole, name };
  const blocks = [
    ...blocksOf(classifications),
    ...Object.entries(ofGroups).flatMap(([name, of]) => blocksOf(of, named(name))),
  ];
  return effective({
    release: { value: EmrRelease.of(release), layer: 'flag' },
    groups,
    blocks,
    settings: blocks.flatMap(({ classification, properties, group }) =>
      classification === 'spark-defaults' ? settingsOf(Object.fromEntries(properties), 'classification', group) : [],
    ),
    sparkDefaults: settingsOf(input.sparkDefaults, 'line'),
    propertiesFile: input.propertiesFile && settingsOf(input.propertiesFile, 'properties line'),
    command: options === undefined ? undefined : commandOf(options),
    flags: input.flags,
    observed: input.observed,
  });
}

function groupsIn(core: string, primary: string | undefined): WrittenGroup[] {
  const place = { where: 'instance group', at: 1 };
  const workers = core.split(' ').flatMap((text, i): WrittenGroup[] => {
    const [type = '', count] = text.split(':');
    const role = i === 0 ? 'core' : 'task';
    return type === '' ? [] : [{ role, name: role, instanceTypes: [type], count: Number(count), ...place }];
  });
  const primaries: WrittenGroup[] =
    primary === undefined ? [] : [{ role: 'primary', name: 'primary', instanceTypes: [primary], count: 1, ...place }];
  return [...primaries, ...workers];
}

function blocksOf(classifications: Classifications, group?: GroupName): WrittenBlock[] {
  return Object.entries(classifications).map(([classification, properties], i) => ({
    classification,
    properties: new Map(Object.entries(properties)),
    group,
    where: `classification ${classification}`,
    at: i + 1,
  }));
}

function settingsOf(
  from: Readonly<Record<string, unknown>> | undefined,
  where: string,
  group?: GroupName,
): WrittenSetting[] {
  return Object.entries(from ?? {}).map(([key, value], i) => ({
    key,
    value: String(value),
    group,
    where: `${where} ${i + 1}`,
    at: i + 1,
  }));
}

function commandOf(options: string): EffectiveRequest['command'] {
  const parsed = parseSparkSubmit(['spark-submit', ...options.split(' ').filter((word) => word !== ''), 'x.jar']);
  if (parsed.kind === 'unknown') throw new Error(parsed.reason);
  return toCommand(parsed.submit);
}

/** Executors that run and the executor's settings that are not known. */
export function runs(input: Input, requested?: number): number | undefined {
  return capacityOf(inForce(input), requested)?.admission.executors;
}

/** Each as `container resource: asked > limit`. */
export function refused(input: Input): string[] {
  return refusals(inForce(input)).map(
    ({ container, resource, asked, limit }) => `${container} ${resource}: ${asked} > ${limit}`,
  );
}

/** Dynamic allocation is off in all of these, so that the figure is what is asked for. */
export const EXECUTOR = {
  'spark.executor.memory': '16g',
  'spark.executor.cores': '4',
  'spark.executor.memoryOverhead': '3g',
};
export const DOMINANT = {
  'yarn.scheduler.capacity.resource-calculator': 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
};
export const QUEUES = 'yarn.scheduler.capacity.root';
