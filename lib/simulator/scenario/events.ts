import { STEP_STATES, type StepState } from '../../remedy';
import { DEFAULT_FAULT_PLAN } from '../faults/types';
import { DEFAULT_FAULTS } from './defaults';
import { parseFaults } from './faults';
import { FieldReader } from './fields';
import { MAX_MINUTES, MAX_STEP_CONCURRENCY, parseAddedStep } from './step';
import { parseTiming } from './timing';
import type { Reaction, ScalingLimits, ScenarioEvent, ScenarioNodes, WorldEvent } from './types';

/** More nodes than a group of EMR takes. */
export const MAX_NODES = 10_000;
const MAX_HAPPENINGS = 10_000;
const MAX_DELAY_SECONDS = 24 * 3600;

/** Every field of the events, by kind. */
const FIELDS: Readonly<Record<WorldEvent['kind'], readonly string[]>> = {
  resize: ['group', 'count'],
  'lose-nodes': ['group', 'count', 'replaced'],
  terminate: ['withErrors'],
  scale: ['limits'],
  'step-concurrency': ['level'],
  'add-step': ['step'],
  'clone-step': ['step'],
  'cancel-step': ['step'],
  'end-step': ['step', 'outcome'],
  tag: ['key', 'value'],
  untag: ['key'],
  'restart-web-interfaces': [],
  set: ['faults', 'timing'],
};
export const EVENT_KINDS = Object.keys(FIELDS) as WorldEvent['kind'][];

const WORLD_FAULTS = Object.keys(DEFAULT_FAULTS).filter((key) => !(key in DEFAULT_FAULT_PLAN));

/** What an event may refer to. */
export interface EventContext {
  readonly nodes: readonly ScenarioNodes[];
  readonly stepConcurrency: number;
}

/** `events`, in order of time. */
export function parseEvents(f: FieldReader, context: EventContext): ScenarioEvent[] {
  const events = f.list(
    'events',
    (one, at) => {
      const e = FieldReader.of(one, at, ['atMinutes', 'event']);
      return {
        atMinutes: e.number('atMinutes', { min: 0, max: MAX_MINUTES }),
        event: parseWorldEvent(e.raw('event'), e.pathOf('event'), context),
      };
    },
    [],
  );
  if (events.length > MAX_HAPPENINGS) f.fail('events', `a list of at most ${MAX_HAPPENINGS}`, events);
  return events.sort((a, b) => a.atMinutes - b.atMinutes);
}

/** `reactions`. */
export function parseReactions(f: FieldReader, context: EventContext): Reaction[] {
  return f.list(
    'reactions',
    (one, at) => {
      const r = FieldReader.of(one, at, ['states', 'name', 'origin', 'pollSeconds', 'delaySeconds', 'times', 'event']);
      const states = r.list('states', (state, where) => oneState(state, where));
      if (states.length === 0) r.fail('states', 'a list of at least one state', states);
      const seconds = { min: 0, max: MAX_DELAY_SECONDS };
      return {
        states,
        ...(r.raw('name') === undefined ? {} : { name: r.text('name') }),
        origin: r.oneOf('origin', ['scenario', 'api', 'all'], 'scenario'),
        pollSeconds: r.number('pollSeconds', seconds, 0),
        delaySeconds: r.number('delaySeconds', seconds, 0),
        times: r.number('times', { min: 1, max: MAX_HAPPENINGS, whole: true }, 1),
        event: parseWorldEvent(r.raw('event'), r.pathOf('event'), context, true),
      };
    },
    [],
  );
}

function oneState(value: unknown, at: string): StepState {
  return FieldReader.of({ state: value }, at, ['state']).oneOf('state', STEP_STATES);
}

/** @param mayLeaveOutStep a reaction's event is about the step reacted to */
export function parseWorldEvent(
  value: unknown,
  at: string,
  context: EventContext,
  mayLeaveOutStep = false,
): WorldEvent {
  const kind = FieldReader.of(value, at, ['kind', ...Object.values(FIELDS).flat()]).oneOf('kind', EVENT_KINDS);
  const f = FieldReader.of(value, at, ['kind', ...FIELDS[kind]]);
  switch (kind) {
    case 'resize':
      return { kind, group: groupOf(f, context), count: f.number('count', nodesFor(f, context)) };
    case 'lose-nodes': {
      const group = groupOf(f, context);
      if (context.nodes[group]?.role !== 'task')
        f.fail('group', 'a group of role task, for EMR does not survive the loss of core nodes here', group);
      return { kind, group, count: f.number('count', { min: 1, whole: true }), replaced: f.flag('replaced', true) };
    }
    case 'terminate':
      return { kind, withErrors: f.flag('withErrors', false) };
    case 'scale':
      return { kind, limits: f.raw('limits') === null ? null : parseLimits(f, 'limits') };
    case 'step-concurrency':
      return { kind, level: f.number('level', { min: 1, max: MAX_STEP_CONCURRENCY, whole: true }) };
    case 'add-step':
      return { kind, step: parseAddedStep(f.raw('step'), f.pathOf('step'), context.stepConcurrency) };
    case 'clone-step':
    case 'cancel-step':
      return { kind, ...stepOf(f, mayLeaveOutStep) };
    case 'end-step':
      return {
        kind,
        ...stepOf(f, mayLeaveOutStep),
        outcome: f.oneOf('outcome', ['COMPLETED', 'FAILED'], 'COMPLETED'),
      };
    case 'tag':
      return { kind, key: f.text('key'), value: f.text('value') };
    case 'untag':
      return { kind, key: f.text('key') };
    case 'restart-web-interfaces':
      return { kind };
    case 'set':
      // Faults of the API have times of their own.
      FieldReader.of(f.raw('faults') ?? {}, f.pathOf('faults'), WORLD_FAULTS);
      return { kind, faults: given(f.raw('faults'), parseFaults), timing: given(f.raw('timing'), parseTiming) };
  }
}

function stepOf(f: FieldReader, mayLeaveOut: boolean): { step?: string } {
  return mayLeaveOut && f.raw('step') === undefined ? {} : { step: f.text('step') };
}

/** Of all that a parser returns, what the value gives. */
function given<T extends object>(value: unknown, parse: (value: unknown) => T): Partial<T> {
  const parsed = parse(value ?? {});
  const keys = Object.keys(value ?? {});
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => keys.includes(key))) as Partial<T>;
}

function groupOf(f: FieldReader, { nodes }: EventContext): number {
  return f.number('group', { min: 0, max: nodes.length - 1, whole: true });
}

/** A core group keeps a node, for HDFS and YARN's application masters. */
function nodesFor(f: FieldReader, { nodes }: EventContext): { min: number; max: number; whole: true } {
  const isCore = nodes[f.raw('group') as number]?.role === 'core';
  return { min: isCore ? 1 : 0, max: MAX_NODES, whole: true };
}

/** The bounds of managed scaling. */
export function parseLimits(f: FieldReader, key: string): ScalingLimits {
  const l = FieldReader.of(f.raw(key), f.pathOf(key), ['minimumNodes', 'maximumNodes', 'maximumCoreNodes']);
  const minimumNodes = l.number('minimumNodes', { min: 1, max: MAX_NODES, whole: true });
  const maximumNodes = l.number('maximumNodes', { min: minimumNodes, max: MAX_NODES, whole: true });
  const maximumCoreNodes = l.number('maximumCoreNodes', { min: 1, max: maximumNodes, whole: true }, maximumNodes);
  return { minimumNodes, maximumNodes, maximumCoreNodes };
}
