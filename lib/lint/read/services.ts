import type { Reading } from './reading';
import { readScript, readSparkCommand } from './shell/script';
import { findField, findText, type Tree, withoutTemplates } from './tree';
import { wordsIn } from './words';

/** Reads commands of which a service leaves out the name: false where there is none. */
export function readServiceCommand(tree: Tree, reading: Reading): boolean {
  return readParameters(tree, reading) || readSubmitTask(tree, reading) || readGlueSettings(tree, reading);
}

/** `sparkSubmitParameters` of EMR on EKS and EMR Serverless: options without the command. */
function readParameters(tree: Tree, reading: Reading): boolean {
  const field = findField(tree, 'sparkSubmitParameters');
  if (field === undefined) return false;
  const text = findText(field);
  if (text === undefined) {
    reading.leaveUnread('sparkSubmitParameters', 'it is known only when it runs', field);
    return true;
  }
  const point = findText(findField(tree, 'entryPoint')) ?? 'application';
  // EMR runs the driver in a container of its own.
  const mode = /--deploy-mode|spark\.submit\.deployMode/.test(text) ? '' : '--deploy-mode cluster ';
  readOptions(
    `${mode}${withoutTemplates(text)}`,
    JSON.stringify(withoutTemplates(point)),
    field,
    'sparkSubmitParameters',
    reading,
  );
  return true;
}

/** `spark_submit_task` of Databricks: the words behind the command. */
function readSubmitTask(tree: Tree, reading: Reading): boolean {
  const task = findField(tree, 'spark_submit_task');
  if (task === undefined) return false;
  const list = findField(task, 'parameters');
  const words = list === undefined ? undefined : wordsIn(list);
  if (words === undefined) reading.leaveUnread('spark_submit_task', 'its parameters are known only when it runs', task);
  else
    readSparkCommand(
      [{ text: 'spark-submit' }, ...words],
      { before: '', line: task.line, where: 'spark_submit_task' },
      reading,
    );
  return false;
}

/** `--conf` of a job of AWS Glue, which holds further settings behind further `--conf`s. */
function readGlueSettings(tree: Tree, reading: Reading): boolean {
  const field = tree.kind === 'map' ? tree.entries.find(({ key }) => key === '--conf')?.value : undefined;
  if (field === undefined) return false;
  const text = findText(field);
  if (text === undefined) reading.leaveUnread('--conf', 'it is known only when it runs', field);
  else readOptions(`--conf ${withoutTemplates(text)}`, 'application', field, '--conf', reading);
  return true;
}

function readOptions(options: string, application: string, { line }: Tree, label: string, reading: Reading): void {
  readScript(`spark-submit ${options} ${application}`, line, reading, label);
}
