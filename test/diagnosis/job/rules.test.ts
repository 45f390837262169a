import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { examineJob, JOB_RULES } from '../../../lib/diagnosis';
import { EventLogReader, type JobEvidence } from '../../../lib/evidence';
import { logText, plainText, slowedDown } from '../../evidence/event-log/logs';

const LOGS = join(__dirname, '../../fixtures/event-logs');

function evidenceOf(text: string): JobEvidence {
  const reader = new EventLogReader();
  reader.push(Buffer.from(text));
  const read = reader.finish(0);
  if ('reason' in read) throw new Error(read.reason);
  return read.value.evidence;
}

const recorded = (name: string): string => logText(name);
const slim = plainText(join(LOGS, 'slim-latency.json.gz'));

/** The same log with a setting of another value, or with one that its job did not have. */
function withSetting(text: string, key: string, value: string): string {
  const changed = text.replaceAll(new RegExp(`"${key}":"[^"]*"`, 'g'), `"${key}":"${value}"`);
  return changed === text ? text.replace('"Spark Properties":{', `"Spark Properties":{"${key}":"${value}",`) : changed;
}

/** The same log, its application ended so much later, ms. */
const endedLater = (text: string, ms: number): string =>
  text.replace(/("SparkListenerApplicationEnd","Timestamp":)(\d+)/, (_, before, at) => `${before}${Number(at) + ms}`);

/** The same log with one of its figures made larger in every task, or in the first one. */
const withFigure = (text: string, name: string, larger: (value: number) => number, flags = 'g'): string =>
  text.replace(new RegExp(`("${name}":)(\\d+)`, flags), (_, before, value) => `${before}${larger(Number(value))}`);

/** A log in which each rule finds something, and one in which it finds nothing: recorded ones, stretched or with one figure changed where none was so. */
const CASES: Readonly<Record<string, { readonly found: () => string; readonly clean: () => string }>> = {
  'failed-tasks': { found: () => recorded('oom-heap'), clean: () => recorded('spill') },
  spill: { found: () => recorded('spill'), clean: () => recorded('fat-latency') },
  // 6.2 % of the time of the tasks that were slots' time, made 18.6 %.
  'garbage-collection': { found: () => withFigure(slim, 'JVM GC Time', (ms) => 3 * ms), clean: () => slim },
  // 192 tasks of 2 s, one of them of 90 s.
  skew: {
    found: () => withFigure(slowedDown(recorded('fat-latency'), 8), 'Executor Run Time', () => 90_000, ''),
    clean: () => slowedDown(recorded('fat-latency'), 8),
  },
  // 4 tasks for 0.9 s on 10 slots, stretched to 63 s.
  'too-few-partitions': {
    found: () => slowedDown(recorded('dynamic-allocation'), 70),
    clean: () => slowedDown(recorded('fat-latency'), 70),
  },
  // 1,200 tasks with a median of 32 ms.
  'too-many-partitions': {
    found: () => plainText(join(LOGS, 'many-small-tasks.json.gz')),
    clean: () => recorded('fat-latency'),
  },
  'cached-data': {
    found: () => withFigure(recorded('skew-join'), 'OnHeapStorageMemory', () => 130_000_000),
    clean: () => recorded('skew-join'),
  },
  // 112 KiB of results.
  'driver-results': {
    found: () => withSetting(recorded('skew-join'), 'spark.driver.maxResultSize', '200k'),
    clean: () => recorded('skew-join'),
  },
  'stages-run-again': {
    found: () => recorded('spill').replace(/("Stage ID":1,"Stage Attempt ID":)0/g, '$11'),
    clean: () => recorded('spill'),
  },
  'shuffle-files-lost': {
    found: () =>
      withSetting(recorded('dynamic-allocation'), 'spark.dynamicAllocation.shuffleTracking.enabled', 'false'),
    clean: () => recorded('dynamic-allocation'),
  },
  // 23.6 of 67 s without a task between two jobs.
  'driver-time': {
    found: () => slowedDown(recorded('dynamic-allocation'), 10),
    clean: () => slowedDown(recorded('skew-join'), 10),
  },
  // 12.1 s to the first task, stretched to 121 s.
  'slow-start': { found: () => slowedDown(recorded('skew-join'), 10), clean: () => recorded('skew-join') },
  // Busy for 84 % of 15 s, of which another 20 s make less than half.
  'idle-slots': {
    found: () => slowedDown(endedLater(recorded('fat-latency'), 20_000), 40),
    clean: () => slowedDown(recorded('fat-latency'), 40),
  },
  // A heap of 480 MB for two slots, of which each used 64 MB at most.
  'unused-memory': {
    found: () => slowedDown(recorded('dynamic-allocation'), 10),
    clean: () => withSetting(slowedDown(recorded('dynamic-allocation'), 10), 'spark.executor.memory', '160m'),
  },
  // Two cores: with 12g each has 7,296 MiB, which only r5.4xlarge has (122,880 MB for 16 vcores); with 2g 1,216 MiB, which c5.4xlarge has too (24,576).
  'instance-family': {
    found: () => withSetting(slowedDown(recorded('dynamic-allocation'), 10), 'spark.executor.memory', '12g'),
    clean: () => withSetting(slowedDown(recorded('dynamic-allocation'), 10), 'spark.executor.memory', '2g'),
  },
};

test('every rule has a case in which it finds something and one in which it does not', () => {
  expect(Object.keys(CASES)).toEqual(JOB_RULES.map(({ id }) => id));
});

describe.each(Object.entries(CASES))('%s', (id, { found, clean }) => {
  test('is found', () => {
    const finding = examineJob(evidenceOf(found())).findings.find((one) => one.id === id);
    expect(finding).toBeDefined();
    expect(finding?.minutesAtMost ?? 0).toBeGreaterThanOrEqual(0);
  });

  test('is not found where nothing is wrong, and says why', () => {
    const { findings, clean: checked } = examineJob(evidenceOf(clean()));
    expect(findings.map((one) => one.id)).not.toContain(id);
    expect(checked.find((one) => one.id === id)?.reason).toMatch(/\w/);
  });
});

describe('a rule without enough to judge by', () => {
  let short: ReturnType<typeof examineJob>;
  beforeAll(() => {
    short = examineJob(evidenceOf(recorded('spill')));
  });

  test('says so, and finds nothing', () => {
    expect(short.unknown.map(({ id }) => id)).toEqual([
      'garbage-collection',
      'idle-slots',
      'unused-memory',
      'instance-family',
    ]);
    expect(short.unknown[0]?.reason).toBe('35.6 s of task time are too little to judge the collector by');
  });

  test('names the setting that would tell', () => {
    const evidence = evidenceOf(recorded('spill'));
    const { times: _, ...answered } = evidence;
    expect(examineJob(answered).unknown).toContainEqual({
      id: 'driver-time',
      reason: 'when tasks ran is in the event log alone',
      setting: 'spark.eventLog.enabled=true',
    });
  });
});

test('findings come by the minutes that they explain', () => {
  const { findings } = examineJob(evidenceOf(slowedDown(recorded('dynamic-allocation'), 60)));
  const minutes = findings.map(({ minutesAtMost }) => minutesAtMost ?? 0);
  expect(minutes.length).toBeGreaterThan(2);
  expect(minutes).toEqual(minutes.toSorted((a, b) => b - a));
  // 23.6 s, 60 times as long.
  expect(findings[0]).toMatchObject({ id: 'driver-time', confidence: 'measured' });
  expect(findings[0]?.minutesAtMost).toBeCloseTo(23.6, 0);
});

/** What a rule says of a log. */
function judged(id: string, text: string): string {
  const { findings, clean, unknown } = examineJob(evidenceOf(text));
  const kinds = Object.entries({ finding: findings, clean, unknown });
  return kinds.flatMap(([kind, all]) => (all.some((one) => one.id === id) ? [kind] : [])).join();
}

const untracked = withSetting(
  recorded('dynamic-allocation'),
  'spark.dynamicAllocation.shuffleTracking.enabled',
  'false',
);

test('shuffle files that are moved or kept elsewhere are not lost', () => {
  const decommissioned = withSetting(untracked, 'spark.decommission.enabled', 'true');
  expect(judged('shuffle-files-lost', decommissioned)).toBe('finding');
  const moved = withSetting(decommissioned, 'spark.storage.decommission.shuffleBlocks.enabled', 'true');
  expect(judged('shuffle-files-lost', moved)).toBe('clean');
  const elsewhere = 'org.apache.spark.shuffle.celeborn.SparkShuffleManager';
  expect(judged('shuffle-files-lost', withSetting(untracked, 'spark.shuffle.manager', elsewhere))).toBe('unknown');
  expect(judged('shuffle-files-lost', withSetting(untracked, 'spark.shuffle.manager', 'sort'))).toBe('finding');
});

test('what the tasks of a shuffle report counts among the results of a driver before Spark 3.1 alone', () => {
  const large = withFigure(recorded('spill'), 'Result Size', () => 2 ** 28);
  const shuffling = withFigure(large, 'Shuffle Bytes Written', () => 1);
  const before = shuffling.replace('"Spark Version":"3.5.6"', '"Spark Version":"3.0.1"');
  expect([large, shuffling, before].map((text) => judged('driver-results', text))).toEqual([
    'finding',
    'clean',
    'finding',
  ]);
});

test('slot-hours below one keep their digits', () => {
  const { findings } = examineJob(evidenceOf(endedLater(slowedDown(slim, 25), 600_000)));
  const [figures = ''] = findings.find(({ id }) => id === 'idle-slots')?.arithmetic ?? [];
  expect(figures).toMatch(/^\d+\.\d+ of \d+\.\d+ slot-hours$/);
});
