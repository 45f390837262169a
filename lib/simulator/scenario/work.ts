import { FieldReader, ScenarioError } from './fields';
import type { StageWork, Work } from './types';

const MAX_SLOT_HOURS = 10_000_000;
/** More partitions than anybody runs, and few enough to count tasks exactly. */
const MAX_TASKS = 10_000_000;
const MAX_STAGES = 1_000;

/** `steps[].work`: either the whole job's `slotHours`, or its `stages`, each with its own. */
export function parseWork(value: unknown, at: string): Work {
  const f = FieldReader.of(value, at, ['slotHours', 'cpuPerTask', 'workingSet', 'stages', 'setInCode']);
  const cpuPerTask = f.number('cpuPerTask', { min: 0, max: 1, above: true }, 1);
  const code = f.raw('setInCode') === undefined ? {} : { setInCode: f.texts('setInCode') };
  if (f.raw('stages') === undefined) {
    return { slotHours: parseSlotHours(f), cpuPerTask, ...parseWorkingSet(f), ...code };
  }
  for (const key of ['slotHours', 'workingSet']) {
    if (f.raw(key) !== undefined)
      throw new ScenarioError(
        `\`${f.pathOf(key)}\` and \`${f.pathOf('stages')}\` may not both be given; each stage has its own`,
      );
  }
  const stages = f.list('stages', parseStage);
  if (stages.length === 0 || stages.length > MAX_STAGES) f.fail('stages', `a list of 1 to ${MAX_STAGES}`, stages);
  return { slotHours: stages.reduce((sum, { slotHours }) => sum + slotHours, 0), cpuPerTask, stages, ...code };
}

function parseStage(value: unknown, at: string): StageWork {
  const f = FieldReader.of(value, at, [
    'name',
    'slotHours',
    'tasks',
    'workingSet',
    'skew',
    'inputBytes',
    'shuffleReadBytes',
    'shuffleWriteBytes',
  ]);
  const bytes = (key: 'inputBytes' | 'shuffleReadBytes' | 'shuffleWriteBytes'): Partial<StageWork> =>
    f.raw(key) === undefined ? {} : { [key]: f.number(key, { min: 0, whole: true }) };
  return {
    name: f.text('name'),
    slotHours: parseSlotHours(f),
    ...(f.raw('tasks') === undefined ? {} : { tasks: f.number('tasks', { min: 1, max: MAX_TASKS, whole: true }) }),
    ...parseWorkingSet(f),
    ...parseSkew(f),
    ...bytes('inputBytes'),
    ...bytes('shuffleReadBytes'),
    ...bytes('shuffleWriteBytes'),
  };
}

const parseSlotHours = (f: FieldReader): number => f.number('slotHours', { min: 0, max: MAX_SLOT_HOURS, above: true });

function parseWorkingSet(f: FieldReader): Pick<StageWork, 'workingSet'> {
  const set = f.raw('workingSet');
  if (set === undefined) return {};
  const s = FieldReader.of(set, f.pathOf('workingSet'), ['bytesPerTask', 'atPartitions']);
  return {
    workingSet: {
      bytesPerTask: s.number('bytesPerTask', { min: 1, whole: true }),
      atPartitions: s.number('atPartitions', { min: 1, whole: true }),
    },
  };
}

function parseSkew(f: FieldReader): Pick<StageWork, 'skew'> {
  const skew = f.raw('skew');
  if (skew === undefined) return {};
  const s = FieldReader.of(skew, f.pathOf('skew'), ['tasks', 'times']);
  return {
    skew: {
      tasks: s.number('tasks', { min: 1, max: MAX_TASKS, whole: true }),
      times: s.number('times', { min: 1, max: 10_000 }),
    },
  };
}
