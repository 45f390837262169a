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
import { findSetting, type SparkSubmit, winners } from '../steps';
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
  for (const setting of winners(request.command?.settings ?? [], deployMode))
    put(setting.key, originOf(setting, 'step'));
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

/** A command of which only its arguments are known, with its settings. */
export function toCommand(submit: SparkSubmit): WrittenCommand {
  const settings = submit.options.flatMap((option): WrittenSetting[] => {
    const setting = findSetting(option);
    return setting === undefined ? [] : [{ ...setting, where: option.writtenName, at: option.index }];
  });
  return { submit, settings };
}
