import {
  type DeployMode,
  defaultIn,
  EMR_DRIVER_MEMORY_MIB,
  EMR_SPARK_DEFAULTS,
  formatMemory,
  knownKey,
  minorOf,
  OLD_NAMES,
} from '../spark';
import { findConfPair, findSettingFor, isFoldedIntoConf, type SparkSubmit } from '../steps';
import { recorded } from './defaults';
import { placeOf } from './place';
import type { ConfigurationLayer, EffectiveRequest, EffectiveSpark, InForce } from './types';
import type { WrittenCommand, WrittenSetting } from './written';

/** Spark settings that lie beneath a command's arguments, lowest first; a `--properties-file` takes the place of spark-defaults. */
export function beneathCommand(request: EffectiveRequest): InForce<WrittenSetting>[] {
  const { settings = [], sparkDefaults = [], propertiesFile = [] } = request;
  const ofCluster = settings.filter(({ group }) => group === undefined);
  const ofPrimary = settings.filter(({ group }) => group?.role === 'primary');
  const defaults =
    defaultsBeneath(request) !== 'emr'
      ? []
      : [
          ...inLayer('classification', ofCluster),
          ...inLayer('group', ofPrimary),
          ...inLayer('spark-defaults', sparkDefaults),
        ];
  return [...defaults, ...inLayer('properties-file', propertiesFile)];
}

/** Whether a command with these options reads another file in place of spark-defaults, in which EMR's own settings are not. */
export function replacesDefaults(options: readonly { readonly name: string }[]): boolean {
  const has = (wanted: string): boolean => options.some(({ name }) => name === wanted);
  return has('--properties-file') && !has('--load-spark-defaults');
}

/** Whose defaults stand beneath all that is written. */
export function defaultsBeneath({ command, propertiesFile }: EffectiveRequest): EffectiveSpark['defaults'] {
  if (!replacesDefaults(command?.submit.options ?? [])) return 'emr';
  return propertiesFile === undefined ? 'unknown' : 'spark';
}

/** spark-submit runs on the primary node: configurations of worker groups do not reach it. */
export const reachesSubmit = ({ group }: WrittenSetting): boolean => group === undefined || group.role === 'primary';

const inLayer = (layer: ConfigurationLayer, settings: readonly WrittenSetting[]): InForce<WrittenSetting>[] =>
  settings.map((value) => ({ value, layer }));

/** The layer and the place of every setting in force, by its present name, with the defaults of what EMR sets where nothing overrides them. */
export function originsOf(request: EffectiveRequest, deployMode: DeployMode | undefined): Map<string, InForce<string>> {
  const written = new Map<string, InForce<string>>();
  const old = new Map<string, InForce<string>>();
  const put = (key: string, origin: InForce<string>): void => {
    const present = OLD_NAMES.get(key);
    if (present === undefined) written.set(key, origin);
    else old.set(present, origin);
  };
  for (const { value, layer } of beneathCommand(request)) put(value.key, originOf(value, layer));
  for (const setting of ofCommand(request, deployMode)) put(setting.key, originOf(setting, 'step'));
  for (const [key, value] of Object.entries(request.observed?.settings ?? {})) {
    put(key, { value, layer: 'observed', key });
  }
  return new Map([...defaultsIn(request), ...old, ...written]);
}

const originOf = ({ key, value, ...place }: WrittenSetting, layer: ConfigurationLayer): InForce<string> => ({
  value,
  layer,
  key,
  place: placeOf(place),
});

/** What EMR writes; where that is not in force, Spark's own values of the same settings. */
function defaultsIn(request: EffectiveRequest): [string, InForce<string>][] {
  const byEmr = Object.entries({ ...EMR_SPARK_DEFAULTS, 'spark.driver.memory': formatMemory(EMR_DRIVER_MEMORY_MIB) });
  const minor = minorOf(request.release.value.sparkVersion);
  switch (defaultsBeneath(request)) {
    case 'emr':
      return byEmr.map(([key, value]) => [key, recorded(value, 'spark-defaults that EMR writes', key)]);
    case 'spark':
      return byEmr.flatMap(([key]) => {
        const known = knownKey(key);
        const value = known === undefined ? undefined : defaultIn(known, minor);
        return value === undefined ? [] : [[key, recorded(value, 'Spark', key)]];
      });
    case 'unknown':
      return [];
  }
}

/** A command's settings in force, in no order. */
function ofCommand({ command }: EffectiveRequest, deployMode: DeployMode | undefined): WrittenSetting[] {
  const settings = command?.settings ?? [];
  const keys = new Set(settings.map(({ key }) => key));
  return [...keys].flatMap((key) => writtenInForce(settings, key, deployMode) ?? []);
}

/**
 * The setting of these that is in force: the last strong flag overrides every `--conf`, the last `--conf` earlier ones.
 *
 * @param deployMode in client mode Spark drops the flag `--driver-cores`, though not a `--conf` of the same setting
 */
export function writtenInForce(
  settings: WrittenCommand['settings'],
  key: string,
  deployMode: DeployMode | undefined,
): WrittenSetting | undefined {
  const { strong, weak } = lastByKey(settings).get(key) ?? {};
  const isDropped = deployMode === 'client' && key === 'spark.driver.cores';
  return isDropped ? (weak ?? strong) : (strong ?? weak);
}

/** The last setting of a key by a strong flag, and the last by anything else. */
interface LastOfKey {
  strong?: WrittenSetting;
  weak?: WrittenSetting;
}

/** Of each list: rules ask for one key after another, of lists that may hold thousands. */
const lists = new WeakMap<WrittenCommand['settings'], ReadonlyMap<string, LastOfKey>>();

function lastByKey(settings: WrittenCommand['settings']): ReadonlyMap<string, LastOfKey> {
  const known = lists.get(settings);
  if (known !== undefined) return known;
  const keys = new Map<string, LastOfKey>();
  for (const one of settings) {
    const last = keys.get(one.key) ?? {};
    last[isStrong(one) ? 'strong' : 'weak'] = one;
    keys.set(one.key, last);
  }
  lists.set(settings, keys);
  return keys;
}

/** Flags that override a `--conf` wherever it stands; the others are a `--conf` themselves. */
export const isStrong = ({ flag }: WrittenSetting): boolean => flag !== undefined && !isFoldedIntoConf(flag);

/** A command of which only its arguments are known, with its settings. */
export function toCommand(submit: SparkSubmit): WrittenCommand {
  const settings = submit.options.flatMap((option): WrittenSetting[] => {
    const place = { where: option.writtenName, at: option.index };
    const pair = findConfPair(option);
    if (pair !== undefined) return [{ ...pair, ...place }];
    const key = findSettingFor(option.name);
    if (key === undefined || option.value === undefined) return [];
    return [{ key, value: option.value, flag: option.name, ...place }];
  });
  return { submit, settings };
}
