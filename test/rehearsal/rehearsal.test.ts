import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rehearse } from '../../lib/rehearsal';
import { briefScenario } from '../../lib/simulator';
import { BALANCED_ARGS, MINUTE, scenarioWith } from '../simulator/support';

const bundlePath = join(__dirname, 'fixtures', 'stub-remediator.cjs');
const environment = { STUB_ARGS: JSON.stringify(BALANCED_ARGS) };

describe('a rehearsal with a stand-in for the Lambda', () => {
  test('runs the brief from the fat step to the end of its resubmission', async () => {
    const rehearsal = await rehearse(briefScenario(), { bundlePath, environment });

    expect(rehearsal.failures).toEqual([]);
    expect(rehearsal.settled).toBe(true);
    expect(rehearsal.steps.map((s) => s.state)).toEqual(['CANCELLED', 'COMPLETED']);
    const [fat, balanced] = rehearsal.runs;
    expect(fat).toMatchObject({
      executors: 82,
      containers: 83,
      taskSlots: 574,
      vcpus: 1312,
      partitions: 60_000,
      spilled: false,
    });
    expect(balanced).toMatchObject({ executors: 327, taskSlots: 1308, partitions: 100_000, containerMiB: 30_720 });
    expect(fat!.uninterruptedMs! / balanced!.runtimeMs!).toBeGreaterThan(2.2);
    expect(fat!.uninterruptedMs! / balanced!.runtimeMs!).toBeLessThan(1308 / 574);
    expect(fat!.uninterruptedMs! / MINUTE).toBeGreaterThan(360);
  });

  test('tells what happened in order of virtual time, and whose word it is', async () => {
    const { timeline, nextRunConfiguration, ledger } = await rehearse(briefScenario(), { bundlePath, environment });

    const times = timeline.map((e) => e.atMs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const emr = timeline.filter((e) => e.source === 'emr').map((e) => e.text);
    expect(emr[0]).toBe('step s-REHEARSAL0001 submitted: join on CUSIP and EFFECTIVEDATE');
    expect(emr).toContain('CancelSteps s-REHEARSAL0001 accepted');
    expect(emr.at(-1)).toBe('step s-REHEARSAL0002 COMPLETED');
    expect(timeline.find((e) => e.source === 'yarn')?.text).toBe(
      '83 containers, 8,490 pending; memory 9,840,896 of 10,076,160 MB (97.7 %), vcores 575 of 1,312 (43.8 %)',
    );
    expect(timeline.filter((e) => e.source === 'remediator').map((e) => e.text)).toContain('intent -> cancelling call');
    expect(nextRunConfiguration).toEqual({ pk: 'next#key', changes: [{ key: 'spark.executor.cores', to: '4' }] });
    expect(ledger.map((item) => item.pk)).toEqual(['cluster#j-REHEARSAL0001', 'next#key']);
  });

  test('keeps cause before effect where virtual time stands still', async () => {
    const { timeline } = await rehearse(briefScenario(), { bundlePath, environment });

    const texts = timeline.map((e) => e.text);
    const [asked, said, gone] = [
      'CancelSteps s-REHEARSAL0001 accepted',
      'intent -> cancelling call',
      'step s-REHEARSAL0001 CANCELLED',
    ];
    expect(texts.indexOf('watching -> intent move')).toBeLessThan(texts.indexOf(asked!));
    expect(texts.indexOf(asked!)).toBeLessThan(texts.indexOf(said!));
    expect(texts.indexOf(said!)).toBeLessThan(texts.indexOf(gone!));
    expect(timeline[texts.indexOf(asked!)]!.atMs).toBe(timeline[texts.indexOf(said!)]!.atMs);
    expect(texts.indexOf(gone!)).toBeLessThan(
      texts.findIndex((text) => text.startsWith('step s-REHEARSAL0002 submitted')),
    );
    expect(texts.findIndex((text) => text.startsWith('step s-REHEARSAL0002 submitted'))).toBeLessThan(
      texts.indexOf('cancelling -> closed call'),
    );
  });

  test('is the same to the last millisecond and number when run twice', async () => {
    const once = await rehearse(briefScenario(), { bundlePath, environment });
    const again = await rehearse(briefScenario(), { bundlePath, environment });

    expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  });

  test('gives no role to write with in advise, and the fat step runs for six hours and more', async () => {
    const rehearsal = await rehearse(scenarioWith({ mode: 'advise' }), { bundlePath, environment });

    expect(rehearsal.steps.map((s) => s.state)).toEqual(['COMPLETED']);
    expect(rehearsal.runs[0]!.runtimeMs! / MINUTE).toBeGreaterThan(360);
    expect(rehearsal.runs[0]!.runtimeMs! / MINUTE).toBeLessThan(420);
  });

  test('first ticks at watchFromMinutes', async () => {
    const { decisions } = await rehearse(scenarioWith({ mode: 'advise', watchFromMinutes: 365 }), {
      bundlePath,
      environment,
    });

    expect(decisions[0]!.atMs).toBe(365 * MINUTE);
    expect(decisions[1]!.atMs).toBe(370 * MINUTE);
  });

  test('goes on after an invocation that throws, and says so', async () => {
    const rehearsal = await rehearse(briefScenario(), {
      bundlePath,
      environment: { ...environment, STUB_FAILS_AT: '1' },
    });

    expect(rehearsal.failures).toEqual([{ atMs: 0, message: 'Error: stub failure' }]);
    expect(rehearsal.steps.at(-1)!.state).toBe('COMPLETED');
  });

  test('ends by the clock where a job never does', async () => {
    // The only node has room for the executor, but not beside the application master.
    const args = [
      'spark-submit',
      '--executor-memory',
      '103477m',
      '--conf',
      'spark.executor.memoryOverhead=19403m',
      'job.py',
    ];
    const stuck = scenarioWith({
      mode: 'advise',
      nodes: [{ instanceType: 'r5.4xlarge', count: 1 }],
      steps: [{ name: 'stuck', args, work: { slotHours: 1 } }],
    });
    const rehearsal = await rehearse(stuck, { bundlePath, environment, mostHours: 3 });

    expect(rehearsal.settled).toBe(false);
    expect(rehearsal.endedMs).toBe(180 * MINUTE);
    expect(rehearsal.steps[0]!.state).toBe('RUNNING');
  });

  test('leaves no server and no connection behind', async () => {
    await rehearse(briefScenario(), { bundlePath, environment });
    await new Promise((resolve) => setImmediate(resolve));

    expect(process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'))).toEqual([]);
  });

  test('leaves the environment of the process as it was', async () => {
    const before = { ...process.env };
    await rehearse(scenarioWith({ mode: 'advise' }), { bundlePath, environment });

    expect(process.env).toEqual(before);
  });

  test('fails in one line where the bundle is missing or something else', async () => {
    await expect(rehearse(briefScenario(), { bundlePath: '/nowhere/index.js' })).rejects.toThrow(
      'the remediator\'s bundle is missing at /nowhere/index.js; run "npm run build" first',
    );
    await expect(rehearse(briefScenario(), { bundlePath: require.resolve('commander') })).rejects.toThrow(
      'does not export createHandler',
    );
  });
});
