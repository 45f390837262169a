import { InputError, shown } from '../errors';
import type { AdmissionRequest, Calculator, ContainerSize, NodeGroup, QueueLimits } from '../yarn';
import { parseQueueConf } from './admit-conf';

export interface AdmitCase {
  readonly id: string;
  readonly request: AdmissionRequest;
}

type Fields = Readonly<Record<string, unknown>>;

/** Remarks, and how recorded cases were put to the scheduler: not part of the question. */
const WITHOUT_EFFECT = ['note', 'order', 'quietRounds', 'amsAwaited', 'amsPacked'];
const CASE_FIELDS = [
  ...['id', 'calculator', 'nodes', 'am', 'executor', 'requested', 'minAllocMb', 'minAllocVcores', 'maxAllocMb'],
  ...['maxAllocVcores', 'queue', 'amResourcePercent', 'apps', 'amNode', 'amLabel', 'exclusiveLabels', 'nodeLimitWait'],
  'conf',
];

/** @throws InputError, one line, on the first case that cannot be asked */
export function casesIn(value: unknown, path: string): AdmitCase[] {
  const list = Array.isArray(value) ? value : (value as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(list) || list.length === 0)
    throw new InputError('no-cases', `${path} holds no list of cases; see emr-autotune admit --help`);
  const cases = list.map((entry, i) => parseCase(entry, `case ${i + 1}`));
  const ids = new Set<string>();
  for (const { id } of cases) {
    if (ids.has(id)) throw new InputError('bad-case', `two cases have the id ${shown(id)}; give each its own`);
    ids.add(id);
  }
  return cases;
}

/** @param place what to call a case without an id */
export function parseCase(entry: unknown, place: string): AdmitCase {
  const named = (entry as { id?: unknown } | null | undefined)?.id;
  const fields = object(entry, typeof named === 'string' ? named : place, [...CASE_FIELDS, ...WITHOUT_EFFECT]);
  const id = fields.id ?? place;
  if (typeof id !== 'string') throw new InputError('bad-case', `${place}: "id" must be a string, got ${text(id)}`);
  const conf = parseQueueConf(fields.conf, id);
  return {
    id,
    request: {
      calculator: parseCalculator(fields, id),
      nodes: parseNodes(fields.nodes, id),
      applicationMaster: size(fields.am, `${id}: am`),
      executor: size(fields.executor, `${id}: executor`),
      requested: whole(fields, 'requested', id),
      minAllocationMiB: optional(fields, 'minAllocMb', id),
      minAllocationVcores: optional(fields, 'minAllocVcores', id),
      maxAllocationMiB: unlessZero(fields, 'maxAllocMb', id),
      maxAllocationVcores: unlessZero(fields, 'maxAllocVcores', id),
      queue: parseQueue(fields.queue, conf.queue, id),
      amResourcePercent: conf.amResourcePercent ?? fraction(fields, 'amResourcePercent', id),
      applications: optional(fields, 'apps', id),
      applicationMasterNode: fields.amNode === -1 ? undefined : optional(fields, 'amNode', id),
      applicationMasterLabel: label(fields, 'amLabel', id),
      exclusiveLabels: flag(fields, 'exclusiveLabels', id),
      justStarted: conf.justStarted ?? flag(fields, 'nodeLimitWait', id),
    },
  };
}

function parseCalculator(fields: Fields, id: string): Calculator {
  const name = String(fields.calculator ?? 'default').toLowerCase();
  if (name === 'default' || name === 'dominant') return name;
  throw new InputError('bad-case', `${id}: "calculator" must be default or dominant, got ${shown(name)}`);
}

function parseNodes(value: unknown, id: string): NodeGroup[] {
  if (!Array.isArray(value))
    throw new InputError('bad-case', `${id}: "nodes" must be a list of { count, memoryMb, vcores }`);
  return value.map((node: unknown, i): NodeGroup => {
    const at = `${id}: nodes ${i + 1}`;
    const group = object(node, at, ['count', 'memoryMb', 'vcores', 'label']);
    return {
      count: whole(group, 'count', at),
      memoryMiB: whole(group, 'memoryMb', at),
      vcores: whole(group, 'vcores', at),
      label: label(group, 'label', at),
    };
  });
}

function parseQueue(value: unknown, conf: QueueLimits | undefined, id: string): QueueLimits | undefined {
  if (value === undefined) return conf;
  if (conf) throw new InputError('bad-case', `${id}: the queue is given both as "queue" and in "conf"; keep one`);
  const at = `${id}: queue`;
  const queue = object(value, at, ['capacity', 'maximumCapacity', 'userLimitFactor']);
  return {
    capacity: fraction(queue, 'capacity', at),
    maximumCapacity: fraction(queue, 'maximumCapacity', at),
    userLimitFactor: fraction(queue, 'userLimitFactor', at),
  };
}

function size(value: unknown, at: string): ContainerSize {
  const fields = object(value, at, ['memMb', 'vcores']);
  return { memoryMiB: whole(fields, 'memMb', at), vcores: whole(fields, 'vcores', at) };
}

function object(value: unknown, at: string, allowed: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError('bad-case', `${at} must be an object`);
  const unknown = Object.keys(value).find((key) => !allowed.includes(key));
  if (unknown !== undefined) {
    const fields = allowed.filter((key) => !WITHOUT_EFFECT.includes(key)).join(', ');
    throw new InputError('bad-case', `${at} has no field ${shown(unknown)}; known fields are ${fields}`);
  }
  return value as Fields;
}

function whole(fields: Fields, key: string, at: string): number {
  const value = fields[key];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InputError('bad-case', `${at}: "${key}" must be a whole number, 0 or more, got ${text(value)}`);
}

const optional = (fields: Fields, key: string, at: string): number | undefined =>
  fields[key] === undefined ? undefined : whole(fields, key, at);

/** Recorded cases write 0 for a maximum that is not set. */
const unlessZero = (fields: Fields, key: string, at: string): number | undefined =>
  optional(fields, key, at) || undefined;

function fraction(fields: Fields, key: string, at: string): number | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'number') return value;
  throw new InputError('bad-case', `${at}: "${key}" must be a number, got ${text(value)}`);
}

function label(fields: Fields, key: string, at: string): string | undefined {
  const value = fields[key];
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new InputError('bad-case', `${at}: "${key}" must be the name of a node label, got ${text(value)}`);
}

function flag(fields: Fields, key: string, at: string): boolean | undefined {
  const value = fields[key];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new InputError('bad-case', `${at}: "${key}" must be true or false, got ${text(value)}`);
}

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
