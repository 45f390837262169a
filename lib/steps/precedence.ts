import { findSettingFor, isFoldedIntoConf } from './options';
import { findConfPair, type UnplacedOption } from './spark-submit';

/** A Spark setting of a command's arguments. */
export interface ArgumentSetting {
  readonly key: string;
  readonly value: string;
  /** The flag that stands for the setting; undefined: `--conf`. */
  readonly flag?: string;
}

/** The setting that an option gives; undefined for any other option, and for a `--conf` that Spark refuses. */
export function findSetting(option: UnplacedOption): ArgumentSetting | undefined {
  const pair = findConfPair(option);
  if (pair !== undefined) return pair;
  const key = findSettingFor(option.name);
  return key === undefined || option.value === undefined ? undefined : { key, value: option.value, flag: option.name };
}

/** Whether a flag gives it that overrides a `--conf` wherever that stands; the other flags are a `--conf` themselves. */
export const isStrong = ({ flag }: ArgumentSetting): boolean => flag !== undefined && !isFoldedIntoConf(flag);

/**
 * The one of these settings, in the order in which they are written, that gives a key its value.
 *
 * A flag overrides `--conf`, the last of several wins (`SparkSubmitArguments`). The driver's memory, class path, library path and Java options
 * are the exception: Spark's launcher turns their flags into `--conf`, so that the later of flag and `--conf` wins.
 *
 * @param deployMode in client mode the driver is not a container, and Spark drops the flag `--driver-cores`, though not a `--conf` of the same
 * setting
 */
export function findWinner<T extends ArgumentSetting>(
  settings: readonly T[],
  key: string,
  deployMode: string | undefined,
): T | undefined {
  const last = lastByKey(settings).get(key);
  return last === undefined ? undefined : winnerOf(last, deployMode);
}

/** The winners of all keys. */
export function winners<T extends ArgumentSetting>(settings: readonly T[], deployMode: string | undefined): T[] {
  return [...lastByKey(settings).values()].flatMap((last) => winnerOf(last, deployMode) ?? []);
}

/** The last setting of a key by a strong flag, and the last by anything else. */
interface LastOfKey<T> {
  strong?: T;
  weak?: T;
}

function winnerOf<T extends ArgumentSetting>({ strong, weak }: LastOfKey<T>, deployMode: string | undefined) {
  const isDropped = deployMode === 'client' && strong?.key === 'spark.driver.cores';
  return isDropped ? weak : (strong ?? weak);
}

/** Of each list: rules ask for one key after another, of lists that may hold thousands. */
const lists = new WeakMap<readonly ArgumentSetting[], ReadonlyMap<string, LastOfKey<ArgumentSetting>>>();

function lastByKey<T extends ArgumentSetting>(settings: readonly T[]): ReadonlyMap<string, LastOfKey<T>> {
  const known = lists.get(settings);
  if (known !== undefined) return known as ReadonlyMap<string, LastOfKey<T>>;
  const keys = new Map<string, LastOfKey<T>>();
  for (const one of settings) {
    const last = keys.get(one.key) ?? {};
    last[isStrong(one) ? 'strong' : 'weak'] = one;
    keys.set(one.key, last);
  }
  lists.set(settings, keys);
  return keys;
}
