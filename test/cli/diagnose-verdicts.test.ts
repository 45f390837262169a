import { describe, expect, test } from 'vitest';
import type { DiagnosisJson } from '../../lib/render';
import { call } from './support';

/** The diagnosis of a dashboard; words in quotes are one. */
async function diagnosis(line: string): Promise<DiagnosisJson> {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
  const { code, out, err } = await call(['diagnose', ...words, '--json']);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as DiagnosisJson;
}

const BRIEF = '--core r5.4xlarge:82 --memory 9.85/10.08TB --cores 591/1312';

describe('a full cluster', () => {
  test('is one where nothing more of the size fits, at 79 % of memory too', async () => {
    const { verdict, findings, cure } = await diagnosis(
      '--core r5.4xlarge:20 --memory 79.2% --cores 101/320 --containers 21 --calculator dominant --executor-memory 80g --executor-cores 5',
    );
    expect(verdict).toBe('stranded-cores');
    expect(findings[0]).toMatchObject({ severity: 'critical', actionable: true });
    expect(findings[0]?.gain).toMatchObject({ taskSlots: 100, possibleTaskSlots: 316 });
    expect(cure?.after.taskSlots).toBeGreaterThan(2 * 100);
  });

  test('is one at 50 % of memory, where an executor leaves a node just less than a second one needs', async () => {
    // 61,441 of the 122,880 MiB of an m5.8xlarge, and 8 of its 32 vcores.
    const half = '--executor-memory 49152m --executor-overhead 12289m --executor-cores 8 --calculator dominant';
    const { verdict, findings } = await diagnosis(`--core m5.8xlarge:10 --memory 50.1% --containers 11 ${half}`);
    expect(verdict).toBe('stranded-cores');
    expect(findings[0]?.gain?.taskSlots).toBe(80);
  });

  test('is not one of 97 % of memory whose executors use the cores', async () => {
    const { verdict } = await diagnosis(
      '--core r5.4xlarge:82 --memory 99.7% --cores 1309/1312 --containers 328 --calculator dominant --executor-memory 25870m --executor-overhead 4850m --executor-cores 4',
    );
    expect(verdict).toBeNull();
  });

  test('is not one where nothing waits, which is said', async () => {
    const { verdict, findings, cure } = await diagnosis(
      '--core r5.4xlarge:20 --memory 79.2% --cores 101/320 --containers 21 --pending 0 --calculator dominant --executor-memory 80g --executor-cores 5',
    );
    expect([verdict, findings[0]?.severity, cure]).toEqual(['no-demand', 'info', null]);
  });

  test('is not one where half of its executors could still come', async () => {
    const { verdict } = await diagnosis(
      '--core r5.4xlarge:20 --memory 39.6% --containers 11 --calculator dominant --executor-memory 80g --executor-cores 5',
    );
    expect(verdict).toBeNull();
  });
});

describe('idle memory', () => {
  // Two executors of 20 GiB and 8 cores use the cores of a node and leave 16 of its 56 GiB.
  const executors = '--executor-memory 17g --executor-overhead 3g --executor-cores 8 --calculator dominant';
  const figures = '--core m5.4xlarge:10 --memory 390016/573440MB --cores 153/160 --containers 20';

  test('is a finding where nothing more of the size fits and a plan would use it', async () => {
    const { verdict, findings, cure } = await diagnosis(`${figures} --pending 12 ${executors}`);
    expect([verdict, findings[0]?.severity, cure]).toEqual(['stranded-memory', 'warning', null]);
    expect(findings[0]?.summary).toContain('28.6 % of YARN memory belongs to none; a plan leaves 0.0 %');
  });

  test('informs alone where nothing waits', async () => {
    const { findings } = await diagnosis(`${figures} --pending 0 ${executors}`);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([['stranded-memory', 'info']]);
  });

  test('is none while more executors may come', async () => {
    const { verdict } = await diagnosis(`--core m5.4xlarge:10 --memory 34% --containers 10 --pending 9 ${executors}`);
    expect(verdict).toBeNull();
  });
});

describe('task slots to be had', () => {
  test('are a finding at 62.6 % of the cores, with the factor', async () => {
    const { findings } = await diagnosis('--core r5.4xlarge:82 --memory 98% --cores 821/1312 --calculator dominant');
    expect(findings[0]).toMatchObject({ id: 'stranded-cores', severity: 'warning' });
    expect(findings[0]?.gain?.factor.toFixed(1)).toBe('1.6');
    expect(findings[0]?.summary).toContain('1.6 times as many');
  });

  test('stand in the reading of the calculator that is not known', async () => {
    const { verdict, findings } = await diagnosis('--core r5.4xlarge:82 --memory 98% --cores 821/1312');
    expect(verdict).toBe('calculator-unknown');
    expect(findings[0]?.arithmetic.join()).toContain('1,308 task slots, 1.6 times as many');
  });

  test.each([
    // Three executors of 4 cores, of the 16 vcores of each node: 1,308 ÷ 984 is 1.33.
    [
      'three executors of four cores a node',
      '--memory 98% --cores 985/1312 --containers 247 --executor-cores 4',
      'stranded-cores',
    ],
    // Fifteen of 16 cores: 1,308 ÷ 1,230 is 1.06.
    [
      'three executors of five cores a node',
      '--memory 98% --cores 1231/1312 --containers 247 --executor-cores 5',
      null,
    ],
  ])('are a finding from 1.2 times on: %s', async (_, figures, expected) => {
    const { verdict } = await diagnosis(`--core r5.4xlarge:82 ${figures} --calculator dominant`);
    expect(verdict).toBe(expected);
  });
});

describe('an idle cluster', () => {
  test.each([
    '--core r5.4xlarge:82 --memory 0% --cores 0%',
    '--core r5.4xlarge:82 --memory 0.0/9.61TB --cores 1/1312 --containers 1',
    '--core m5.xlarge:2 --memory "896 of 24576 MB" --executor-memory 4g --executor-cores 2',
  ])('is told for %s', async (line) => {
    const { verdict, findings } = await diagnosis(line);
    expect([verdict, findings[0]?.severity]).toEqual(['idle', 'info']);
  });

  test('with containers pending is one that gives the job nothing', async () => {
    const { findings } = await diagnosis('--core r5.4xlarge:82 --memory 0% --containers 1 --pending 40');
    expect(findings[0]).toMatchObject({ id: 'idle', severity: 'warning' });
  });

  test.each(['--memory 0.4% --cores 1/160', '--memory 8% --containers 1'])(
    'is one whose only container is a large application master: %s',
    async (figures) => {
      expect((await diagnosis(`--core r5.4xlarge:10 ${figures}`)).verdict).toBe('idle');
    },
  );
});

describe('figures of one screen', () => {
  test('with ten executors on ten nodes are of the size that leaves the application master its place', async () => {
    const { explanation } = await diagnosis(
      '--core r5.4xlarge:10 --memory "1.17 TiB of 1.17 TiB" --cores 81/160 --executors 10 --executor-cores 8',
    );
    expect(explanation).toMatchObject({ executors: 10, taskSlots: 80 });
    // 122,880 of a node less 896.
    expect(explanation?.executor.containerMiB).toBe(121_984);
  });

  test('where cores decide give the fewest with which smaller executors do harm', async () => {
    const { findings } = await diagnosis('--core m6g.8xlarge:4 --memory 95% --cores 12.5% --containers 17');
    expect(findings[0]?.arithmetic.join()).toContain('with 9 cores each they would run 144 tasks on 128 vcores');
  });

  test('of a driver whose memory is not given say what it was counted as', async () => {
    const { verdict, findings } = await diagnosis(
      '--core m5.4xlarge:4 --memory 100% --executors 3 --deploy-mode cluster --executor-memory 45g --executor-cores 4',
    );
    expect([verdict, findings[0]?.remedy]).toEqual([
      'unexplained',
      expect.stringContaining('the driver, counted as 2,432 MiB, may have another size (spark.driver.memory)'),
    ]);
  });
});

describe('more vcores in use than there are', () => {
  test.each([
    ['--core m5.4xlarge:10 --memory 540/560GB --cores 766/160', 766],
    ['--core m5.4xlarge:10 --memory 96% --cores "-606 available of 160"', 766],
    ['--core r5.4xlarge:4 --memory 95% --cores 130/64', 130],
  ])('prove the default calculator: %s', async (line, containers) => {
    const { figures, verdict } = await diagnosis(line);
    expect(figures).toMatchObject({ calculator: 'default', containers });
    expect(figures?.readings.join()).toContain('as only the default calculator does');
    // With one core each they already over-subscribe.
    expect(verdict).toBe('oversubscribed');
  });
});

describe('the next figure', () => {
  test("of the brief's dashboard is the number of containers, with the screens that show it", async () => {
    const { verdict, next, cure } = await diagnosis(BRIEF);
    expect([verdict, next?.flag, cure]).toEqual(['calculator-unknown', '--containers', null]);
    expect(next?.where.join()).toMatch(/Spark UI, page Executors.*ContainerAllocated.*Containers Running/);
  });

  test('decides: 83 containers are fat executors, and the numbers follow without asking again', async () => {
    const { verdict, next, cure } = await diagnosis(`${BRIEF} --containers 83`);
    expect([verdict, next]).toEqual(['stranded-cores', null]);
    expect(cure?.after.taskSlots).toBe(1_308);
  });

  test('after 575 containers is the cores of one executor, and they decide', async () => {
    const { verdict, next } = await diagnosis(`${BRIEF} --containers 575`);
    expect([verdict, next?.flag]).toEqual(['calculator-unknown', '--executor-cores']);
    expect((await diagnosis(`${BRIEF} --containers 575 --executor-cores 4`)).verdict).toBe('oversubscribed');
    expect((await diagnosis(`${BRIEF} --containers 575 --executor-cores 1`)).verdict).toBe('stranded-cores');
  });

  test.each([
    ['the memory alone', '--memory 97.7%', '--containers'],
    ['memory and executors', '--memory "2.3% available" --executors 82', '--executor-cores'],
    ['memory and containers of another size', '--memory 79.2% --containers 83', '--executor-cores'],
  ])('of %s is what gives the task slots', async (_, figures, flag) => {
    const { verdict, next } = await diagnosis(`--core r5.4xlarge:82 ${figures}`);
    expect([verdict, next?.flag]).toEqual(['size-unknown', flag]);
  });

  test('of half of the memory alone is told without sizes, any of which would be arbitrary', async () => {
    const { out } = await call(['diagnose', '--core', 'm5.4xlarge:10', '--memory', '50%', '--check']);
    expect(out).toContain('anything from 5 executors of 57,344 MiB to 558 executors of 512 MiB would give it');
    expect(out).toContain('The figure that decides: --containers');
    expect(out).not.toContain('Executor sizes that would show these figures');
    expect((await diagnosis('--core m5.4xlarge:10 --memory 50%')).findings[0]?.severity).toBe('info');
  });

  test('comes with the cores from which the answer is another', async () => {
    const { findings } = await diagnosis('--core r5.4xlarge:82 --memory 97.7% --executors 82');
    // 1,308 ÷ 1.2 ÷ 82 is 13.3; 1,312 ÷ 82 is 16.
    expect(findings[0]?.arithmetic.join()).toContain('13 or fewer, and over-subscribed where it has more than 16');
    const at = async (cores: number) =>
      (await diagnosis(`--core r5.4xlarge:82 --memory 97.7% --executors 82 --executor-cores ${cores}`)).verdict;
    expect([await at(13), await at(14), await at(16)]).toEqual(['stranded-cores', null, null]);
  });

  test('is the calculator where it alone differs, with the way to find it', async () => {
    // Memory admits 17 of these executors to a node, its vcores 16: with 66 seen on four nodes both are within a tenth.
    const { verdict, next } = await diagnosis(
      '--core r5.4xlarge:4 --memory 97% --containers 67 --executor-memory 6063m --executor-overhead 1137m --executor-cores 1',
    );
    expect([verdict, next?.flag]).toEqual(['calculator-unknown', '--calculator']);
    expect(next?.where.join()).toContain('capacity-scheduler');
  });
});

describe('what is pasted', () => {
  const DECIDED = '--core r5.4xlarge:82 --memory 97.7% --executors 82 --executor-cores 7 --partitions 60000';
  const printed = (format: string) => call(['diagnose', ...DECIDED.split(' '), '--format', format]);

  test('needs two screenshots: the memory of the console, and the Executors page of the Spark UI', async () => {
    const { out } = await printed('spark-submit');
    expect(out).toContain('--conf spark.executor.memory=25870m');
    expect(out).toContain('--conf spark.sql.shuffle.partitions=100000');
  });

  test("takes the Spark UI's count with the driver in it for the same", async () => {
    const { out } = await call([
      'diagnose',
      ...DECIDED.replace('--executors 82', '--executors 83').split(' '),
      '--json',
    ]);
    const { verdict, cure } = JSON.parse(out) as DiagnosisJson;
    expect([verdict, cure?.after.executors]).toEqual(['stranded-cores', 327]);
  });

  test('is alone on standard output; what it rests on is said beside it', async () => {
    const { out, err } = await printed('pyspark');
    expect(out).toMatch(/^from pyspark\.sql/);
    expect(err).toContain("note: today's executor size is worked out of the memory and the containers in use");
  });

  test('has the same settings in every form', async () => {
    const [step, properties, classification, pyspark] = await Promise.all(
      ['step', 'spark-defaults', 'classification', 'pyspark'].map(async (format) => (await printed(format)).out),
    );
    const [{ Args }] = JSON.parse(step ?? '') as [{ Args: string[] }];
    const settings = Args.filter((word) => word.startsWith('spark.')).map((word) => word.split('='));
    expect(settings.length).toBeGreaterThan(4);
    const [defaults, scheduler] = JSON.parse(classification ?? '') as { Properties: Record<string, string> }[];
    expect(Object.entries(defaults?.Properties ?? {})).toEqual(settings);
    expect(Object.values(scheduler?.Properties ?? {})).toEqual([
      'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator',
    ]);
    for (const [key, value] of settings) {
      expect(properties).toMatch(new RegExp(`^${key} +${value}$`, 'm'));
      expect(pyspark).toContain(`.config("${key}", "${value}")`);
    }
  });

  test('has no partitions where the number of today was not given, and says so', async () => {
    const { cure } = await diagnosis(DECIDED.replace(' --partitions 60000', ''));
    expect(cure?.changes.map(({ key }) => key)).not.toContain('spark.sql.shuffle.partitions');
    expect(cure?.notes.join()).toContain('set it to that number × 2.23');
  });

  test('does not claim values of today that were worked out', async () => {
    const { cure } = await diagnosis(DECIDED);
    const executor = cure?.changes.filter(({ key }) => key.startsWith('spark.executor.'));
    expect(executor?.map(({ from }) => from)).toEqual([undefined, undefined, undefined]);
  });

  test('fails where the figures do not decide, naming the one that would', async () => {
    const { code, out, err } = await call(['diagnose', ...BRIEF.split(' '), '--format', 'spark-submit']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('the verdict is calculator-unknown; --containers would decide');
  });
});
