import type { Reading } from './reading';
import { readSparkCommand } from './shell/script';
import {
  findField,
  findText,
  type Spot,
  spotOf,
  type Tree,
  type TreeEntry,
  UNRESOLVED,
  withoutTemplates,
} from './tree';
import type { Word } from './words';

/** Fields of a batch or session of Livy (also of `%%configure`), and the options of spark-submit that they stand for. */
const FIELDS: Readonly<Record<string, string>> = {
  driverCores: '--driver-cores',
  driverMemory: '--driver-memory',
  executorCores: '--executor-cores',
  executorMemory: '--executor-memory',
  numExecutors: '--num-executors',
  queue: '--queue',
  // Of Airflow's operator.
  deployMode: '--deploy-mode',
  propertiesFile: '--properties-file',
  totalExecutorCores: '--total-executor-cores',
};

/** Fields of many other things as well. */
const COMMON: ReadonlySet<string> = new Set(['deployMode', 'propertiesFile', 'queue']);

/** Whether this asks Livy for a batch or a session. */
export function isLivy(tree: Tree): boolean {
  if (tree.kind !== 'map') return false;
  const hasSize = Object.keys(FIELDS).some((name) => !COMMON.has(name) && isScalar(findField(tree, name)));
  return (
    hasSize ||
    isConf(findField(tree, 'conf')) ||
    (findField(tree, 'file') !== undefined && findField(tree, 'className') !== undefined) ||
    (findField(tree, 'application') !== undefined && findField(tree, 'propertiesFile') !== undefined)
  );
}

/** What a request has beside its own fields, such as the environment of an operator. */
export function othersOfLivy(tree: Tree): readonly Tree[] {
  if (tree.kind !== 'map' || !isLivy(tree)) return [];
  const isOwn = (key: string): boolean =>
    /^(?:conf|args|application_?args)$/i.test(key) || Object.hasOwn(FIELDS, camel(key));
  return tree.entries.filter(({ key }) => !isOwn(key)).map(({ value }) => value);
}

/** The request as the command that Livy makes of it; in cluster mode, as EMR sets it up. */
export function readLivy(tree: Tree, reading: Reading, before = ''): void {
  const words: Word[] = [{ text: 'spark-submit' }];
  if (!setsMode(tree)) words.push({ text: '--deploy-mode' }, { text: 'cluster' });
  const add = (option: string, value: Tree, { line }: Spot): void => {
    words.push({ text: option, ...spotOf({ line }) }, { text: textOf(value), ...spotOf({ line }) });
  };
  if (tree.kind !== 'map') return;
  for (const entry of tree.entries) {
    const { key, value } = entry;
    const option = Object.hasOwn(FIELDS, key) ? FIELDS[key] : FIELDS[camel(key)];
    if (value.kind === 'value' && value.value === null) continue;
    if (option !== undefined) add(option, value, entry);
    else if (key === 'conf' && value.kind === 'map') {
      for (const one of value.entries) {
        const pair: Tree = { kind: 'value', value: `${one.key}=${textOf(one.value)}` };
        add('--conf', pair, one.line === undefined ? entry : one);
      }
    } else if (key === 'conf')
      reading.leaveUnread('conf', 'it is known only when it runs', value.line === undefined ? entry : value);
  }
  const file = findText(findField(tree, 'file') ?? findField(tree, 'application'));
  const kind = findText(findField(tree, 'kind'));
  words.push({
    text: file ?? (kind === 'spark' || findField(tree, 'className') !== undefined ? 'session.jar' : 'session.py'),
  });
  readSparkCommand(words, { before, line: tree.line }, reading);
}

/** Whether the request says itself in which mode it runs. */
function setsMode(tree: Tree): boolean {
  const conf = findField(tree, 'conf');
  return (
    findField(tree, 'deployMode') !== undefined ||
    conf?.kind === 'unknown' ||
    findField(conf, 'spark.submit.deployMode') !== undefined
  );
}

/** `%%spark config` of older notebooks, `spark_conf` and `properties` of services: settings without a `conf` around them. */
export function isSettings(tree: Tree): boolean {
  return tree.kind === 'map' && tree.entries.some(isSetting);
}

/** Reads settings without a `conf` around them; of the same map others than Spark's are named. */
export function readSettings(tree: Tree, reading: Reading): void {
  if (tree.kind !== 'map') return;
  // Dataproc names the file that a property is for.
  const entries = tree.entries.filter(isSetting).map((one) => ({ ...one, key: one.key.replace(/^spark:/, '') }));
  readLivy({ kind: 'map', entries: [{ key: 'conf', value: { ...tree, entries } }], ...spotOf(tree) }, reading);
  const others = tree.entries.filter((one) => !isSetting(one) && isScalar(one.value));
  const [first] = others;
  if (first === undefined) return;
  const reason = `${others.length} beside Spark's ${others.length === 1 ? 'is' : 'are'} not judged`;
  reading.passOver('the settings', reason, first);
}

const isSetting = ({ key, value }: TreeEntry): boolean => /^(?:spark:)?spark\.[a-z]/.test(key) && isScalar(value);

const isConf = (tree: Tree | undefined): boolean =>
  tree?.kind === 'map' && tree.entries.some(({ key }) => key.startsWith('spark.'));

const isScalar = (tree: Tree | undefined): boolean => tree?.kind === 'value' || tree?.kind === 'unknown';

const textOf = (tree: Tree): string => (tree.kind === 'value' ? withoutTemplates(String(tree.value)) : UNRESOLVED);

/** `num_executors`, as operators of Airflow spell it. */
const camel = (key: string): string => key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
