import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { call, type Outcome } from './support';

const folder = mkdtempSync(join(tmpdir(), 'emr-autotune-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: unknown): string {
  files += 1;
  const path = join(folder, `${files}.txt`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The command line with its words as a shell hands them over. */
function lint(args: readonly string[], stdin = ''): Promise<Outcome> {
  return call(['lint', ...args], {
    readFile: (path) => (path === '/dev/stdin' ? stdin : readFileSync(path, 'utf8')),
  });
}

const BEATEN =
  'spark-submit --executor-memory 20g --conf spark.executor.memoryOverhead=4g --conf spark.executor.memory=16g job.py hunter2';
const WORDS = BEATEN.split(' ');
const CLEAN = ['--conf', 'spark.sql.shuffle.partitions=2000', 'job.py'];
const ids = (out: string): string[] => (JSON.parse(out) as { findings: { id: string }[] }).findings.map(({ id }) => id);

describe('emr-autotune lint', () => {
  test('prints findings with their places and what to write instead, a summary last', async () => {
    const { code, out } = await lint([BEATEN]);
    expect(code).toBe(1);
    expect(out).toContain('--conf no. 2: spark.executor.memory  beaten-by-flag');
    expect(out).toContain('--executor-memory wins: spark.executor.memory=20g is in force');
    expect(out).toContain('Instead: change --executor-memory, and leave this one out');
    expect(out.trimEnd().split('\n').at(-1)).toBe('1 warning (emr-7.9.0, Spark 3.5.5)');
    expect(out).not.toContain('hunter2');
  });

  test('gives JSON that scripts can rely on', async () => {
    const { out } = await lint([BEATEN, '--json']);
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      release: 'emr-7.9.0',
      sparkVersion: '3.5.5',
      summary: { errors: 0, warnings: 1, notes: 0 },
      findings: [
        {
          id: 'beaten-by-flag',
          severity: 'warning',
          key: 'spark.executor.memory',
          where: '--conf no. 2',
          message: '--executor-memory wins: spark.executor.memory=20g is in force',
          instead: 'change --executor-memory, and leave this one out',
          fix: [{ edit: 'remove', key: 'spark.executor.memory', where: '--conf no. 2' }],
        },
      ],
      unread: [],
      passedOver: [],
    });
  });

  test('exits with 0 where all is well, where there are notes only, and where only errors are to fail', async () => {
    const clean = await lint(['--', 'spark-submit', ...CLEAN]);
    expect([clean.code, clean.out]).toEqual([0, 'nothing wrong was found (emr-7.9.0, Spark 3.5.5)\n']);
    const note = await lint(['spark-submit --conf spark.acme.key=1 job.py']);
    expect([note.code, note.out]).toEqual([0, expect.stringContaining('unknown-key')]);
    expect((await lint([BEATEN, '--fail-on', 'error'])).code).toBe(0);
    expect((await lint(['spark-submit --conf spark.executor.cores=x job.py', '--fail-on', 'error'])).code).toBe(1);
  });

  test('settings at their default share one block', async () => {
    const { out } = await lint([
      'spark-submit --conf spark.shuffle.compress=true --conf spark.shuffle.spill.compress=true job.py',
    ]);
    expect(out.match(/already-default/g)).toHaveLength(1);
    expect(out).toMatch(
      /spark\.shuffle\.compress \(--conf no\. 1\),\s+spark\.shuffle\.spill\.compress \(--conf no\. 2\)/,
    );
  });

  describe('takes every form', () => {
    const defaults = { 'spark.executor.memory': '16g' };
    test.each<[string, () => readonly string[], string?]>([
      ['words behind --', () => ['--json', '--', ...WORDS]],
      ['words without --', () => ['--json', ...WORDS]],
      ['a line in a file, continued', () => [file(BEATEN.replaceAll(' --', ' \\\n  --')), '--json']],
      ['a line on standard input', () => ['-', '--json'], BEATEN],
      ['a path to spark-submit', () => [`/usr/bin/${BEATEN}`, '--json']],
      [
        "the AWS CLI's step of type Spark",
        () => [file([{ Type: 'Spark', Name: 'x', Args: WORDS.slice(1) }]), '--json'],
      ],
      [
        "the AWS CLI's own jar",
        () => [file([{ Type: 'CUSTOM_JAR', Jar: 'command-runner.jar', Args: WORDS }]), '--json'],
      ],
      [
        'a step as the API takes it',
        () => [file([{ HadoopJarStep: { Jar: 'command-runner.jar', Args: WORDS } }]), '--json'],
      ],
      [
        'what DescribeStep prints',
        () => [file({ Step: { Config: { Jar: 'command-runner.jar', Args: WORDS } } }), '--json'],
      ],
      [
        'what ListSteps prints',
        () => [file({ Steps: [{ Config: { Jar: 'command-runner.jar', Args: WORDS } }] }), '--json'],
      ],
    ])('%s', async (_, args, stdin) => {
      const { code, out } = await lint(args(), stdin);
      expect([code, ids(out)]).toEqual([1, ['beaten-by-flag']]);
    });

    test.each<[string, unknown]>([
      ["the list of the AWS CLI's --configurations", [{ Classification: 'spark-defaults', Properties: defaults }]],
      ["CloudFormation's spelling", [{ Classification: 'spark-defaults', ConfigurationProperties: defaults }]],
      [
        'a cluster as it is described',
        { Cluster: { Configurations: [{ Classification: 'spark-defaults', Properties: defaults }] } },
      ],
      ['a spark-defaults.conf', '# sizes\nspark.executor.memory   16g\n'],
    ])('%s', async (_, content) => {
      const { code, out } = await lint([file(content), '--json']);
      expect([code, ids(out)]).toEqual([0, ['overhead-not-set']]);
    });

    test('several steps, each named', async () => {
      const step = { Config: { Jar: 'command-runner.jar', Args: WORDS } };
      const { out } = await lint([file({ Steps: [{ Config: { Args: ['spark-submit', ...CLEAN] } }, step] })]);
      expect(out).toContain('step 2: --conf no. 2');
    });
  });

  test('a command on top of spark-defaults, and the calculator that the configuration names', async () => {
    const configurations = file([
      {
        Classification: 'capacity-scheduler',
        Properties: { 'yarn.scheduler.capacity.resource-calculator': 'x.DominantResourceCalculator' },
      },
      {
        Classification: 'spark-defaults',
        Properties: { 'spark.executor.memory': '16g', 'spark.executor.memoryOverhead': '4g' },
      },
    ]);
    const args = [
      '--json',
      '--core',
      'r5.4xlarge:82',
      '--spark-defaults',
      configurations,
      'spark-submit --executor-cores 4 job.py',
    ];
    expect(ids((await lint(args)).out)).toContain('strands-memory');
    expect(ids((await lint([...args, '--calculator', 'default'])).out)).toContain('oversubscribed');
  });

  describe('fails with one line for', () => {
    test.each<[string, () => readonly string[], string]>([
      ['nothing', () => [], 'there is nothing to lint; give a command of Spark'],
      ['an empty text', () => [''], 'there is nothing to lint'],
      ['an empty file', () => [file('')], 'is empty'],
      ['an unfinished quote', () => ["spark-submit --conf 'a=b job.py"], "a ' without its partner"],
      ['words that are no command', () => ['hunter2 is not here'.replace('hunter2', 'it')], 'no file of that name'],
      ['bash -c of something else', () => ["bash -c 'hunter2'"], 'none of the forms that lint reads'],
      [
        'a step that runs bash',
        () => [file([{ Jar: 'command-runner.jar', Args: ['bash', '-c', 'hunter2'] }])],
        '1 command is not Spark',
      ],
      ['a step with its own jar', () => [file([{ Jar: 's3://b/own.jar', Args: ['hunter2'] }])], 'its own jar'],
      ['a missing file', () => ['no-such-file.json'], 'no-such-file.json cannot be read'],
      ['a directory', () => [folder], 'is a directory'],
      ['garbage', () => [file('hunter2 nonsense')], 'none of the forms that lint reads'],
      ['broken JSON', () => [file('[{"Classification": hunter2')], 'is not JSON'],
      ['JSON of another kind', () => [file({ hunter2: 1 })], 'holds neither classifications nor steps'],
      ['an empty list', () => [file([])], 'holds neither classifications nor steps'],
      [
        'properties that are no object',
        () => [file([{ Classification: 'spark', Properties: 'hunter2' }])],
        'must be an object',
      ],
      [
        'a misspelt option of our own',
        () => [file('spark.executor.cores 4'), '--releese', 'emr-7.9.0'],
        'unknown option --releese',
      ],
      ['such an option first', () => ['--releese', 'emr-7.9.0', 'x.json'], 'unknown option --releese'],
      ['a release that is none', () => [BEATEN, '--release', '7.9'], 'release must look like emr-7.9.0'],
      ['a type that is none', () => [BEATEN, '--core', 'r5.5xlarge:3'], 'unknown instance type "r5.5xlarge"'],
      ['task nodes alone', () => [BEATEN, '--task', 'r5.4xlarge:3'], '--task needs --core'],
      ['defaults that are none', () => [BEATEN, '--spark-defaults', file('nonsense')], 'holds no Spark settings'],
    ])('%s', async (_, args, message) => {
      const { code, out, err } = await lint(args());
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(message);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(err).not.toContain('hunter2');
    });
  });

  test('judges by the oldest release of the line where the document names an older one', async () => {
    const cluster = (ReleaseLabel: string) =>
      file({
        Name: 'c',
        ReleaseLabel,
        Instances: {},
        Configurations: [{ Classification: 'spark-defaults', Properties: {} }],
      });
    expect((await lint([cluster('emr-spark-7.9.0')])).out).toContain('judged as emr-spark-8.0.0');
    expect((await lint([cluster('emr-5.20.0')])).out).toContain('judged as emr-5.28.0');
  });

  test('its help shows the examples of the docs', async () => {
    const { code, out } = await lint(['--help']);
    expect(code).toBe(0);
    const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'lint.md'), 'utf8');
    const shown = [...out.matchAll(/^ {2}(emr-autotune lint '.*)$/gm)].map(([, line]) => line);
    expect(shown.length).toBeGreaterThan(0);
    for (const line of shown) expect(docs).toContain(line);
  });
});
