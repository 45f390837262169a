import { isUnresolved } from '../../effective';
import type { LintSubject } from '../types';
import type { Reading } from './reading';
import { readScript, readSparkCommand } from './shell/script';
import { baseName, unwrap } from './shell/unwrap';
import { findSparkProgram } from './spark-program';
import { findField, findText, itemsOf, type Tree } from './tree';
import { type Word, wordsIn } from './words';

/** Whether this is a step: it has arguments of its own, or within `HadoopJarStep` or `Config`. */
export function isStep(tree: Tree): boolean {
  if (tree.kind !== 'map') return false;
  const inner = findField(tree, 'HadoopJarStep') ?? findField(tree, 'Config');
  if (inner !== undefined)
    return isMapOrBlock(inner) && (findField(tree, 'HadoopJarStep') !== undefined || hasArguments(inner));
  const hasJarOrType = findField(tree, 'Jar') !== undefined || findField(tree, 'Type') !== undefined;
  return hasArguments(tree) && (hasJarOrType || findSparkProgram(firstArgument(tree)) !== undefined);
}

export function isStepList(tree: Tree): boolean {
  return (
    tree.kind === 'list' &&
    tree.items.some(isStep) &&
    tree.items.every((one) => one.kind === 'unknown' || isStep(one) || findField(one, 'Name') !== undefined)
  );
}

/**
 * The commands of steps: as `aws emr add-steps --steps` takes them, as RunJobFlow and CloudFormation spell them (`HadoopJarStep`), as
 * DescribeStep and ListSteps give them.
 */
export function readStepList(tree: Tree, reading: Reading, cluster?: LintSubject): void {
  const steps = itemsOf(tree);
  steps.forEach((step, i) => {
    const before = steps.length > 1 ? `step ${i + 1}: ` : '';
    if (step.kind === 'map') readStep(step, before, reading, cluster);
    else
      reading.leaveUnread(
        before === '' ? 'the steps' : `step ${i + 1}`,
        'it is known only when it runs',
        step.line === undefined ? tree : step,
      );
  });
}

export function readStep(step: Tree, before: string, reading: Reading, cluster?: LintSubject): void {
  reading.within(step, () => stepIn(step, before, reading, cluster));
}

function stepIn(step: Tree, before: string, reading: Reading, cluster: LintSubject | undefined) {
  const [inner = step] = [...itemsOf(findField(step, 'HadoopJarStep')), ...itemsOf(findField(step, 'Config'))].filter(
    ({ kind }) => kind === 'map',
  );
  const where = before === '' ? 'the step' : before.replace(/: $/, '');
  const line = step.line ?? inner.line;
  const list = findField(inner, 'Args');
  const jar = findText(findField(inner, 'Jar'));
  if (list?.kind === 'unknown')
    return reading.leaveUnread(where, 'its arguments are known only when it runs', { line: list.line ?? line });
  const words = list === undefined ? [] : wordsIn(list);
  if (words === undefined)
    return reading.leaveUnread(where, '"Args" must be a list of strings, one for each word of the command', { line });
  const command = commandOf(step, words, jar);
  if (command === undefined) return reading.passOver(where, 'the step runs its own jar, not spark-submit', { line });
  if (list === undefined && command.length <= 1) return reading.leaveUnread(where, 'it has no arguments', { line });
  if (command.length === 0) return reading.passOver(where, 'it has no arguments', { line });
  readArguments(command, { before, where, line, cluster }, reading);
}

/** The command that a step runs; undefined where its jar runs none. */
function commandOf(step: Tree, words: readonly Word[], jar: string | undefined): readonly Word[] | undefined {
  // The AWS CLI's step of type Spark leaves out the jar and the command's name.
  if (findText(findField(step, 'Type'))?.toLowerCase() === 'spark') return [{ text: 'spark-submit' }, ...words];
  const name = baseName(jar ?? 'command-runner.jar');
  return name === 'command-runner.jar' || name === 'script-runner.jar' || isUnresolved(jar ?? '') ? words : undefined;
}

interface StepPlace {
  readonly before: string;
  readonly where: string;
  readonly line?: number;
  readonly cluster?: LintSubject;
}

function readArguments(words: readonly Word[], { before, where, line, cluster }: StepPlace, reading: Reading) {
  const [first] = words;
  if (first?.unknown !== undefined)
    return reading.leaveUnread(where, 'its command is known only when it runs', { line: first.line ?? line });
  const unwrapped = unwrap(words);
  if (unwrapped.kind === 'script')
    return onCluster(reading, cluster, () => readScript(unwrapped.text, unwrapped.line ?? line, reading, where));
  if (unwrapped.kind === 'nothing') return reading.passOver(where, 'it runs nothing', { line });
  const name = unwrapped.words[0]?.text ?? '';
  if (findSparkProgram(name) !== undefined) {
    return readSparkCommand(
      unwrapped.words,
      { before, where, line, ...(cluster === undefined ? {} : { cluster }) },
      reading,
    );
  }
  const shown = NAMED.has(baseName(name)) ? ` (${baseName(name)})` : '';
  reading.passOver(where, `the command is not spark-submit${shown}`, { line });
}

/** Programs that steps run beside Spark; any other word may be a secret. */
const NAMED: ReadonlySet<string> = new Set(
  'aws bash hadoop hbase hdfs hive hive-script pig pig-script presto-cli python3 s3-dist-cp sqoop state-pusher-script streaming sudo trino-cli'.split(
    ' ',
  ),
);

/** Puts what is read meanwhile on this cluster. */
function onCluster(reading: Reading, cluster: LintSubject | undefined, read: () => void): void {
  const before = reading.parts.length;
  read();
  if (cluster === undefined) return;
  for (const { subject } of reading.parts.splice(before)) reading.add(subject, cluster);
}

const isMapOrBlock = (tree: Tree): boolean =>
  itemsOf(tree).some(({ kind }) => kind === 'map') || tree.kind === 'unknown';

function hasArguments(tree: Tree): boolean {
  return itemsOf(tree).some((one) => {
    const list = findField(one, 'Args');
    return list?.kind === 'list' || (list?.kind === 'unknown' && findField(one, 'Jar') !== undefined);
  });
}

function firstArgument(tree: Tree): string {
  const list = findField(tree, 'Args');
  return list?.kind === 'list' ? (findText(list.items[0]) ?? '') : '';
}
