import type { Reading } from './reading';
import { readSparkCommand } from './shell/script';
import { findField, findText, type Spot, spotOf, type Tree, UNRESOLVED } from './tree';
import type { Word } from './words';

/** Fields of a batch or session of Livy (also of `%%configure`), and the options of spark-submit that they stand for. */
const FIELDS: Readonly<Record<string, string>> = {
  driverCores: '--driver-cores',
  driverMemory: '--driver-memory',
  executorCores: '--executor-cores',
  executorMemory: '--executor-memory',
  numExecutors: '--num-executors',
  queue: '--queue',
};

/** Whether this asks Livy for a batch or a session. */
export function isLivy(tree: Tree): boolean {
  if (tree.kind !== 'map') return false;
  const hasSize = Object.keys(FIELDS).some((name) => name !== 'queue' && isScalar(findField(tree, name)));
  return (
    hasSize ||
    isConf(findField(tree, 'conf')) ||
    (findField(tree, 'file') !== undefined && findField(tree, 'className') !== undefined)
  );
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
  return conf?.kind === 'unknown' || findField(conf, 'spark.submit.deployMode') !== undefined;
}

/** `%%spark config` of older notebooks: settings without a `conf` around them. */
export function isSettings(tree: Tree): boolean {
  return (
    tree.kind === 'map' &&
    tree.entries.length > 0 &&
    tree.entries.every(({ key, value }) => key.startsWith('spark.') && isScalar(value))
  );
}

const isConf = (tree: Tree | undefined): boolean =>
  tree?.kind === 'map' && tree.entries.some(({ key }) => key.startsWith('spark.'));

const isScalar = (tree: Tree | undefined): boolean => tree?.kind === 'value' || tree?.kind === 'unknown';

const textOf = (tree: Tree): string => (tree.kind === 'value' ? String(tree.value) : UNRESOLVED);

/** `num_executors`, as operators of Airflow spell it. */
const camel = (key: string): string => key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
