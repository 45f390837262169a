import type { LintSubject } from '../types';
import { isCluster, otherFields, readCluster } from './cluster';
import { isCommandLine, isOptions, NOT_A_COMMAND, namesCommand } from './command-line';
import { configurationsIn, isConfiguration, isConfigurationList } from './configurations';
import { findElsewhere, isSparkApplication } from './elsewhere';
import { isLivy, isSettings, othersOfLivy, readLivy, readSettings } from './livy';
import { isProperties, readInnerProperties } from './properties';
import { isTree, type Reading } from './reading';
import { readServiceCommand } from './services';
import { readScript, readSparkCommand } from './shell/script';
import { readSparkApplication } from './spark-operator';
import { findSparkProgram } from './spark-program';
import { isStep, isStepList, readStep, readStepList } from './steps';
import { findField, findText, itemsOf, type Tree, type TreeEntry } from './tree';
import { wordsIn } from './words';

/** Deeper is nothing that people write. */
const MAX_DEPTH = 60;

/** Reads data of any form, however deep it stands in other data; false where nothing in it is for lint. */
export function readData(tree: Tree, reading: Reading): boolean {
  if (isTemplate(tree)) return readTemplate(tree, reading);
  return walk(tree, reading, 0);
}

function walk(tree: Tree, reading: Reading, depth: number): boolean {
  const service = findElsewhere(tree, reading);
  return service === undefined ? walkIn(tree, reading, depth) : reading.on(service, () => walkIn(tree, reading, depth));
}

function walkIn(tree: Tree, reading: Reading, depth: number): boolean {
  if (readsHere(tree, reading) || readCommandLines(tree, reading)) {
    for (const one of othersOfLivy(tree)) walk(one, reading, depth + 1);
    if (isCluster(tree) && !reading.isElsewhere) for (const one of otherFields(tree)) walk(one, reading, depth + 1);
    return true;
  }
  if (depth >= MAX_DEPTH) return false;
  const inner = tree.kind === 'map' ? tree.entries.map(({ value }) => value) : tree.kind === 'list' ? tree.items : [];
  let isRead = false;
  for (const one of inner) if (walk(one, reading, depth + 1)) isRead = true;
  return isRead;
}

/** Reads what this tree itself is; a form that holds others reads those too. */
function readsHere(tree: Tree, reading: Reading): boolean {
  if (isConfigurationList(tree) || isConfiguration(tree)) readConfigurationList(itemsOf(tree), reading);
  else if (isStepList(tree)) readStepList(tree, reading);
  else if (isStep(tree)) readStep(tree, '', reading);
  else if (isWrappedStep(tree)) readStepList(findField(tree, 'Steps') ?? findField(tree, 'Step') ?? tree, reading);
  else if (isSparkApplication(tree)) readSparkApplication(tree, reading);
  else if (isCluster(tree) && !reading.isElsewhere) readCluster(tree, reading, {});
  else if (isLivy(tree)) readLivy(tree, reading);
  else if (isSettings(tree)) readSettings(tree, reading);
  else return readServiceCommand(tree, reading) || readWordList(tree, reading);
  return true;
}

function readConfigurationList(list: readonly Tree[], reading: Reading): void {
  const place = reading.file === undefined ? {} : { file: reading.file };
  reading.add(configurationsIn([{ list }], place, (where, reason, spot) => reading.leaveUnread(where, reason, spot)));
}

function isWrappedStep(tree: Tree): boolean {
  if (tree.kind !== 'map' || isCluster(tree)) return false;
  const steps = findField(tree, 'Steps');
  const step = findField(tree, 'Step');
  return (
    (steps !== undefined && (isStepList(steps) || steps.kind === 'unknown')) || (step !== undefined && isStep(step))
  );
}

/** A string that is a script or the options of a command, as workflows and services hold them. */
function readCommandLines(tree: Tree, reading: Reading): boolean {
  const text = reading.readsCommands ? findText(tree) : undefined;
  if (text === undefined) return false;
  const lines = text.split('\n');
  if (lines.some(isCommandLine)) readScript(text, tree.line, reading, 'a string');
  else if (isOptions(text)) readScript(`spark-submit ${text} application`, tree.line, reading, 'a string');
  else if (readInnerText(text, tree.line, reading)) return true;
  else {
    if (lines.some(namesCommand)) reading.passOver('a string', NOT_A_COMMAND, tree);
    return false;
  }
  return true;
}

/** JSON, YAML or a spark-defaults.conf in a string, as workflows and a ConfigMap hold them. */
function readInnerText(text: string, line: number | undefined, reading: Reading): boolean {
  const isJson = /^\s*[[{][\s\S]*[\]}]\s*$/.test(text);
  if (!/spark/i.test(text) || !(isJson || text.trim().includes('\n'))) return false;
  const data = reading.sources.parseData(text, line);
  if (isTree(data) && data.kind !== 'value' && reading.readData(data)) return true;
  if (isJson || !isProperties(text)) return false;
  readInnerProperties(text, line, reading);
  return true;
}

/** A command as a list of words, outside of any step. */
function readWordList(tree: Tree, reading: Reading): boolean {
  const words =
    tree.kind === 'list' && findSparkProgram(findText(tree.items[0]) ?? '') !== undefined ? wordsIn(tree) : undefined;
  if (words === undefined) return false;
  readSparkCommand(words, { before: '', line: tree.line }, reading);
  return true;
}

/** A template of CloudFormation, or an excerpt of one: its resources by their names. */
function isTemplate(tree: Tree): boolean {
  return resourcesIn(tree).length > 0;
}

function resourcesIn(tree: Tree): readonly { readonly name: string; readonly type: string; readonly resource: Tree }[] {
  const resources = findField(tree, 'Resources') ?? tree;
  if (resources.kind !== 'map') return [];
  return resources.entries.flatMap(({ key, value }) => {
    const type = findText(findField(value, 'Type')) ?? '';
    return type.startsWith('AWS::EMR::') ? [{ name: key, type, resource: value }] : [];
  });
}

/** Resources of EMR in a template: a cluster with its groups, and the steps that run on it. */
function readTemplate(tree: Tree, reading: Reading): boolean {
  const resources = resourcesIn(tree);
  const clusters = new Map<string, LintSubject>();
  for (const { name, type, resource } of resources) {
    if (type !== 'AWS::EMR::Cluster') continue;
    const own = resources.filter(
      (one) => /InstanceGroupConfig$|InstanceFleetConfig$/.test(one.type) && isOn(one.resource, name),
    );
    const groups = own.map((one) => propertiesOf(one.resource));
    clusters.set(name, readCluster(propertiesOf(resource), reading, { groups }));
  }
  const steps = resources.filter(({ type }) => type === 'AWS::EMR::Step');
  for (const { value } of otherResources(tree)) walk(value, reading, 1);
  steps.forEach(({ name, resource }) => {
    const on = [...clusters].find(([cluster]) => isOn(resource, cluster));
    const before = steps.length > 1 ? `step ${name}: ` : '';
    readStep(propertiesOf(resource), before, reading, on?.[1]);
  });
  return true;
}

/** Resources of other services, and what a template has beside its resources. */
function otherResources(tree: Tree): readonly TreeEntry[] {
  const entries = (one: Tree | undefined): readonly TreeEntry[] => (one?.kind === 'map' ? one.entries : []);
  const resources = findField(tree, 'Resources');
  const isOfEmr = ({ value }: TreeEntry): boolean =>
    findText(findField(value, 'Type'))?.startsWith('AWS::EMR::') ?? false;
  return [
    ...entries(resources ?? tree).filter((one) => !isOfEmr(one)),
    ...(resources === undefined ? [] : entries(tree).filter(({ value }) => value !== resources)),
  ];
}

const propertiesOf = (resource: Tree): Tree => findField(resource, 'Properties') ?? { kind: 'map', entries: [] };

/** Whether a resource refers to this cluster; one that refers to something unknown may. */
function isOn(resource: Tree, cluster: string): boolean {
  const properties = propertiesOf(resource);
  const id = findField(properties, 'JobFlowId') ?? findField(properties, 'ClusterId');
  return id === undefined || (id.kind === 'unknown' && (id.reference ?? cluster) === cluster);
}
