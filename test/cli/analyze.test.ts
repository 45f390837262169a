import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { logText, slowedDown } from '../evidence/event-log/logs';
import { recorded } from '../evidence/recorded';
import { listen, sparkAnswers } from '../sources/spark-server';
import { call } from './support';

const RECORDINGS = join(__dirname, '../fixtures/spark-rest');
const scratch = mkdtempSync(join(tmpdir(), 'analyze-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const logOf = (name: string): string => join(RECORDINGS, `${name}.events.gz`);

test('analyze says what a job used, found, found clean and could not judge', async () => {
  const { out, err, code } = await call(['analyze', logOf('skew-join')]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('application_1795374266137_0004, attempt 1, Spark 3.5.6, ran for 30 s');
  expect(out).toContain('1 job, 4 stages, 52 tasks; 3 executors, at most 6 task slots at one time');
  // 15,294,444 bytes on disk of 146,543,512 that were read, in the log.
  expect(out).toContain('1. tasks spilled 14.6 MiB to disk, 10.4 % of the 140 MiB that were read from shuffles');
  expect(out).toContain('failed-tasks: no task failed and no executor was lost');
  expect(out).toContain('idle-slots: the run took 30 s: what is measured is mostly its start');
});

test('analyze --check ends with 1 where something needs action', async () => {
  expect((await call(['analyze', logOf('oom-heap'), '--check'])).code).toBe(1);
  expect((await call(['analyze', logOf('fat-latency'), '--check'])).code).toBe(0);
});

test('analyze fails with one line for what is no event log', async () => {
  expect((await call(['analyze', join(__dirname, 'no-such-log')])).err).toMatch(
    /^emr-autotune: .*no-such-log does not exist; give the path of an event log/,
  );
});

test('analyze --json has the figures of the log', async () => {
  const { out } = await call(['analyze', logOf('spill'), '--json']);
  const { findings, used, ranForMinutes, data, sparkVersion } = JSON.parse(out);
  expect(findings.map(({ id }: { id: string }) => id)).toEqual(['spill']);
  expect([sparkVersion, ranForMinutes]).toEqual(['3.5.6', (1795374875135 - 1795374852997) / 60_000]);
  // 162,191,441 bytes read from the shuffle.
  expect(data.largestShuffleBytes).toBe(162_191_441);
  expect(used.busy).toBeLessThan(used.held);
});

test('analyze plans for the nodes that are given, and says what the next run would take', async () => {
  const path = join(scratch, 'slow');
  // 24 slots, 3 executors: 15 s of real time, as 15 s × 40 = 10 min.
  writeFileSync(path, slowedDown(logText('fat-latency'), 40));
  const { out } = await call(['analyze', path, '--core', 'm5.4xlarge:4', '--json']);
  const { plan, ranForMinutes, noPlan } = JSON.parse(out);
  expect(noPlan).toBeNull();
  expect(plan.retune.before).toMatchObject({ executors: 3, taskSlots: 24 });
  expect(plan.retune.after.taskSlots).toBeGreaterThan(48);
  expect(plan.modelError).toBeLessThan(0.02);
  expect(plan.expectedMinutes).toBeLessThan(0.85 * ranForMinutes);
  // What passes before the first task, 8.5 of 14.5 s, no slot shortens.
  expect(plan.expectedMinutes).toBeGreaterThan((8.4 / 14.6) * ranForMinutes);
  const text = (await call(['analyze', path, '--core', 'm5.4xlarge:4'])).out;
  expect(text).toMatch(/10 min would become \d+ min/);
  expect(text).toContain('--conf spark.executor.cores=4');
});

test('analyze promises nothing by a short run, and plans nothing without nodes', async () => {
  const short = await call(['analyze', logOf('fat-latency'), '--core', 'm5.4xlarge:4']);
  expect(short.out).toContain('No time is promised: the run took less than 5 minutes, most of which is its start.');
  expect((await call(['analyze', logOf('spill')])).out).toContain('No plan for the next run');
});

test('analyze asks a history server in place of a log, and says what only the log tells', async () => {
  const server = await listen(sparkAnswers(recorded('spill')));
  const id = 'application_1795374843028_0001';
  const asked = await call(['analyze', '--spark-ui', server.address, '--application', id, '--json']);
  await server.close();
  const log = await call(['analyze', logOf('spill'), '--json']);
  const [byServer, byLog] = [JSON.parse(asked.out), JSON.parse(log.out)];
  expect(byServer.findings).toEqual(byLog.findings);
  expect(byServer.used).toEqual({ ...byLog.used, lost: null });
  expect(byServer.notJudged.map(({ id }: { id: string }) => id)).toContain('driver-time');
});

test('analyze fails with one line where nothing is named, or nothing answers', async () => {
  expect((await call(['analyze'])).err).toBe('emr-autotune: give an event log, or --cluster and --application\n');
  expect((await call(['analyze', '--cluster', 'j-2AXXXXXXGAPLF'])).err).toBe(
    'emr-autotune: say which application, such as --application application_1795374266137_0004\n',
  );
  const server = await listen((_, response) => void response.writeHead(404).end());
  const { code, err } = await call(['analyze', '--spark-ui', server.address, '--application', 'application_1_1']);
  await server.close();
  expect(code).toBe(2);
  expect(err).toMatch(
    /^emr-autotune: nothing answered for application_1_1 \(given-url: .*\); give its event log in place of --cluster\n$/,
  );
});

/** The recorded runs: a directory with the logs of six applications. */
const SIX = ['dynamic-allocation', 'fat-latency', 'oom-heap', 'oom-pmem', 'skew-join', 'spill'];

test('analyze lists the applications of a directory, the newest first, and takes none for the one that is meant', async () => {
  const { code, out, err } = await call(['analyze', RECORDINGS], { columns: 160 });
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('has logs of 6 applications:');
  expect(out).toMatch(/application_1795374843028_0001 .* 2026-11-22 \d\d:\d\d UTC .* 22 s .* ended/);
  expect(out).toContain('Analyze one of them with --application <id>, or all with --all.');
  const { applications } = JSON.parse((await call(['analyze', RECORDINGS, '--json'])).out);
  expect(applications.map(({ path }: { path: string }) => path).toSorted()).toEqual(
    SIX.map((name) => join(RECORDINGS, `${name}.events.gz`)),
  );
  const starts = applications.map(({ startedAtMs }: { startedAtMs: number }) => startedAtMs);
  expect(starts).toEqual(starts.toSorted((a: number, b: number) => b - a));
  expect((await call(['analyze', RECORDINGS, '--check'])).err).toMatch(
    /has logs of 6 applications; name one with --application, or check all with --all\n$/,
  );
});

test('analyze takes the application that is named out of a directory, and no other', async () => {
  const named = await call(['analyze', RECORDINGS, '--application', 'application_1795374266137_0004']);
  expect(named.out).toBe((await call(['analyze', logOf('skew-join')])).out);
  expect((await call(['analyze', RECORDINGS, '--application', 'application_1_1'])).err).toMatch(
    /^emr-autotune: .* has no log of application_1_1 among those of 6 applications; leave --application out to see them\n$/,
  );
  expect((await call(['analyze', logOf('skew-join'), '--application', 'application_1_1'])).err).toMatch(
    / is the log of application_1795374266137_0004, not of application_1_1; give that one's log\n$/,
  );
});

test('analyze --all ranks the applications of a directory by what they waste, and names the logs that it cannot read', async () => {
  const folder = join(scratch, 'all');
  mkdirSync(folder);
  for (const name of SIX) copyFileSync(logOf(name), join(folder, `${name}.events.gz`));
  writeFileSync(join(folder, 'application_1_1'), 'no log');
  const { code, out } = await call(['analyze', folder, '--all', '--json']);
  expect(code).toBe(0);
  const { applications, unread } = JSON.parse(out);
  expect(unread).toEqual([
    { path: join(folder, 'application_1_1'), reason: expect.stringContaining('is text, but not') },
  ]);
  const wasted = applications.map((one: { wasted: number }) => one.wasted);
  expect(wasted).toEqual(wasted.toSorted((a: number, b: number) => b - a));
  const spill = JSON.parse((await call(['analyze', logOf('spill'), '--json'])).out);
  const ranked = applications.find((one: { applicationId: string }) => one.applicationId === spill.applicationId);
  expect(ranked.used).toEqual(spill.used);
  expect(ranked.wasted).toBeCloseTo(spill.used.held - spill.used.busy + spill.used.lost, 9);
  expect(ranked.findings.map(({ id }: { id: string }) => id)).toEqual(['spill']);
  const text = await call(['analyze', folder, '--all', '--check'], { columns: 160 });
  expect(text.code).toBe(1);
  expect(text.out).toMatch(/not read: .*application_1_1 is text, but not an event log/);
});

/** What is to be known of a log with such lines. */
async function notesOf(name: string, lines: readonly string[]): Promise<string[]> {
  writeFileSync(join(scratch, name), `${lines.join('\n')}\n`);
  const { out } = await call(['analyze', join(scratch, name), '--json']);
  return JSON.parse(out).notes;
}

test('analyze says that a log was joined with itself, and that it is of local mode', async () => {
  const lines = logText('spill').trimEnd().split('\n');
  const twice = 'the same events stand in this log more than once, and are counted as often; copy it again';
  expect(await notesOf('once', lines)).toEqual([]);
  expect(
    await notesOf(
      'each-twice',
      lines.flatMap((line) => [line, line]),
    ),
  ).toEqual([twice]);
  const local = lines.map((line) => line.replaceAll(/("Executor ID":)"\d+"/g, '$1"driver"'));
  expect(await notesOf('local', local)).toEqual(['in local mode the driver is the executor']);
});
