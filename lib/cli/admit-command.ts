import { Command } from 'commander';
import { InputError } from '../errors';
import { grouped, textTable } from '../render';
import {
  type Admission,
  type AdmissionRequest,
  admit,
  type Calculator,
  type ContainerSize,
  type NodeGroup,
} from '../yarn';
import { type Io, json, readJson } from './io';

export function admitCommand(io: Io): Command {
  return new Command('admit')
    .description('how many of these containers a CapacityScheduler runs, for a list of cases')
    .argument('<cases.json>', 'a list of cases, or an object with the list as "cases"')
    .option('--json', 'the answers as JSON, versioned and stable')
    .addHelpText(
      'after',
      `
A case: { "id", "calculator": "default" | "dominant", "nodes": [{ "count", "memoryMb", "vcores" }], "am": { "memMb", "vcores" },
          "executor": { "memMb", "vcores" }, "requested" } and, if you like, "minAllocMb" (32), "minAllocVcores" (1), "maxAllocMb",
          "maxAllocVcores", "amNode" (index of the node that holds the application master; default: the first that can).

Example:
  emr-autotune admit cases.json --json`,
    )
    .action((path: string, flags: { json?: boolean }) => {
      const results = casesIn(readJson(io, path), path).map(answerOf);
      io.out(flags.json ? json({ schemaVersion: 1, results }) : `${table(results)}\n`);
    });
}

interface Answer {
  readonly id: string;
  readonly executors: number;
  readonly containers: number;
  readonly allocatedMB: number;
  readonly allocatedVCores: number;
  readonly pending: number;
  readonly refused?: string;
}

function answerOf({ id, request }: Case): Answer {
  const answer: Admission = admit(request);
  return {
    id,
    executors: answer.executors,
    containers: answer.containers,
    allocatedMB: answer.allocatedMiB,
    allocatedVCores: answer.allocatedVcores,
    pending: answer.pending,
    ...(answer.refused === undefined ? {} : { refused: answer.refused }),
  };
}

function table(results: readonly Answer[]): string {
  const right = (heading: string) => ({ heading, align: 'right' as const });
  return textTable(
    [
      { heading: 'case' },
      right('executors'),
      right('containers'),
      right('memory MB'),
      right('vcores'),
      right('pending'),
      {},
    ],
    results.map((r) => [
      r.id,
      grouped(r.executors),
      grouped(r.containers),
      grouped(r.allocatedMB),
      grouped(r.allocatedVCores),
      grouped(r.pending),
      r.refused === undefined ? '' : `refused: ${r.refused}`,
    ]),
  ).join('\n');
}

interface Case {
  readonly id: string;
  readonly request: AdmissionRequest;
}

type Fields = Readonly<Record<string, unknown>>;

/** Settings of the recorded cases that the model does not have; an answer that ignored them would be wrong. */
const OUTSIDE = ['amLabel', 'apps', 'conf', 'nodeLimitWait'];

function casesIn(value: unknown, path: string): Case[] {
  const list = Array.isArray(value) ? value : (value as { cases?: unknown } | null)?.cases;
  if (!Array.isArray(list) || list.length === 0)
    throw new InputError('no-cases', `${path} holds no list of cases; see emr-autotune admit --help`);
  return list.map((entry, i) => caseOf(entry, `case ${i + 1}`));
}

function caseOf(entry: unknown, place: string): Case {
  const fields = object(entry, place);
  const id = typeof fields.id === 'string' ? fields.id : place;
  for (const key of OUTSIDE) {
    if (fields[key] !== undefined)
      throw new InputError('outside-the-model', `${id}: "${key}" is outside the admission model; leave it out`);
  }
  const calculator = String(fields.calculator ?? 'default').toLowerCase();
  if (calculator !== 'default' && calculator !== 'dominant') {
    throw new InputError('bad-case', `${id}: "calculator" must be default or dominant, got "${calculator}"`);
  }
  if (!Array.isArray(fields.nodes))
    throw new InputError('bad-case', `${id}: "nodes" must be a list of { count, memoryMb, vcores }`);
  return {
    id,
    request: {
      calculator: calculator as Calculator,
      nodes: fields.nodes.map((node: unknown, i): NodeGroup => {
        const at = `${id}: nodes ${i + 1}`;
        const group = object(node, at);
        if (group.label !== undefined)
          throw new InputError('outside-the-model', `${at}: "label" is outside the admission model; leave it out`);
        return {
          count: number(group, 'count', at),
          memoryMiB: number(group, 'memoryMb', at),
          vcores: number(group, 'vcores', at),
        };
      }),
      applicationMaster: size(fields.am, `${id}: am`),
      executor: size(fields.executor, `${id}: executor`),
      requested: number(fields, 'requested', id),
      minAllocationMiB: optional(fields, 'minAllocMb', id),
      minAllocationVcores: optional(fields, 'minAllocVcores', id),
      maxAllocationMiB: optional(fields, 'maxAllocMb', id),
      maxAllocationVcores: optional(fields, 'maxAllocVcores', id),
      applicationMasterNode: optional(fields, 'amNode', id),
    },
  };
}

function size(value: unknown, at: string): ContainerSize {
  const fields = object(value, at);
  return { memoryMiB: number(fields, 'memMb', at), vcores: number(fields, 'vcores', at) };
}

function object(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError('bad-case', `${at} must be an object`);
  return value as Fields;
}

function number(fields: Fields, key: string, at: string): number {
  const value = fields[key];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new InputError(
      'bad-case',
      `${at}: "${key}" must be a whole number, got ${JSON.stringify(value) ?? 'nothing'}`,
    );
  }
  return value;
}

function optional(fields: Fields, key: string, at: string): number | undefined {
  // -1 and 0 are how the recorded cases say "not set".
  const value = fields[key];
  return value === undefined || value === -1 || (value === 0 && key.startsWith('max'))
    ? undefined
    : number(fields, key, at);
}
