import { expect, test } from 'vitest';
import { scenarioWith } from '../simulator/support';
import { decisions, type Watched, watching } from './virtual-cluster';

const NODES = [{ instanceType: 'r5.4xlarge', count: 8 }];
const [BRIEF] = scenarioWith({}).steps;

/** The brief's job on 8 nodes is found and submitted again at minute 40; then one tick at each of these minutes. */
async function verified(
  { work = {}, ...changes }: { readonly work?: object; readonly faults?: object },
  minutes: readonly number[],
): Promise<Watched> {
  const steps = [{ ...BRIEF, work: { slotHours: 361, ...work } }];
  const run = async ({ tick, moveTo }: Parameters<Parameters<typeof watching>[1]>[0]): Promise<void> => {
    for (const minute of [40, ...minutes]) {
      moveTo(minute);
      await tick();
    }
  };
  return watching(scenarioWith({ nodes: NODES, steps, ...changes }), run);
}

/** Minute, reason and source of each decision about the attempt while it ran. */
const said = (seen: Watched) =>
  decisions(seen)
    .filter(({ next, reason }) => next === 'verifying' && !/PENDING|accepted|marker/.test(String(reason)))
    .map(({ time, reason, jobSource }) => [String(time).slice(11, 16), reason, jobSource]);

test('where the metrics do not come Spark says within minutes that the cure works', async () => {
  const faults = { metricGaps: [{ fromMinutes: 45, toMinutes: 600 }] };
  const seen = await verified({ faults }, [41, 45, 50, 400]);
  const told = 'settings in force as submitted; 124 tasks at once on 124 slots (124 expected, 56 before): improved';
  expect(said(seen)).toEqual([
    [
      '06:41',
      'settings in force as submitted; 0 tasks at once on 0 slots (124 expected, 56 before): not judged, it warms up',
      'driver',
    ],
    ['06:45', told, 'driver'],
    ['06:50', told, undefined],
  ]);
  expect(decisions(seen).find(({ next }) => next === 'closed')).toMatchObject({ reason: 'improved' });
});

test('settings that the code sets to what the command says are found only in the attempt, and named', async () => {
  const setInCode = { 'spark.executor.memory': '101053m', 'spark.executor.cores': '7' };
  const seen = await verified({ work: { setInCode } }, [45, 600]);
  expect(said(seen)[0]).toEqual([
    '06:45',
    'in force with other values than submitted: spark.executor.memory, spark.executor.cores',
    'driver',
  ]);
  expect(decisions(seen).find(({ next }) => next === 'closed')).toMatchObject({ reason: 'ineffective:overridden' });
  expect(seen.items.find(({ pk }) => String(pk).startsWith('job#'))).toMatchObject({ overridden: true });
});

test('where the interfaces of Spark are not there the metrics say it, later', async () => {
  const faults = { sparkUi: { driver: 'absent', persistent: 'absent' } };
  const seen = await verified({ faults }, [45, 50, 55]);
  expect(said(seen)).toEqual([
    ['06:45', 'the submission runs, nothing is measured yet', undefined],
    ['06:50', 'containers of 30,720 MB seen, 30,720 MB submitted', undefined],
    ['06:55', expect.stringMatching(/^containers of 30,720 MB as submitted; memory .*: improved$/), undefined],
  ]);
});
