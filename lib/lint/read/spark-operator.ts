import { specOf } from './elsewhere';
import type { Reading } from './reading';
import { readSparkCommand } from './shell/script';
import { findField, findText, spotOf, type Tree, UNRESOLVED, withoutTemplates } from './tree';
import type { Word } from './words';

/** Fields of the driver and of the executors, and the last part of the settings that the operator makes of them. */
const OF_PROCESS: Readonly<Record<string, string>> = {
  cores: 'cores',
  instances: 'instances',
  javaOptions: 'extraJavaOptions',
  memory: 'memory',
  memoryOverhead: 'memoryOverhead',
};
const OF_DYNAMIC_ALLOCATION: readonly string[] = ['enabled', 'initialExecutors', 'maxExecutors', 'minExecutors'];

/** A custom resource of the Spark operator as the command that the operator makes of it: its own settings first, then those of its fields. */
export function readSparkApplication(tree: Tree, reading: Reading): void {
  const spec = specOf(tree);
  const words: Word[] = [{ text: 'spark-submit' }, { text: '--deploy-mode' }, { text: 'cluster' }];
  const set = (key: string, value: Tree | undefined): void => {
    if (value === undefined || value.kind === 'list' || value.kind === 'map') return;
    const text = value.kind === 'value' ? withoutTemplates(String(value.value)) : UNRESOLVED;
    words.push({ text: '--conf', ...spotOf(value) }, { text: `${key}=${text}`, ...spotOf(value) });
  };
  const all = (name: string, prefix: string): void => {
    const map = findField(spec, name);
    if (map?.kind === 'map') for (const { key, value } of map.entries) set(`${prefix}${key}`, value);
    else if (map !== undefined) reading.leaveUnread(name, 'it is known only at deployment', map);
  };
  all('sparkConf', '');
  all('hadoopConf', 'spark.hadoop.');
  for (const part of ['driver', 'executor'])
    for (const [field, key] of Object.entries(OF_PROCESS))
      set(`spark.${part}.${key}`, findField(findField(spec, part), field));
  for (const field of OF_DYNAMIC_ALLOCATION)
    set(`spark.dynamicAllocation.${field}`, findField(findField(spec, 'dynamicAllocation'), field));
  const isPython = findText(findField(spec, 'type'))?.toLowerCase() === 'python';
  words.push({ text: isPython ? 'application.py' : 'application.jar' });
  readSparkCommand(words, { before: '', line: tree.line, where: 'the application' }, reading);
}
